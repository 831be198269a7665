package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.caos.Caos;
import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.MemoryStore;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.Result;
import dev.weft.host.caos.RunLimits;
import dev.weft.host.caos.RunRequest;
import dev.weft.host.caos.TreeEntry;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** caos' checklist, item by item. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CaosChecklistTest {
    private static final String EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
    private static final String EMPTY_BLOB = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
    /** Gives out the response to the last line of a script. */
    private static final String GIVE = "keep\n{\"op\":\"out\",\"kind\":\"blob\",\"hash\":\"%last\"}\n";
    /** A script that asks for its own request. */
    private static final String SELF = "{\"op\":\"run\",\"image\":\"/cas/std/script\",\"args\":\"%args\"}\n";

    static List<String> tiers() {
        return Tiers.all();
    }

    private static String entry(String name, String kind, String hash, String more) {
        return "{\"name\":\"" + name + "\",\"kind\":\"" + kind + "\",\"hash\":\"" + hash + "\"" + more + "}";
    }

    private static String putTree(String... entries) {
        return "{\"op\":\"put_tree\",\"entries\":[" + String.join(",", entries) + "]}";
    }

    private static String hash(String hash) {
        return "{\"hash\":\"" + hash + "\"}";
    }

    private static void assertError(String start, String response) {
        assertTrue(response.startsWith("{\"error\":\"" + start), response);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item01_goldenTree_hasItsHash(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            assertEquals(hash("eaf6c7722e5ecf58ef9e0d3085dea12676a0ee83"), puppet.ask(putTree(
                    entry("sub", "tree", "72faf5f78a2e8c40511ebd116035a8dc8d7e1f62", ""),
                    entry("link", "blob", "8d14cbf983b3fad683171c9418998d9f68340823", ",\"mode\":\"120000\""),
                    entry("b.txt", "blob", "9c7b8743eaa88e1b7afa05d7e3df7db02eb78aa4", ""),
                    entry("a.txt", "blob", "7e74e68b2a782a3aead46d987a63ca1c91091c13", ",\"mode\":\"100644\""))));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item02_emptyTreeAndBlob_areGits(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            assertEquals(hash(EMPTY_TREE), puppet.ask(putTree()));
            assertEquals(hash(EMPTY_BLOB), puppet.ask("{\"op\":\"put_blob\",\"bytes_b64\":\"\"}"));
            assertEquals("{\"entries\":[]}", puppet.ask("{\"op\":\"tree\",\"hash\":\"" + EMPTY_TREE + "\"}"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item03_entries_areSortedAsGitDoes(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            String tree = "c11d43b52a75a2e9680be08c86e1204eed6aa887";
            assertEquals(hash(tree), puppet.ask(putTree(entry("a0", "blob", EMPTY_BLOB, ""),
                    entry("a", "tree", EMPTY_TREE, ""), entry("a.txt", "blob", EMPTY_BLOB, ""))));
            assertEquals(List.of("a.txt", "a", "a0"),
                    rig.store.tree(tree).stream().map(TreeEntry::name).toList());
            assertEquals("{\"entries\":[" + entry("a.txt", "blob", EMPTY_BLOB, ",\"mode\":\"100644\"") + ","
                    + entry("a", "tree", EMPTY_TREE, ",\"mode\":\"40000\"") + ","
                    + entry("a0", "blob", EMPTY_BLOB, ",\"mode\":\"100644\"") + "]}",
                    puppet.ask("{\"op\":\"tree\",\"hash\":\"" + tree + "\"}"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item04_mode_beatsKind(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            String response = puppet.ask(putTree(entry("a", "blob", EMPTY_TREE, ",\"mode\":\"040000\""),
                    entry("b", "tree", EMPTY_BLOB, ",\"mode\":\"100755\""),
                    entry("c", "tree", EMPTY_BLOB, ",\"mode\":\"120000\""),
                    entry("d", "tree", EMPTY_BLOB, ",\"mode\":\"160000\"")));
            List<TreeEntry> entries = rig.store.tree(response.substring(9, 49));
            assertEquals(List.of("40000", "100755", "120000", "160000"),
                    entries.stream().map(TreeEntry::mode).toList());
            assertEquals(List.of(ObjectKind.TREE, ObjectKind.BLOB, ObjectKind.BLOB, ObjectKind.BLOB),
                    entries.stream().map(TreeEntry::kind).toList());
            assertError("unsupported tree entry mode", puppet.ask(putTree(
                    entry("a", "blob", EMPTY_BLOB, ",\"mode\":\"100600\""))));
            assertError("unsupported tree entry kind", puppet.ask(putTree(entry("a", "commit", EMPTY_BLOB, ""))));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item05_badNamesAndHashes_areRejected(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            for (String name : List.of("", "a/b", "/", "a\\u0000b")) {
                assertError("invalid tree entry name", puppet.ask(putTree(entry(name, "blob", EMPTY_BLOB, ""))));
            }
            for (String bad : List.of("", "e69de29b", EMPTY_BLOB + "0", EMPTY_BLOB.replace('d', 'g'))) {
                assertError("invalid git SHA-1 hash", puppet.ask(putTree(entry("a", "blob", bad, ""))));
                assertError("invalid git SHA-1 hash", puppet.ask("{\"op\":\"get\",\"hash\":\"" + bad + "\"}"));
            }
            assertError("expected blob, got tree for " + EMPTY_TREE,
                    puppet.ask("{\"op\":\"get\",\"hash\":\"" + EMPTY_TREE + "\"}"));
            assertError("expected tree, got blob for " + EMPTY_BLOB,
                    puppet.ask("{\"op\":\"tree\",\"hash\":\"" + EMPTY_BLOB + "\"}"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item06_blobOfAllBytes_comesBack(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            byte[] all = new byte[256];
            for (int i = 0; i < all.length; i++) {
                all[i] = (byte) i;
            }
            for (int length : new int[] {256, 255, 254, 1}) {
                byte[] bytes = java.util.Arrays.copyOf(all, length);
                String base64 = Base64.getEncoder().encodeToString(bytes);
                String hash = puppet.ask("{\"op\":\"put_blob\",\"bytes_b64\":\"" + base64 + "\"}").substring(9, 49);
                assertArrayEquals(bytes, rig.store.blob(hash));
                assertEquals("{\"bytes_b64\":\"" + base64 + "\"}",
                        puppet.ask("{\"op\":\"get\",\"hash\":\"" + hash + "\"}"));
            }
            assertError("invalid base64", puppet.ask("{\"op\":\"put_blob\",\"bytes_b64\":\"AA\"}"));
            assertError("invalid base64", puppet.ask("{\"op\":\"put_blob\",\"bytes_b64\":\"A*==\"}"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item07_whatMakesNoSense_isAnErrorAndNoTrap(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            assertEquals("{\"error\":\"unknown op \\\"fly\\\"\"}", puppet.ask("{\"op\":\"fly\"}"));
            for (String json : List.of("", "{", "{\"op\":\"job\"} x", "{\"op\":'job'}", "nonsense")) {
                assertError("invalid json: ", puppet.ask(json));
            }
            for (String json : List.of("[]", "{}", "3", "null", "{\"op\":7}")) {
                assertError("missing string 'op'", puppet.ask(json));
            }
            assertError("missing string 'hash'", puppet.ask("{\"op\":\"get\"}"));
            assertError("missing string 'hash'", puppet.ask("{\"op\":\"tree\",\"hash\":[]}"));
            assertError("missing array 'entries'", puppet.ask("{\"op\":\"put_tree\",\"entries\":{}}"));
            assertError("every element of 'entries'", puppet.ask("{\"op\":\"put_tree\",\"entries\":[1]}"));
            assertError("missing array 'reqs'", puppet.ask("{\"op\":\"run_many\"}"));
            assertError("invalid result kind", puppet.ask("{\"op\":\"out\",\"kind\":\"x\",\"hash\":\"\"}"));
            for (int[] bad : new int[][] {{-1, 2}, {0, -1}, {CaosRig.Puppet.SIZE - 1, 2}, {CaosRig.Puppet.SIZE, 1},
                {Integer.MAX_VALUE, Integer.MAX_VALUE}}) {
                assertError("pointer out of range", puppet.response((int) puppet.call("call", bad[0], bad[1])));
            }
            // no UTF-8
            puppet.memory.write(0x1000, new byte[] {'"', (byte) 0xC3, '"'}, 0, 3);
            assertError("invalid json: ", puppet.response((int) puppet.call("call", 0x1000, 3)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item08_read_canBeRepeatedUntilTheNextCall(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier);
                CaosRig.Puppet puppet = rig.puppet(rig.blob("x", "y"))) {
            String job = puppet.ask("{\"op\":\"job\"}");
            assertEquals("{\"args\":\"" + rig.tree(rig.blob("x", "y")) + "\",\"std\":\"" + rig.std()
                    + "\",\"salt\":\"pepper\",\"stack\":\"\"}", job);
            assertEquals(job, puppet.response(job.length()));
            assertEquals(job, puppet.response(job.length()));
            assertEquals("{}", puppet.ask("{\"op\":\"log\",\"msg\":\"two\\nlines\"}"));
            assertEquals("{}", puppet.response(2));
            assertEquals(List.of("guest: two", "guest: lines"), rig.console);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item09_readOutOfBounds_writesNothing(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            puppet.ask("{\"op\":\"job\"}");
            puppet.memory.write(CaosRig.Puppet.SIZE - 2, new byte[] {1, 2}, 0, 2);
            for (int bad : new int[] {-1, CaosRig.Puppet.SIZE - 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                puppet.call("read", bad);
            }
            assertArrayEquals(new byte[] {1, 2}, puppet.memory.readBytes(CaosRig.Puppet.SIZE - 2, 2));
            assertEquals(4, rig.console.size());
            assertTrue(rig.console.getFirst().startsWith("guest read failed"), rig.console.getFirst());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item10_outNeverOrTwice_isAFailure(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            assertEquals("guest must call out exactly once, called 0 times",
                    rig.failure("/cas/std/script", rig.script("", List.of())));
            String out = "{\"op\":\"out\",\"kind\":\"blob\",\"hash\":\"" + EMPTY_BLOB + "\"}\n";
            assertEquals("guest must call out exactly once, called 2 times",
                    rig.failure("/cas/std/script", rig.script(out + out, List.of())));
            assertEquals(new Result(ObjectKind.BLOB, EMPTY_BLOB),
                    rig.run("/cas/std/script", rig.script(out, List.of())));
            assertTrue(rig.failure("/cas/std/script", rig.script(out + out + "check", List.of()))
                    .endsWith("(it said: out called more than once)"));
            assertTrue(rig.failure("/cas/std/script", rig.script(out + "trap", List.of()))
                    .startsWith("guest trap: unreachable"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item11_exit_isAFailureEvenWith0(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            String out = "{\"op\":\"out\",\"kind\":\"blob\",\"hash\":\"" + EMPTY_BLOB + "\"}\n";
            assertEquals("guest trap: guest proc_exit(0)",
                    rig.failure("/cas/std/script", rig.script(out + "exit 0", List.of())));
            assertEquals("guest trap: guest proc_exit(3)",
                    rig.failure("/cas/std/script", rig.script("exit 3", List.of())));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item12_wasi_tellsNothing(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            byte[] ones = new byte[32];
            java.util.Arrays.fill(ones, (byte) 1);
            puppet.memory.write(64, ones, 0, 32);
            assertEquals(0, puppet.call("clock", 0, 1L, 64));
            assertEquals(0, puppet.memory.loadI64(64));
            assertEquals(0, puppet.call("random", 72, 9));
            assertArrayEquals("BBBBBBBBB\1".getBytes(), puppet.memory.readBytes(72, 10));
            for (String sizes : List.of("env", "args")) {
                puppet.memory.write(64, ones, 0, 32);
                assertEquals(0, puppet.call(sizes, 64, 68));
                assertEquals(0, puppet.memory.loadI64(64));
            }
            puppet.memory.write(64, ones, 0, 32);
            assertEquals(0, puppet.call("stat", 1, 64));
            assertArrayEquals(new byte[24], puppet.memory.readBytes(64, 24));
            assertEquals(28, puppet.call("random", CaosRig.Puppet.SIZE - 1, 2));
            // "hi\n" in two pieces
            puppet.memory.write(64, new byte[] {96, 0, 0, 0, 1, 0, 0, 0, 97, 0, 0, 0, 2, 0, 0, 0}, 0, 16);
            puppet.memory.write(96, "hi\n".getBytes(), 0, 3);
            assertEquals(0, puppet.call("write", 1, 64, 2, 100));
            assertEquals(3, puppet.memory.loadI64(100) & 0xFFFF_FFFFL);
            assertEquals(List.of("guest: hi"), rig.console);
            assertEquals(8, puppet.call("write", 3, 64, 2, 100));
            assertEquals(28, puppet.call("write", 2, 64, 2, -4));
            assertEquals(28, puppet.call("write", 2, CaosRig.Puppet.SIZE - 8, 2, 100));
        }
    }

    /** Two pages say themselves 1,024 times: 128 MiB of one line if all of it were said. */
    @ParameterizedTest
    @MethodSource("tiers")
    void oneCall_thatSaysTheMemoryAgainAndAgain_writesAMebibyteOfIt(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier); CaosRig.Puppet puppet = rig.puppet()) {
            for (int i = 0; i < 1024; i++) {
                puppet.memory.storeI32(1024 + 8 * i, 0);
                puppet.memory.storeI32(1028 + 8 * i, CaosRig.Puppet.SIZE);
            }
            assertEquals(0, puppet.call("write", 1, 1024, 1024, 100));
            assertEquals(1 << 20, puppet.memory.loadI32(100));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item13_runMany_keepsTheOrderOfRequests(String tier) throws Exception {
        List<CountDownLatch> ended = new ArrayList<>();
        for (int i = 0; i <= 5; i++) {
            ended.add(new CountDownLatch(1));
        }
        ended.get(5).countDown();
        // each waits for the one behind it
        try (CaosRig rig = new CaosRig(tier, builder -> builder.image("late", call -> {
            TreeEntry n = call.store().entry(call.request().args(), "n");
            int number = Integer.parseInt(call.store().text(n.hash()));
            assertTrue(ended.get(number + 1).await(60, TimeUnit.SECONDS));
            ended.get(number).countDown();
            return new Result(ObjectKind.BLOB, n.hash());
        }))) {
            StringBuilder wanted = new StringBuilder();
            TreeEntry[] args = new TreeEntry[5];
            for (int i = 0; i < 5; i++) {
                TreeEntry n = rig.blob("n", String.valueOf(i));
                args[i] = TreeEntry.of(String.valueOf((char) ('a' + i)), ObjectKind.TREE, rig.tree(n));
                wanted.append(i > 0 ? "," : "").append("{\"kind\":\"blob\",\"hash\":\"").append(n.hash()).append("\"}");
            }
            assertEquals("{\"results\":[" + wanted + "]}", rig.script("{\"op\":\"run_many\",\"reqs\":["
                    + asked("late", "%a", "%b", "%c", "%d", "%e") + "]}\n" + GIVE, args));
            assertEquals("{\"results\":[]}", rig.script("{\"op\":\"run_many\",\"reqs\":[]}\n" + GIVE));
        }
    }

    private static String asked(String image, String... args) {
        List<String> requests = new ArrayList<>();
        for (String arg : args) {
            requests.add("{\"image\":\"" + image + "\",\"args\":\"" + arg + "\"}");
        }
        return String.join(",", requests);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item14_runMany_has16PermitsForEachCall(String tier) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(16);
        try (CaosRig rig = new CaosRig(tier, builder -> builder.image("crowd", call -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            full.countDown();
            assertTrue(full.await(60, TimeUnit.SECONDS));
            for (int i = 0; i < 10; i++) {
                Thread.yield();
            }
            inside.decrementAndGet();
            return new Result(ObjectKind.BLOB, EMPTY_BLOB);
        }))) {
            String[] args = new String[60];
            for (int i = 0; i < args.length; i++) {
                args[i] = rig.tree(rig.blob("n", String.valueOf(i)));
            }
            String response = rig.script("{\"op\":\"run_many\",\"reqs\":[" + asked("crowd", args) + "]}\n" + GIVE);
            assertEquals(60, response.split(EMPTY_BLOB, -1).length - 1);
            assertEquals(16, most.get());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item15_failedSlot_leavesItsSiblings(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            TreeEntry good = rig.tree("a", rig.script("{\"op\":\"put_blob\",\"bytes_b64\":\"\"}\n"
                    + "{\"op\":\"out\",\"kind\":\"blob\",\"hash\":\"%last\"}", List.of()));
            TreeEntry bad = rig.tree("b", rig.script("trap", List.of()));
            String slot = "{\"kind\":\"blob\",\"hash\":\"" + EMPTY_BLOB + "\"}";
            String response = rig.script("{\"op\":\"run_many\",\"reqs\":[" + asked("/cas/std/script", "%a", "%b", "%a")
                    + "]}\n" + GIVE, good, bad);
            assertTrue(response.startsWith("{\"results\":[" + slot + ",{\"error\":\"guest trap: unreachable"),
                    response);
            assertTrue(response.endsWith("\"}," + slot + "]}"), response);
            assertError("invalid git SHA-1 hash", rig.script("{\"op\":\"run_many\",\"reqs\":["
                    + asked("/cas/std/script", "%a", "nothing") + "]}\n" + GIVE, good, bad));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item16_secondRun_executesNothing(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            String tree = CaosFixtures.wide(rig.store);
            assertEquals("31\n", rig.count(tree));
            Caos.Counters before = rig.caos.counters();
            assertEquals("31\n", rig.count(tree));
            Caos.Counters after = rig.caos.counters();
            assertEquals(before.jobs(), after.jobs());
            assertEquals(before.hits() + 1, after.hits());
            assertEquals(before.runs() + 1, after.runs());
            // a frame and a visit for each folder, a visit for each different file: one of the files is the link's
            assertEquals(15 + 15 + 31, before.jobs());
            assertEquals(2, after.modules());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item17_failure_isNotKept(String tier) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (CaosRig rig = new CaosRig(tier, builder -> builder.image("shaky", call -> {
            if (calls.incrementAndGet() == 1) {
                throw CaosException.of(500, "not today");
            }
            return new Result(ObjectKind.BLOB, EMPTY_BLOB);
        }))) {
            assertEquals("not today", rig.failure("shaky"));
            assertEquals(EMPTY_BLOB, rig.run("shaky").hash());
            assertEquals(EMPTY_BLOB, rig.run("shaky").hash());
            assertEquals(2, calls.get());
            TreeEntry[] trap = rig.script("trap", List.of());
            rig.failure("/cas/std/script", trap);
            long jobs = rig.caos.counters().jobs();
            rig.failure("/cas/std/script", trap);
            assertEquals(jobs + 1, rig.caos.counters().jobs());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item18_selfRecursion_isACycleWithItsChain(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            TreeEntry[] args = rig.script(SELF + GIVE, List.of());
            String request = new RunRequest(rig.standard("script"), rig.tree(args), rig.std(), "").put(rig.store);
            assertEquals("{\"error\":\"run cycle detected:\\n  " + request + "\\n  -> " + request + "\"}",
                    rig.text("/cas/std/script", args));
            assertEquals(1, rig.caos.counters().cycles());
            // over two steps
            String inner = rig.tree(rig.script("{\"op\":\"run\",\"image\":\"/cas/std/script\",\"args\":\"%a\"}\ncheck\n"
                    + "{\"op\":\"out\",\"kind\":\"blob\",\"hash\":\"%last\"}",
                    List.of(rig.tree("a", rig.script(SELF + "check\n", List.of())))));
            CaosException failure = assertThrows(CaosException.class, () ->
                    rig.caos.run("/cas/std/script", inner, rig.std(), "", RunLimits.NONE));
            assertTrue(failure.getMessage().contains("run cycle detected:"), failure.getMessage());
            // known results are answered before anybody looks for a cycle
            String known = "52931bbf721e96ce13de2863c6f0ac0706d3f3fd";
            String hello = rig.tree(rig.blob("in", "hello"));
            assertEquals(known, new RunRequest("alpine:3", hello, "", "").put(rig.store));
            assertEquals("run cycle detected:\n  " + known + "\n  -> " + known, assertThrows(CaosException.class,
                    () -> rig.caos.run(known, known, RunLimits.NONE)).getMessage());
            rig.store.keep(known, new Result(ObjectKind.BLOB, EMPTY_BLOB));
            assertEquals(EMPTY_BLOB, rig.caos.run(known, known, RunLimits.NONE).hash());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item19_recursionWithOtherArguments_isNone(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            TreeEntry args = rig.tree("next", rig.blob("end", "the end"));
            for (int i = 0; i < 50; i++) {
                args = rig.tree("next", args);
            }
            assertEquals("the end", rig.text("/cas/std/chain", args));
            assertEquals(0, rig.caos.counters().cycles());
            assertEquals(52, rig.caos.counters().jobs());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item20_curry_callBeatsOuterBeatsInner(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            // gives out the concatenation of what it is asked about: a, b, c
            String script = "{\"op\":\"tree\",\"hash\":\"%args\"}\n" + GIVE;
            TreeEntry marker = rig.blob(".caos-curry", "");
            String inner = rig.tree(marker, rig.blob("base", " /cas/std/script\n"),
                    rig.tree("args", rig.blob("script", script), rig.blob("a", "inner"), rig.blob("b", "inner"),
                            rig.blob("c", "inner")));
            String outer = rig.tree(marker, rig.blob("base", inner),
                    rig.tree("args", rig.blob("b", "outer"), rig.blob("c", "outer")));
            String listing = rig.text(outer, rig.blob("c", "call"));
            String[] wanted = {"a", "inner", "b", "outer", "c", "call", "script", script};
            int at = -1;
            for (int i = 0; i < wanted.length; i += 2) {
                int found = listing.indexOf("{\"name\":\"" + wanted[i] + "\",\"kind\":\"blob\",\"hash\":\""
                        + rig.store.putBlob(wanted[i + 1]));
                assertTrue(found > at, wanted[i] + " in " + listing);
                at = found;
            }
            // the same request as without the curry nodes
            long jobs = rig.caos.counters().jobs();
            assertEquals(listing, rig.text("/cas/std/script", rig.blob("a", "inner"), rig.blob("b", "outer"),
                    rig.blob("c", "call"), rig.blob("script", script)));
            assertEquals(jobs, rig.caos.counters().jobs());

            String noBase = rig.tree(marker, rig.tree("args"));
            assertEquals("curry node " + noBase + " missing base", rig.failure(noBase));
            String noArgs = rig.tree(marker, rig.blob("base", inner));
            assertEquals("curry node " + noArgs + " missing args", rig.failure(noArgs));
            String blob = rig.store.putBlob("no image");
            assertEquals("expected tree, got blob for " + blob, rig.failure(blob));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item21_standardImagesWithoutStd_areAnError(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            assertEquals("cannot resolve /cas/std/fold-wasm: the job has no std", assertThrows(CaosException.class,
                    () -> rig.caos.run("/cas/std/fold-wasm", rig.tree(), "", "", RunLimits.NONE)).getMessage());
            assertEquals("cannot resolve /cas/std/none: not in std " + rig.std(), rig.failure("/cas/std/none"));
            assertError("cannot resolve /cas/std/none: not in std", rig.script(
                    "{\"op\":\"run\",\"image\":\"/cas/std/none\",\"args\":\"%args\"}\n" + GIVE));
            assertEquals("no image is called alpine:3", rig.failure("alpine:3"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item22_deepTree_counts24(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            String tree = CaosFixtures.deep(rig.store, 24);
            assertEquals(CaosFixtures.DEEP, tree);
            assertEquals("24\n", rig.count(tree));
            assertEquals("24\n", rig.count(tree));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item23_wideTree_counts31(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            String tree = CaosFixtures.wide(rig.store);
            assertEquals(CaosFixtures.WIDE, tree);
            assertEquals("31\n", rig.count(tree));
            String small = CaosFixtures.small(rig.store);
            assertEquals(CaosFixtures.SMALL, small);
            assertEquals("5\n", rig.count(small));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item24_benchTree_counts120(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            String tree = CaosFixtures.bench(rig.store);
            assertEquals(CaosFixtures.BENCH, tree);
            assertEquals("120\n", rig.count(tree));
        }
    }

    /** The hashes are those that git made of the same trees with hash-object and mktree. */
    @ParameterizedTest
    @MethodSource("tiers")
    void item25_requestTree_isTheSameAsGitMakesIt(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            String args = rig.tree(rig.blob("in", "hello"));
            assertEquals("28240cf6f749f47d9f4c23eb5c1aae7ee18f15c1", args);
            assertEquals("52931bbf721e96ce13de2863c6f0ac0706d3f3fd",
                    new RunRequest("alpine:3", args, "", "").put(rig.store));
            RunRequest request = new RunRequest("alpine:3", args, EMPTY_TREE, "");
            String hash = request.put(rig.store);
            assertEquals("51abe9c435af7d454b1ac1196a203b41422cd268", hash);
            assertEquals(request, RunRequest.read(rig.store, hash));
            // what a guest asks for is the request that it would be from outside
            String asked = "{\"op\":\"run\",\"image\":\"alpine:3\",\"args\":\"" + args + "\"}\n";
            rig.store.keep(new RunRequest("alpine:3", args, rig.std(), "").put(rig.store),
                    new Result(ObjectKind.BLOB, EMPTY_BLOB));
            assertEquals("{\"kind\":\"blob\",\"hash\":\"" + EMPTY_BLOB + "\"}", rig.script(asked + GIVE));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item26_salt_altersTheKey(String tier) throws Exception {
        try (CaosRig rig = new CaosRig(tier)) {
            TreeEntry[] args = rig.script("{\"op\":\"job\"}\n" + GIVE, List.of());
            assertEquals("785c941b1cb8620c90648723a0dab8c59c3717f0",
                    new RunRequest("alpine:3", rig.tree(rig.blob("in", "hello")), "", "salt").put(new MemoryStore()));
            Result plain = rig.run("/cas/std/script", args);
            Result salted = rig.caos.run("/cas/std/script", rig.tree(args), rig.std(), "salt", RunLimits.NONE);
            assertNotEquals(plain, salted);
            assertTrue(rig.text(salted).contains("\"salt\":\"salt\""), rig.text(salted));
            assertEquals(2, rig.caos.counters().jobs());
        }
    }
}
