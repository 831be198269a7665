package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.script.Tiers;
import dev.weft.text.TextParser;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Loops that HotSpot can count are stopped, though with the serial collector it leaves safepoints out of them: a guest
 * that is not would run for a quarter of a minute and then end by itself. In a JVM of its own, for the flags.
 */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CountedLoopTest {
    private static final String GUEST = """
            (module (func (export "f") (param i32) (result f64) (local i32 f64)
              (loop
                (local.set 2 (f64.div (f64.add (local.get 2) (f64.const 1)) (f64.const 3.7)))
                (br_if 0 (i32.lt_s (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (local.get 0))))
              (local.get 2)))""";
    /** Rounds after which C2 has compiled the loop. */
    private static final int MANY = 1_000_000;

    @ParameterizedTest
    @CsvSource({"jit, -", "jit, +", "eager, -", "interp, -"})
    void countedLoop_withTheSerialCollector_isStopped(String tier, String safepoints)
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = Stream.of(java, "-XX:+UseSerialGC", "-XX:" + safepoints + "UseCountedLoopSafepoints",
                "-XX:LoopStripMiningIter=" + (safepoints.equals("+") ? 1_000 : 0),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                CountedLoopTest.class.getName(), tier).toList();
        File output = File.createTempFile("counted", ".txt");
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
            try {
                assertTrue(process.waitFor(200, TimeUnit.SECONDS));
            } finally {
                process.destroyForcibly();
            }
            String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
            assertEquals("stopped", text.strip());
        } finally {
            output.delete();
        }
    }

    /** Prints {@code stopped} if the guest was. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Store store = Store.of(Tiers.engine(arguments[0]))) {
            Instance instance = new Linker().instantiate(store, store.engine().prepare(TextParser.assemble(GUEST)));
            for (int i = 0; i < 3; i++) {
                instance.function("f").call(MANY);
            }
            Thread guest = new Thread(() -> {
                try {
                    instance.function("f").call(Integer.MAX_VALUE);
                    System.out.println("ended");
                } catch (Trap trap) {
                    System.out.println(trap.kind() == Trap.Kind.INTERRUPTED ? "stopped" : trap);
                }
            });
            guest.start();
            // as long as it takes the guest to be in the loop; if it is not yet, it is stopped all the same
            Thread.sleep(100);
            store.interrupt("enough");
            guest.join();
        }
    }
}
