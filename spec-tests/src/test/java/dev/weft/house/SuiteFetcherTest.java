package dev.weft.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What `tools/fetch-suites` says when it cannot do its work. */
@DisabledOnOs(OS.WINDOWS)
class SuiteFetcherTest {
    @TempDir
    Path folder;
    private int exit;

    @BeforeEach
    void copyTheScript() throws Exception {
        Files.createDirectory(folder.resolve("tools"));
        Files.copy(ProductionClasses.root().resolve("tools/fetch-suites"), folder.resolve("tools/fetch-suites"),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void suiteFetcher_unknownName_listsTheSuites() throws Exception {
        String said = fetch("nonesuch");
        assertEquals(1, exit);
        assertTrue(said.contains("no suite is called nonesuch; there are: testsuite threads wasi-testsuite"), said);
    }

    @Test
    void suiteFetcher_sourceOutOfReach_saysWhatItWanted() throws Exception {
        String said = fetch("threads");
        assertEquals(1, exit);
        assertTrue(said.contains("cannot fetch 979d0fcb994439423d63b2f0a8a7332d6285dd84 from "), said);
    }

    private String fetch(String... names) throws Exception {
        List<String> command = new ArrayList<>(List.of(folder.resolve("tools/fetch-suites").toString()));
        command.addAll(List.of(names));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("WEFT_SUITES_FROM", folder.resolve("nowhere").toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        exit = process.waitFor();
        return said;
    }
}
