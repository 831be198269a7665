package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.jit.vector.VectorApi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The Vector API in JVMs that were started without its module: added where they lend us the means, and silently. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VectorModuleTest {
    private static final String GUEST = """
            (module (func (export "run") (param i32) (result i64) (local $v v128)
              (local.set $v (i32x4.splat (local.get 0)))
              (local.set $v (i32x4.add (local.get $v) (v128.const i32x4 1 2 3 4)))
              (i64x2.extract_lane 1
                (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $v) (local.get $v)))))
            """;

    /** What the other JVM runs. */
    static final class Main {
        private Main() {
        }

        public static void main(String[] arguments) {
            System.out.println(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
            Engine engine = Engine.builder().tier("jit").build();
            try (Store store = Store.of(engine)) {
                System.out.println(new Linker().instantiate(store, engine.prepare(TextParser.assemble(GUEST)))
                        .function("run").call(16));
            }
            System.out.println(VectorApi.find() != null);
        }
    }

    @Test
    void vectors_whereModulesMayBeAdded_areThoseOfTheVectorApi() throws Exception {
        assertEquals(List.of("false", Long.toString(19L << 32 | 20), "true"),
                run("--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED"));
    }

    @Test
    void vectors_whereNothingIsLent_areTwoLongs() throws Exception {
        assertEquals(List.of("false", Long.toString(19L << 32 | 20), "false"), run());
    }

    /** What another JVM with these flags prints, to either stream. */
    private static List<String> run(String... flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var reader = process.inputReader()) {
            List<String> lines = reader.lines().toList();
            process.waitFor(60, TimeUnit.SECONDS);
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
