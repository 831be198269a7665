package dev.weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command that compares engines, from its options to its files. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FieldTest {
    @TempDir
    Path folder;

    @Test
    void peers_someOfThemMissing_writesResultPageAndPicturesAndNamesThem() throws Exception {
        int exit = new CommandLine(new Bench()).execute("peers", "--engines", "weft:interp,weft:jit,nobody",
                "--reference", "weft:jit", "--rounds", "1", "--warm-up", "1", "--measure", "1", "--results",
                folder.toString(), "--svg", folder.resolve("charts").toString(), "tak");
        assertEquals(0, exit);
        try (Stream<Path> files = Files.list(folder)) {
            Path json = files.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow();
            Result result = Result.read(json);
            assertEquals(List.of("weft:interp", "weft:jit"), List.copyOf(result.engines().keySet()));
            assertTrue(result.missing().stream().anyMatch(line -> line.startsWith("nobody: ")), result::json);
            assertEquals(1, result.rows().size());
            assertTrue(Files.exists(Path.of(json.toString().replace(".json", ".html"))));
            assertEquals(0, new CommandLine(new Bench()).execute("report", json.toString(), "--against",
                    json.toString()));
        }
        assertTrue(Files.exists(folder.resolve("charts/ratios.svg")));
    }
}
