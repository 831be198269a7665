package dev.weft.runtime.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where memories come from, by what the JVM was told about native access: each in a JVM of its own. */
final class NativeAccessTest {
    /** The program that those JVMs run: a memory that grows, and the name of its source. */
    static final class Program {
        private Program() {
        }

        public static void main(String[] args) {
            MemoryInstance memory = MemoryInstance.allocate(1, -1, 16, false, false, MemoryLimiter.DEFAULT);
            memory.storeI32(65_532, 42);
            memory.grow(100);
            memory.storeI32(101 * 65_536 - 4, 1);
            System.out.println(memory.loadI32(65_532) + " " + Reservations.ofProcess().getClass().getSimpleName());
        }
    }

    private static String run(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Program.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    void nativeAccess_denied_givesBuffersWithoutAWord() throws Exception {
        assertEquals("42 BufferReservations", run("--illegal-native-access=deny"));
        assertEquals("42 BufferReservations", run("--illegal-native-access=deny", "-Dweft.memory=mapped"));
    }

    @Test
    void nativeAccess_notMentioned_givesBuffersWithoutAWarning() throws Exception {
        assertEquals("42 BufferReservations", run());
    }

    @Test
    void nativeAccess_enabled_isUsedUnlessThePropertySaysJava() throws Exception {
        String enabled = "--enable-native-access=ALL-UNNAMED";
        if (System.getProperty("os.name").equals("Linux")) {
            assertEquals("42 MappedReservations", run(enabled));
        }
        assertEquals("42 BufferReservations", run(enabled, "-Dweft.memory=java"));
    }
}
