package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code weft caos}. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CaosCommandTest {
    @TempDir
    private Path folder;

    private static String guest(String name) {
        Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return (here.endsWith("tools") ? here.getParent() : here).resolve("guests/caos/" + name + ".wasm").toString();
    }

    /** The command line that folds a folder. */
    private String[] fold(Path tree, String... more) {
        List<String> words = new ArrayList<>(List.of("caos", "run", "--repo", folder.resolve("jobs.git").toString(),
                "--std", "fold-wasm=" + guest("fold"), "--std", "file-count=" + guest("file-count")));
        words.addAll(List.of(more));
        words.addAll(List.of("/cas/std/fold-wasm", "in=@" + tree, "post=/cas/std/file-count"));
        return words.toArray(String[]::new);
    }

    private Path tree() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree/sub")).getParent();
        Files.writeString(tree.resolve("a.txt"), "one\n");
        Files.writeString(tree.resolve("sub/b.txt"), "two\n");
        Files.createSymbolicLink(tree.resolve("link"), Path.of("a.txt"));
        return tree;
    }

    @Test
    void run_fold_countsFilesAndKnowsTheResultNextTime() throws IOException {
        Path tree = tree();
        Path svg = folder.resolve("run.svg");
        Path trace = folder.resolve("run.json");
        var first = Weft.run(fold(tree, "--stats", "--svg", svg.toString(), "--trace", trace.toString()));
        assertEquals(0, first.code(), first.err());
        assertEquals("3\n", first.text());
        assertTrue(first.err().contains("\"hits\":0,"), first.err());
        assertTrue(Files.readString(svg).startsWith("<svg "));
        assertTrue(Files.readAllLines(trace).stream().anyMatch(line -> line.contains("\"instantiate_us\":")));
        var second = Weft.run(fold(tree, "--stats", "--hash"));
        assertEquals("blob 00750edc07d6415dcc07ae0351e9397b0222b7ba\n", second.text());
        assertTrue(second.err().contains("\"hits\":1,"), second.err());
        assertTrue(second.err().contains("\"jobs\":0,"), second.err());
    }

    @Test
    void run_moduleFile_takesArgumentsOfAllKinds() throws IOException {
        var result = Weft.run("caos", "run", guest("script"), "t=image:" + guest("chain"), "f=@" + tree(),
                "e=#4b825dc642cb6eb9a060e54bf8d69288fbee4904",
                "script={\"op\":\"out\",\"kind\":\"tree\",\"hash\":\"%args\"}");
        assertEquals(0, result.code(), result.err());
        String[] lines = result.text().split("\n");
        assertEquals("40000 tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\te", lines[0]);
        assertTrue(lines[1].startsWith("40000 tree ") && lines[1].endsWith("\tf"), lines[1]);
        assertTrue(lines[2].startsWith("100644 blob ") && lines[2].endsWith("\tscript"), lines[2]);
    }

    @Test
    void run_thatFails_says1AndWhy() {
        var trap = Weft.run("caos", "run", guest("script"), "script=trap");
        assertEquals(1, trap.code());
        assertTrue(trap.err().startsWith("weft: guest trap: unreachable"), trap.err());
        var fuel = Weft.run("caos", "run", "--fuel", "1000000", guest("script"), "script=spin");
        assertEquals(1, fuel.code());
        assertTrue(fuel.err().contains("all fuel consumed"), fuel.err());
        var time = Weft.run("caos", "run", "--timeout", "200ms", guest("script"), "script=spin");
        assertEquals(1, time.code());
        assertTrue(time.err().contains("deadline"), time.err());
    }

    @Test
    void caos_wronglyCalled_says64Or66() {
        assertEquals(64, Weft.run("caos").code());
        assertEquals(64, Weft.run("caos", "fly").code());
        assertEquals(64, Weft.run("caos", "run").code());
        assertEquals(64, Weft.run("caos", "run", "image", "noargument").code());
        assertEquals(64, Weft.run("caos", "run", "--std", "x=nothing", "image").code());
        assertEquals(66, Weft.run("caos", "run", "missing.wasm").code());
        assertEquals(66, Weft.run("caos", "run", "image", "in=@missing").code());
        assertEquals(66, Weft.run("caos", "run", "image", "in=#0123456789012345678901234567890123456789").code());
        assertEquals(1, Weft.run("caos", "run", "alpine:3").code());
        var help = Weft.run("caos", "run", "--help");
        assertEquals(0, help.code());
        assertTrue(help.text().contains("--svg"), help.text());
    }

    @Test
    void put_printsKindsAndHashes() throws IOException {
        Path tree = tree();
        String repository = folder.resolve("put.git").toString();
        var result = Weft.run("caos", "put", "--repo", repository, tree.resolve("a.txt").toString(), tree.toString());
        assertEquals(0, result.code(), result.err());
        assertTrue(result.text().startsWith("blob 5626abf0f72e58d7a153368ba57db4c673c0e171\ntree "), result.text());
    }

    @Test
    void abiRunner_runsOneJob() {
        var result = Weft.run("run", "--abi", "caos", guest("script"),
                "script={\"op\":\"put_blob\",\"bytes_b64\":\"aGk=\"}\n"
                        + "{\"op\":\"out\",\"kind\":\"blob\",\"hash\":\"%last\"}");
        assertEquals(0, result.code(), result.err());
        assertEquals("hi", result.text());
        assertEquals(1, Weft.run("run", "--abi", "caos", guest("script"), "script=").code());
        assertEquals(64, Weft.run("run", "--abi", "caos", guest("script"), "script").code());
    }

    @Test
    void serve_answersUntilItIsStopped() throws Exception {
        PipedInputStream lines = new PipedInputStream();
        PipedOutputStream out = new PipedOutputStream(lines);
        FutureTask<Integer> serving = new FutureTask<>(() -> Main.execute(
                new String[] {"caos", "serve", "--port", "0"},
                new Streams(new ByteArrayInputStream(new byte[0]), out, new ByteArrayOutputStream(), false)));
        Thread thread = Thread.ofPlatform().daemon().start(serving);
        String line = new BufferedReader(new InputStreamReader(lines)).readLine();
        String url = line.substring("listening at ".length());
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(HttpRequest.newBuilder(URI.create(url + "/counters"))
                    .timeout(Duration.ofSeconds(100)).build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(200, response.statusCode());
            assertTrue(response.body().startsWith("{\"runs\":0,"), response.body());
        }
        thread.interrupt();
        assertEquals(0, serving.get(100, TimeUnit.SECONDS));
    }
}
