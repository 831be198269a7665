package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.host.caos.Caos;
import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.GitObject;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.Result;
import dev.weft.host.caos.TreeEntry;
import dev.weft.host.caos.git.GitStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** caos over a git repository, looked at with git. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GitStoreTest {
    private static final String REQUEST = "52931bbf721e96ce13de2863c6f0ac0706d3f3fd";

    @TempDir
    private Path folder;

    static List<String> tiers() {
        return Tiers.all();
    }

    /** What git prints; the test is left out where there is no git. */
    private String git(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "--git-dir", folder.toString()));
        command.addAll(Arrays.asList(words));
        Path out = folder.resolve("output-of-the-test");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        } catch (IOException e) {
            assumeTrue(false, "there is no git here: " + e.getMessage());
            throw e;
        }
        assertTrue(process.waitFor(100, TimeUnit.SECONDS));
        String text = Files.readString(out);
        assertEquals(0, process.exitValue(), text);
        return text;
    }

    private CaosRig rig(String tier) throws Exception {
        return new CaosRig(Tiers.engine(tier), GitStore.open(folder), builder -> { });
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void fold_leavesObjectsThatGitReads(String tier) throws Exception {
        String tree;
        Result result;
        try (CaosRig rig = rig(tier)) {
            tree = CaosFixtures.small(rig.store);
            result = rig.run("/cas/std/fold-wasm", rig.folding(tree, "/cas/std/file-count"));
            assertEquals("5\n", rig.text(result));
        }
        assertEquals("5\n", git("cat-file", "blob", result.hash()));
        assertEquals("one\ntwo\n", git("cat-file", "blob", tree + ":a.txt") + git("cat-file", "blob", tree + ":b.txt"));
        assertEquals("five\n", git("cat-file", "blob", tree + ":sub/nested/e.txt"));
        assertEquals("", git("fsck", "--full", "--strict", "--no-dangling").replaceAll("(?m)^notice.*\n", ""));
        // the result of a run from outside outlives a cleaning, and the run is known when the store is opened again
        git("gc", "--quiet", "--prune=now");
        assertEquals("5\n", git("cat-file", "blob", result.hash()));
        try (CaosRig rig = rig(tier)) {
            CaosFixtures.small(rig.store);
            assertEquals(result, rig.run("/cas/std/fold-wasm", rig.folding(tree, "/cas/std/file-count")));
            Caos.Counters counters = rig.caos.counters();
            assertEquals(0, counters.jobs());
            assertEquals(1, counters.hits());
        }
    }

    @Test
    void objectsOfGit_areReadAsTheyAre() throws Exception {
        try (GitStore store = GitStore.open(folder)) {
            assertEquals(folder.toRealPath(), store.folder().toRealPath());
        }
        Path file = Files.writeString(folder.resolve("a file"), "text of git");
        String hash = git("hash-object", "-w", file.toString()).strip();
        try (GitStore store = GitStore.open(folder)) {
            assertEquals("text of git", store.text(hash));
            assertNull(store.get("0123456789012345678901234567890123456789"));
            assertNull(store.get("no hash"));
            assertArrayEquals(new byte[0], store.get(ObjectKind.TREE, "4b825dc642cb6eb9a060e54bf8d69288fbee4904"));
        }
    }

    @Test
    void manyThreads_putTheSameAndOtherObjects() throws Exception {
        int threads = 4;
        int each = 200;
        try (GitStore store = GitStore.open(folder)) {
            List<FutureTask<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                FutureTask<Void> task = new FutureTask<>((Callable<Void>) () -> {
                    for (int k = 0; k < each; k++) {
                        store.putBlob("shared " + k);
                        store.putBlob("own " + number + " " + k);
                        if (k % 50 == number) {
                            store.flush();
                        }
                    }
                    return null;
                });
                Thread.ofVirtual().start(task);
                tasks.add(task);
            }
            for (FutureTask<Void> task : tasks) {
                task.get(100, TimeUnit.SECONDS);
            }
        }
        try (GitStore store = GitStore.open(folder)) {
            for (int k = 0; k < each; k++) {
                assertEquals("shared " + k, store.text(GitObject.blob("shared " + k).hash()));
                assertEquals("own 3 " + k, store.text(GitObject.blob("own 3 " + k).hash()));
            }
        }
    }

    @Test
    void results_areReadAgain_butNoHalfLines() throws Exception {
        Result result;
        try (GitStore store = GitStore.open(folder)) {
            result = new Result(ObjectKind.BLOB, store.putBlob("result"));
            store.keep(REQUEST, result);
            store.pin(REQUEST, result);
        }
        Path results = folder.resolve("caos/results");
        assertEquals(REQUEST + " " + result + "\n", Files.readString(results));
        assertEquals("result", git("cat-file", "blob", "refs/caos/results/" + REQUEST));
        Files.writeString(results, REQUEST.replace('5', '6') + " blob 0123", StandardCharsets.US_ASCII,
                StandardOpenOption.APPEND);
        try (GitStore store = GitStore.open(folder)) {
            assertEquals(result, store.result(REQUEST));
            assertNull(store.result(REQUEST.replace('5', '6')));
        }
    }

    @Test
    void resultWhoseObjectIsGone_isNotKnown() throws Exception {
        try (GitStore store = GitStore.open(folder)) {
            store.keep(REQUEST, new Result(ObjectKind.BLOB, "0123456789012345678901234567890123456789"));
            assertNull(store.result(REQUEST));
        }
    }

    @Test
    void repositoryThatCannotBeWritten_isAPassingFailure() throws Exception {
        try (GitStore store = GitStore.open(folder)) {
            store.flush();
            String tree = store.putTree(List.of(TreeEntry.of("a", ObjectKind.BLOB, store.putBlob("a"))));
            Path objects = folder.resolve("objects");
            Files.move(objects, folder.resolve("elsewhere"));
            Files.writeString(objects, "in the way");
            try {
                store.flush();
                throw new AssertionError("written to nowhere");
            } catch (CaosException e) {
                assertTrue(e.isPassing(), e.getMessage());
            }
            Files.delete(objects);
            Files.move(folder.resolve("elsewhere"), objects);
            // nothing is lost
            store.flush();
            assertEquals("a", git("cat-file", "blob", tree + ":a"));
        }
    }
}
