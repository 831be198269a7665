package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.AbiConformance;
import dev.weft.host.caos.CaosAbi;
import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.JavaImage;
import dev.weft.host.caos.MemoryStore;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.Result;
import dev.weft.host.caos.RunLimits;
import dev.weft.host.caos.RunRequest;
import dev.weft.host.caos.RunTrace;
import dev.weft.host.caos.TreeEntry;
import dev.weft.host.caos.Waterfall;
import dev.weft.text.TextParser;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/** What caos itself does not have, and its rules beyond the checklist. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CaosExtensionsTest {
    private static final String EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    private static final Result EMPTY = new Result(ObjectKind.BLOB, EMPTY_BLOB);
    private static final String GIVE = "keep\n{\"op\":\"out\",\"kind\":\"blob\",\"hash\":\"%last\"}\n";
    private static final RunLimits LITTLE_FUEL = RunLimits.NONE.withFuel(2_000_000);

    static List<String> tiers() {
        return Tiers.all();
    }

    static List<String> controlled() {
        return Tiers.controlled();
    }

    private static <T> FutureTask<T> start(Callable<T> code) {
        FutureTask<T> task = new FutureTask<>(code);
        Thread.ofVirtual().start(task);
        return task;
    }

    private static <T> T get(FutureTask<T> task) throws Exception {
        return task.get(100, TimeUnit.SECONDS);
    }

    private static CaosRig metered(String tier, CaosRig.Change change) throws Exception {
        return new CaosRig(Tiers.metered(tier), new MemoryStore(), change);
    }

    // Requests at the same time

    @ParameterizedTest
    @MethodSource("tiers")
    void identicalRequestsAtOnce_areComputedOnce(String tier) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (CaosRig rig = new CaosRig(tier, builder -> builder.image("slow", call -> {
            calls.incrementAndGet();
            assertTrue(release.await(100, TimeUnit.SECONDS));
            return EMPTY;
        }))) {
            // half of them from a guest
            String run = "{\"op\":\"run\",\"image\":\"slow\",\"args\":\"" + rig.tree() + "\"}\n" + GIVE;
            List<FutureTask<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                TreeEntry number = rig.blob("n", String.valueOf(i));
                tasks.add(start(() -> rig.run("slow")));
                tasks.add(start(() -> rig.script(run, number)));
            }
            OxidePuppet.await(() -> rig.caos.counters().joins() == 5);
            release.countDown();
            for (FutureTask<?> task : tasks) {
                get(task);
            }
            assertEquals(1, calls.get());
            assertEquals(5, rig.timeline.runs().stream()
                    .filter(run1 -> run1.outcome() == RunTrace.Outcome.JOINED).count());
        }
    }

    /** Each of two images asks for the other one, while both are being computed: waiting would last for ever. */
    @ParameterizedTest
    @MethodSource("tiers")
    void requestsThatAskForEachOther_endAsACycle(String tier) throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (CaosRig rig = new CaosRig(tier, builder -> builder.image("x", crossing("y", both))
                .image("y", crossing("x", both)))) {
            FutureTask<Result> x = start(() -> rig.run("x"));
            FutureTask<Result> y = start(() -> rig.run("y"));
            for (FutureTask<Result> task : List.of(x, y)) {
                Throwable failure = assertThrows(ExecutionException.class, () -> get(task)).getCause();
                assertTrue(failure.getMessage().startsWith("run cycle detected:\n  "), failure.toString());
            }
            assertEquals(0, rig.caos.liveCount());
        }
    }

    private static JavaImage crossing(String other, CountDownLatch both) {
        return call -> {
            both.countDown();
            assertTrue(both.await(100, TimeUnit.SECONDS));
            return call.run(other, call.request().args());
        };
    }

    // Limits

    @ParameterizedTest
    @MethodSource("controlled")
    void fuel_stopsASpinner_andIsNoPartOfTheKey(String tier) throws Exception {
        try (CaosRig rig = metered(tier, builder -> { })) {
            String spin = rig.tree(rig.script("spin", List.of()));
            CaosException failure = assertThrows(CaosException.class, () ->
                    rig.caos.run("/cas/std/script", spin, rig.std(), "", LITTLE_FUEL));
            assertTrue(failure.getMessage().startsWith("guest trap: all fuel consumed"), failure.getMessage());
            assertTrue(failure.isPassing());
            // too little for one run, enough for the other, the same request
            String job = rig.tree(rig.script("{\"op\":\"job\"}\n" + GIVE, List.of()));
            assertThrows(CaosException.class, () ->
                    rig.caos.run("/cas/std/script", job, rig.std(), "", RunLimits.NONE.withFuel(100)));
            Result result = rig.caos.run("/cas/std/script", job, rig.std(), "", LITTLE_FUEL);
            assertEquals(result, rig.caos.run("/cas/std/script", job, rig.std(), "", RunLimits.NONE.withFuel(100)));
            assertEquals(1, rig.caos.counters().hits());
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void deadline_stopsASpinnerAndThoseThatWaitForIt(String tier) throws Exception {
        try (CaosRig rig = metered(tier, builder -> { })) {
            TreeEntry spin = rig.tree("a", rig.script("spin", List.of()));
            String outer = rig.tree(rig.script("{\"op\":\"run\",\"image\":\"/cas/std/script\",\"args\":\"%a\"}\n"
                    + GIVE, List.of(spin)));
            RunLimits limits = RunLimits.NONE.withTime(Duration.ofMillis(200));
            CaosException failure = assertThrows(CaosException.class, () ->
                    rig.caos.run("/cas/std/script", outer, rig.std(), "", limits));
            assertTrue(failure.getMessage().contains("deadline: after "), failure.getMessage());
            OxidePuppet.await(() -> rig.caos.liveCount() == 0);
            assertEquals("{\"kind\"", rig.text("/cas/std/script", rig.script(
                    "{\"op\":\"run\",\"image\":\"/cas/std/file-count\",\"args\":\"%a\"}\n" + GIVE,
                    List.of(rig.tree("a", rig.blob("in", "leaf"))))).substring(0, 7));
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void resultAfterAFailureByLimits_isGivenButNotKept(String tier) throws Exception {
        try (CaosRig rig = metered(tier, builder -> { })) {
            String tolerant = rig.tree(rig.script("{\"op\":\"run_many\",\"reqs\":[{\"image\":\"/cas/std/script\","
                    + "\"args\":\"%a\"}]}\n" + GIVE, List.of(rig.tree("a", rig.script("spin", List.of())))));
            for (int i = 1; i <= 2; i++) {
                Result result = rig.caos.run("/cas/std/script", tolerant, rig.std(), "", LITTLE_FUEL);
                assertTrue(rig.text(result).contains("all fuel consumed"), rig.text(result));
                assertEquals(0, rig.caos.counters().hits());
                assertEquals(2 * i, rig.caos.counters().jobs());
            }
        }
    }

    /** Who waits for a request which fails for the limits of somebody else computes it with its own. */
    @ParameterizedTest
    @MethodSource("tiers")
    void failureByTheLimitsOfOneRun_isNotAnothers(String tier) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        try (CaosRig rig = new CaosRig(tier, builder -> builder.image("slow", call -> {
            if (calls.incrementAndGet() == 1) {
                begun.countDown();
                new CountDownLatch(1).await();
            }
            return EMPTY;
        }))) {
            FutureTask<Result> hasty = start(() -> rig.caos.run("slow", rig.tree(), rig.std(), "",
                    RunLimits.NONE.withTime(Duration.ofMillis(500))));
            assertTrue(begun.await(100, TimeUnit.SECONDS));
            FutureTask<Result> patient = start(() -> rig.run("slow"));
            assertEquals(EMPTY, get(patient));
            assertTrue(assertThrows(ExecutionException.class, () -> get(hasty)).getCause().getMessage()
                    .contains("deadline"));
            assertEquals(2, calls.get());
        }
    }

    // Levels

    /** Each level is a guest that waits for the next: none of them may hold a thread. */
    private static void chain(String tier, int levels) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            TreeEntry args = rig.tree("next", rig.blob("end", "the end"));
            for (int i = 1; i < levels; i++) {
                args = rig.tree("next", args);
            }
            assertEquals("the end", rig.text("/cas/std/chain", args));
            assertEquals(levels + 1, rig.caos.counters().jobs());
            // the innermost was asked for while all others waited
            assertEquals(levels, rig.timeline.runs().stream().mapToInt(RunTrace::depth).max().orElse(0));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void chainOfManyLevels_completes(String tier) throws Exception {
        chain(tier, 1_000);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("tiers")
    void chainOf5000Levels_completes(String tier) throws Exception {
        chain(tier, 5_000);
    }

    // Images

    @ParameterizedTest
    @MethodSource("tiers")
    void images_thatAreNone_sayWhatIsMissing(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            String unmarked = rig.tree(rig.blob("module", "x"));
            assertEquals("image " + unmarked + " is no runtime node: it has no .caos-runtime", rig.failure(unmarked));
            String empty = rig.tree(rig.blob(".caos-runtime", "x"));
            assertEquals("isolate image " + empty + " has no module entry", rig.failure(empty));
            assertTrue(rig.failure(rig.node(new byte[] {1})).startsWith("compiling module "));
            assertEquals("guest missing required export 'memory'", rig.failure(rig.node(
                    TextParser.assemble("(module (func (export \"caos_run\")))"))));
            assertEquals("guest missing required export 'memory'", rig.failure(rig.node(
                    TextParser.assemble("(module (func (export \"caos_run\")) (func (export \"memory\")))"))));
            assertEquals("guest missing required export 'caos_run'", rig.failure(rig.wat("")));
            assertTrue(rig.failure(foreign(rig)).startsWith("instantiating guest: unknown import"));
            assertTrue(rig.failure(rig.wat("(start $s) (func $s unreachable) (func (export \"caos_run\"))"))
                    .startsWith("instantiating guest: unreachable"));
            long modules = rig.caos.counters().modules();
            rig.run("/cas/std/file-count", rig.blob("in", "a"));
            rig.run("/cas/std/file-count", rig.blob("in", "b"));
            assertEquals(modules + 1, rig.caos.counters().modules());
        }
    }

    private static String foreign(CaosRig rig) throws CaosException {
        return rig.node(TextParser.assemble("(module (import \"wasi_snapshot_preview1\" \"fd_read\""
                + " (func (param i32 i32 i32 i32) (result i32))) (memory (export \"memory\") 1)"
                + " (func (export \"caos_run\")))"));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void everyJob_hasAFreshMemory(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            // fails if an earlier job has been here
            String image = rig.wat("""
                    (data (i32.const 16) "{\\"op\\":\\"out\\",\\"kind\\":\\"blob\\",\\"hash\\":\\"%s\\"}")
                    (func (export "caos_run")
                      (if (i32.load (i32.const 0x8000)) (then unreachable))
                      (i32.store (i32.const 0x8000) (i32.const 1))
                      (drop (call $call (i32.const 16) (i32.const 76))))""".formatted(EMPTY_BLOB));
            for (int i = 0; i < 20; i++) {
                assertEquals(EMPTY, rig.run(image, rig.blob("n", String.valueOf(i))));
            }
        }
    }

    // Folding

    @ParameterizedTest
    @MethodSource("tiers")
    void fold_withAFailingChild_namesIt(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            String failure = rig.failure("/cas/std/fold-wasm",
                    rig.folding(CaosFixtures.small(rig.store), "/cas/std/none"));
            assertTrue(failure.contains("(it said: folding a.txt: cannot resolve /cas/std/none"), failure);
            assertTrue(rig.console.stream().anyMatch(line -> line.startsWith("guest: folding d.txt: ")));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void fold_withPre_foldsWhatThatGives(String tier) throws Exception {
        // for pre every node has two children without children
        try (CaosRig rig = new CaosRig(tier, builder -> builder.image("twins", call -> {
            TreeEntry in = call.store().entry(call.request().args(), "in");
            return new Result(ObjectKind.TREE, in.kind() == ObjectKind.BLOB ? call.store().putTree(List.of())
                    : call.store().putTree(List.of(TreeEntry.of("one", ObjectKind.BLOB, EMPTY_BLOB),
                            TreeEntry.of("two \"quoted\"", ObjectKind.BLOB, EMPTY_BLOB))));
        }))) {
            List<TreeEntry> args = new ArrayList<>(List.of(rig.folding(rig.tree(), "/cas/std/file-count")));
            args.add(rig.blob("pre", "twins\n"));
            assertEquals("2\n", rig.text("/cas/std/fold-wasm", args.toArray(TreeEntry[]::new)));
            args.set(2, rig.blob("pre", "/cas/std/file-count"));
            assertTrue(rig.failure("/cas/std/fold-wasm", args.toArray(TreeEntry[]::new))
                    .contains("it said: pre: "));
        }
    }

    // What can be seen

    @ParameterizedTest
    @MethodSource("tiers")
    void waterfall_hasARowForEachRequest(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            rig.count(CaosFixtures.small(rig.store));
            rig.failure("<&>");
            List<RunTrace> runs = rig.timeline.runs();
            assertEquals(rig.caos.counters().runs(), runs.size());
            assertEquals(rig.caos.counters().jobs(), rig.timeline.jobs().size());
            assertTrue(runs.getFirst().toJson().contains("\"outcome\":\"isolate\""), runs.getFirst().toJson());
            assertNotEquals(-1, rig.timeline.jobs().getFirst().toJson().indexOf("\"instantiate_us\":"));
            var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(new InputSource(new StringReader(Waterfall.svg(rig.timeline))));
            assertEquals(runs.size(), document.getElementsByTagName("g").getLength());
            assertTrue(document.getDocumentElement().getTextContent().contains("no image is called <&>"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void caos_keepsWhatEveryAbiPromises(String tier) throws Exception {
        try (CaosRig rig = metered(tier, builder -> { })) {
            assertEquals(List.of(), AbiConformance.of(new CaosAbi(), rig.layer.engine(), TextParser::assemble)
                    .options(rig.caos.options(new RunRequest("", rig.tree(), "", ""))).run());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void closedHost_refusesAndEndsWhatRuns(String tier) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CaosRig rig = new CaosRig(tier, builder -> builder.image("stuck", call -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return EMPTY;
        }));
        FutureTask<Result> stuck = start(() -> rig.run("stuck"));
        assertTrue(begun.await(100, TimeUnit.SECONDS));
        rig.close();
        assertTrue(assertThrows(ExecutionException.class, () -> get(stuck)).getCause().getMessage()
                .startsWith("job stopped: killed"));
        assertEquals("the host is closed", rig.failure("stuck"));
    }
}
