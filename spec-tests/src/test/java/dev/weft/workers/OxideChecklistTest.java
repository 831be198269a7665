package dev.weft.workers;

import static dev.weft.workers.OxidePuppet.DATA;
import static dev.weft.workers.OxidePuppet.ECHO;
import static dev.weft.workers.OxidePuppet.OUT;
import static dev.weft.workers.OxidePuppet.PAGE;
import static dev.weft.workers.OxidePuppet.await;
import static dev.weft.workers.OxidePuppet.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ConsoleSink.Level;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.oxide.OxideApp;
import dev.weft.host.oxide.OxideWorld;
import dev.weft.text.TextParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Oxide's checklist, item by item, as the original behaves. */
class OxideChecklistTest {
    private static final String SPINNER = worker("(func (export \"on_message\") (param i32) (loop $l (br $l)))");

    static List<String> tiers() {
        return Tiers.all();
    }

    static List<String> controlled() {
        return Tiers.controlled();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item01_spawns_are123_andNotReused(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            String echo = puppet.module("echo", ECHO);
            assertEquals(1, puppet.spawn(echo));
            assertEquals(2, puppet.spawn(echo));
            assertEquals(3, puppet.spawn(echo));
            puppet.callInt("worker_terminate", 3);
            assertEquals(4, puppet.spawn(echo));
            assertTrue(puppet.world.console().texts(Level.LOG)
                    .contains("[WORKER] spawned " + echo + " (handle=2)"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item02_badUrl_givesAHandleAndAnErrorLine_thenPostsFail(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            assertEquals(1, puppet.spawn("https://app.test/none.wasm"));
            puppet.awaitEnd(1);
            assertEquals(List.of("[WORKER] fetch failed for https://app.test/none.wasm: HTTP 404"),
                    puppet.world.console().texts(Level.ERROR));
            assertEquals(-1, puppet.post(1, "x"));
            puppet.modules.put("https://app.test/junk.wasm", new byte[] {1, 2, 3});
            puppet.awaitEnd(puppet.spawn("https://app.test/junk.wasm"));
            puppet.awaitEnd(puppet.spawn(puppet.module("missing", "(module (import \"a\" \"b\" (func)))")));
            puppet.awaitEnd(puppet.spawn(puppet.module("trap", "(module (start $f) (func $f unreachable))")));
            List<String> errors = puppet.world.console().texts(Level.ERROR);
            assertTrue(errors.get(1).startsWith("[WORKER] compile failed: "), errors.get(1));
            assertTrue(errors.get(2).startsWith("[WORKER] instantiate failed: unknown import"), errors.get(2));
            assertTrue(errors.get(3).startsWith("[WORKER] instantiate failed: unreachable"), errors.get(3));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item03_badPointers_areMinusOne(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            assertEquals(-1, puppet.callInt("spawn_worker", PAGE - 1, 2));
            assertEquals(-1, puppet.callInt("spawn_worker", -1, 1));
            puppet.put(DATA, new byte[] {(byte) 0xC3, (byte) 0x28});
            assertEquals(-1, puppet.callInt("spawn_worker", DATA, 2), "no UTF-8");
            assertEquals(-1, puppet.callInt("worker_post_message", echo, PAGE, 1));
            assertEquals(-1, puppet.callInt("worker_post_message", echo, 0, -1));
            assertEquals(-1, puppet.callInt("worker_post_message", echo, 1, Integer.MAX_VALUE));
            assertEquals(0, puppet.callInt("worker_post_message", echo, PAGE, 0), "nothing at the very end");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item04_receive_ofNothingOrNobody_isMinusOne(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            assertEquals(-1, puppet.receive(1));
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            assertEquals(-1, puppet.receive(echo));
            assertEquals(-1, puppet.receive(0));
            assertEquals(-1, puppet.receive(-1));
            assertEquals(-1, puppet.post(99, "x"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item05_replies_areInOrder(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            for (int i = 0; i < 500; i++) {
                assertEquals(0, puppet.post(echo, "message " + i));
            }
            for (int i = 0; i < 500; i++) {
                assertEquals("message " + i, puppet.reply(echo));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item06_longReply_isCutAndGone(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            puppet.post(echo, "abcdefgh");
            puppet.post(echo, "next");
            await(() -> puppet.callLong("worker_recv_len", echo) == 8);
            assertEquals(3, puppet.callLong("worker_recv", echo, OUT, 3));
            assertEquals("abc\0", puppet.text(OUT, 4));
            assertEquals("next", puppet.reply(echo));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item07_capacityZero_consumes(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            puppet.post(echo, "lost");
            puppet.post(echo, "kept");
            await(() -> puppet.callLong("worker_recv_len", echo) == 4);
            assertEquals(0, puppet.callLong("worker_recv", echo, OUT, 0));
            assertEquals("kept", puppet.reply(echo));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item08_emptyMessages_areMessages(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            puppet.post(echo, "");
            assertEquals("", puppet.reply(echo));
            assertEquals(-1, puppet.receive(echo));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item08b_receiveBufferOutOfBounds_losesTheMessage(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            puppet.post(echo, "lost");
            puppet.post(echo, "kept");
            await(() -> puppet.callLong("worker_recv_len", echo) == 4);
            assertEquals(-1, puppet.callLong("worker_recv", echo, PAGE - 2, 100));
            assertEquals("kept", puppet.reply(echo));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item09_messageRead_isRepeatable(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int twice = puppet.spawn(puppet.module("twice", worker("""
                    (func (export "on_message") (param $n i32)
                      (drop (call $post (i32.const 0) (call $read (i32.const 0) (i32.const 100))))
                      (drop (call $post (i32.const 200) (call $read (i32.const 200) (i32.const 3))))
                      (drop (call $post (i32.const 300) (call $read (i32.const 131070) (i32.const 5)))))""")));
            puppet.post(twice, "hello");
            assertEquals("hello", puppet.reply(twice));
            assertEquals("hel", puppet.reply(twice));
            assertEquals("", puppet.reply(twice), "a bad range reads nothing");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item10_messageReadAndPost_inTheMainModule(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            assertEquals(0, puppet.callInt("worker_message_read", OUT, 100));
            assertEquals(-1, puppet.callInt("worker_post", DATA, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item11_postsBeforeTheStart_comeAfterStartApp_inOrder(String tier) throws Exception {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            String url = puppet.module("slow", worker("""
                    (data (i32.const 500) "started")
                    (func (export "start_app") (drop (call $post (i32.const 500) (i32.const 7))))
                    (func (export "on_message") (param $n i32)
                      (drop (call $post (i32.const 0) (call $read (i32.const 0) (local.get $n)))))"""));
            int slow = puppet.spawn(url);
            for (int i = 0; i < 5; i++) {
                assertEquals(0, puppet.post(slow, "early " + i));
            }
            assertEquals("started", puppet.reply(slow));
            for (int i = 0; i < 5; i++) {
                assertEquals("early " + i, puppet.reply(slow));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item12_startApp_canPost_butHasNoMessage(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int worker = puppet.spawn(puppet.module("start", worker("""
                    (data (i32.const 0) "hi")
                    (func (export "start_app")
                      (drop (call $post (i32.const 0)
                        (i32.add (i32.const 2) (call $read (i32.const 10) (i32.const 10))))))""")));
            assertEquals("hi", puppet.reply(worker));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item13_withoutOnMessage_postsAreSwallowed(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int deaf = puppet.spawn(puppet.module("deaf", worker("")));
            int wrongType = puppet.spawn(puppet.module("wrong",
                    worker("(func (export \"on_message\") unreachable) (func (export \"start_app\") (param i32))")));
            for (int handle : new int[] {deaf, wrongType}) {
                assertEquals(0, puppet.post(handle, "x"));
                await(() -> puppet.state(handle) == 1);
                assertEquals(0, puppet.post(handle, "y"));
                assertEquals(-1, puppet.receive(handle));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item14_trap_isAnErrorLine_repliesDrain_thenPostsFail(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int worker = puppet.spawn(puppet.module("trap", worker("""
                    (func (export "on_message") (param $n i32)
                      (drop (call $post (i32.const 0) (call $read (i32.const 0) (local.get $n))))
                      (if (i32.eq (local.get $n) (i32.const 4)) (then unreachable)))""")));
            puppet.post(worker, "one");
            puppet.post(worker, "last");
            puppet.post(worker, "never");
            puppet.awaitEnd(worker);
            assertEquals(-1, puppet.post(worker, "x"));
            assertEquals("one", puppet.reply(worker));
            assertEquals("last", puppet.reply(worker));
            assertEquals(-1, puppet.receive(worker));
            List<String> errors = puppet.world.console().texts(Level.ERROR);
            assertEquals(1, errors.size());
            assertTrue(errors.getFirst().startsWith("[WORKER] on_message trapped: unreachable"), errors.getFirst());
            int start = puppet.spawn(puppet.module("start",
                    worker("(func (export \"start_app\") unreachable)")));
            puppet.awaitEnd(start);
            assertTrue(puppet.world.console().texts(Level.ERROR).getLast()
                    .startsWith("[WORKER] start_app trapped: unreachable"));
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void item15_spinningOnMessage_endsByFuel_othersGoOn(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.fuel(20_000_000, 1_000_000))) {
            int spinner = puppet.spawn(puppet.module("spin", SPINNER));
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            puppet.post(spinner, "go");
            puppet.post(echo, "still here");
            assertEquals("still here", puppet.reply(echo));
            puppet.awaitEnd(spinner);
            assertEquals("[WORKER] on_message fuel limit exceeded",
                    puppet.world.console().texts(Level.ERROR).getFirst());
            assertEquals(4, puppet.state(spinner));
            puppet.post(echo, "and now");
            assertEquals("and now", puppet.reply(echo));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item16_terminate_isOneThenZero_andAllIsGone(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            puppet.post(echo, "unread");
            await(() -> puppet.callLong("worker_recv_len", echo) == 6);
            assertEquals(1, puppet.callInt("worker_terminate", echo));
            assertEquals(0, puppet.callInt("worker_terminate", echo));
            assertEquals(-1, puppet.receive(echo));
            assertEquals(-1, puppet.post(echo, "x"));
            int dead = puppet.spawn("https://app.test/none.wasm");
            puppet.awaitEnd(dead);
            assertEquals(1, puppet.callInt("worker_terminate", dead), "also when it had ended");
            await(() -> puppet.world.kernel().liveCount() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void item17_terminateDuringACallback_doesNotWait_andDoesNotInterruptIt(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.fuel(50_000_000, 1_000_000))) {
            int worker = puppet.spawn(puppet.module("spin", worker("""
                    (data (i32.const 0) "begun") (data (i32.const 8) "after")
                    (func (export "on_message") (param i32) (local $i i32)
                      (drop (call $post (i32.const 0) (i32.const 5)))
                      (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                        (i32.const 2000000))))
                      (call $log (i32.const 8) (i32.const 5)))""")));
            puppet.post(worker, "1");
            puppet.post(worker, "2");
            assertEquals("begun", puppet.reply(worker));
            assertEquals(1, puppet.callInt("worker_terminate", worker));
            await(() -> puppet.world.kernel().liveCount() == 0);
            List<String> lines = puppet.world.console().texts(Level.LOG);
            assertEquals("after", lines.getLast(), "the callback that ran has finished");
            assertEquals(1, lines.stream().filter("after"::equals).count(), "the queued message was not delivered");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item18_nestedWorkers_work(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            String echo = puppet.module("echo", ECHO);
            int middle = puppet.spawn(puppet.module("middle", """
                    (module
                      (import "oxide" "api_spawn_worker" (func $spawn (param i32 i32) (result i32)))
                      (import "oxide" "api_worker_post_message" (func $send (param i32 i32 i32) (result i32)))
                      (import "oxide_ext" "api_worker_recv_wait" (func $wait (param i32 i32 i32 i32) (result i64)))
                      (import "oxide" "api_worker_message_read" (func $read (param i32 i32) (result i32)))
                      (import "oxide" "api_worker_post" (func $post (param i32 i32) (result i32)))
                      (memory (export "memory") 1) (data (i32.const 0) "%s") (global $h (mut i32) (i32.const 0))
                      (func (export "start_app") (global.set $h (call $spawn (i32.const 0) (i32.const %d))))
                      (func (export "on_message") (param $n i32)
                        (drop (call $send (global.get $h) (i32.const 1000)
                          (call $read (i32.const 1000) (local.get $n))))
                        (drop (call $post (i32.const 2000) (i32.wrap_i64
                          (call $wait (global.get $h) (i32.const 2000) (i32.const 100) (i32.const -1)))))))
                    """.formatted(echo, echo.length())));
            puppet.post(middle, "through two");
            assertEquals("through two", puppet.reply(middle));
            puppet.callInt("worker_terminate", middle);
            await(() -> puppet.world.kernel().liveCount() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item19_sessionStorage_isOnesOwn_theConsoleIsShared(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            puppet.callVoid("storage_set", 0x100, puppet.put(0x100, "key"), DATA, puppet.put(DATA, "value"));
            assertEquals(5, puppet.callInt("storage_get", 0x100, 3, OUT, 100));
            assertEquals("value", puppet.text(OUT, 5));
            int worker = puppet.spawn(puppet.module("session", """
                    (module
                      (import "oxide" "api_storage_get" (func $get (param i32 i32 i32 i32) (result i32)))
                      (import "oxide" "api_storage_set" (func $set (param i32 i32 i32 i32)))
                      (import "oxide" "api_warn" (func $warn (param i32 i32)))
                      (import "oxide" "api_worker_post" (func $post (param i32 i32) (result i32)))
                      (memory (export "memory") 1) (data (i32.const 0) "key") (data (i32.const 8) "mine")
                      (func (export "start_app")
                        (drop (call $post (i32.const 100)
                          (call $get (i32.const 0) (i32.const 3) (i32.const 100) (i32.const 50))))
                        (call $set (i32.const 0) (i32.const 3) (i32.const 8) (i32.const 4))
                        (call $warn (i32.const 8) (i32.const 4))
                        (drop (call $post (i32.const 100)
                          (call $get (i32.const 0) (i32.const 3) (i32.const 100) (i32.const 50))))))"""));
            assertEquals("", puppet.reply(worker));
            assertEquals("mine", puppet.reply(worker));
            assertEquals("value", puppet.text(OUT, 0) + "value");
            assertEquals(5, puppet.callInt("storage_get", 0x100, puppet.put(0x100, "key"), OUT, 100));
            puppet.callVoid("storage_remove", 0x100, 3);
            assertEquals(0, puppet.callInt("storage_get", 0x100, 3, OUT, 100));
            assertEquals(List.of("mine"), puppet.world.console().texts(Level.WARN));
            assertTrue(puppet.world.console().lines().getLast().time().matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item20_keyValueStore_codesAndNamespace(String tier) throws Exception {
        dev.weft.host.oxide.KeyValueStore store = dev.weft.host.oxide.KeyValueStore.inMemory();
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.database(store))) {
            int key = puppet.put(0x100, "key");
            assertEquals(-1, puppet.callInt("kv_store_get", 0x100, key, OUT, 10));
            assertEquals(0, puppet.callInt("kv_store_set", 0x100, key, DATA, puppet.put(DATA, "value")));
            assertEquals(5, puppet.callInt("kv_store_get", 0x100, key, OUT, 10));
            assertEquals(2, puppet.callInt("kv_store_get", 0x100, key, OUT, 2));
            assertEquals("value", new String(store.get(OxidePuppet.URL + "::key"), StandardCharsets.UTF_8));
            assertEquals(0, puppet.callInt("kv_store_delete", 0x100, key));
            assertEquals(0, puppet.callInt("kv_store_delete", 0x100, key));
            assertEquals(-1, puppet.callInt("kv_store_get", 0x100, key, OUT, 10));
            assertEquals(-1, puppet.callInt("kv_store_set", 0x100, key, PAGE, 1));
            assertEquals(0, puppet.callInt("kv_store_set", PAGE, 5, DATA, 5), "a key that cannot be read is empty");
            assertEquals("value", new String(store.get(OxidePuppet.URL + "::"), StandardCharsets.UTF_8));
        }
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.database(store)
                .namespace(OxideWorld.Namespace.ORIGIN))) {
            puppet.callInt("kv_store_set", 0x100, puppet.put(0x100, "k"), DATA, 0);
            assertEquals(0, store.get("https://app.test::k").length);
        }
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.database(null))) {
            assertEquals(-1, puppet.callInt("kv_store_set", 0x100, 1, DATA, 1));
            assertEquals(-2, puppet.callInt("kv_store_get", 0x100, 1, OUT, 1));
            assertEquals(-1, puppet.callInt("kv_store_delete", 0x100, 1));
            assertEquals("[KV] store not initialised", puppet.world.console().texts(Level.ERROR).getFirst());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item21_growPast4096Pages_isMinusOne(String tier) throws Exception {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            for (String memory : List.of("(import \"oxide\" \"memory\" (memory 1))",
                    "(memory (export \"memory\") 1)")) {
                GuestModule module = puppet.world.layer().prepare(TextParser.assemble("(module " + memory
                        + " (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0))))"));
                try (HostContext guest = HostContext.of(module, puppet.world.options("x"), null)) {
                    var grow = guest.instantiate().function("grow");
                    assertEquals(1, grow.call(4095));
                    assertEquals(-1, grow.call(1));
                    assertEquals(4096, grow.call(0));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void item22_fuel_isForEachMessage(String tier) {
        assertEquals(500_000_000, OxideWorld.START_FUEL);
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.fuel(5_000_000, 1_000))) {
            int worker = puppet.spawn(puppet.module("busy", worker("""
                    (func (export "on_message") (param i32) (local $i i32)
                      (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                        (i32.const 600000))))
                      (drop (call $post (i32.const 0) (i32.const 0))))""")));
            // each burns some 4 millions of 5
            for (int i = 0; i < 3; i++) {
                puppet.post(worker, "again");
            }
            for (int i = 0; i < 3; i++) {
                assertEquals("", puppet.reply(worker));
            }
            assertEquals(1, puppet.state(worker));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item23_parentEnds_workersDrainAndEnd(String tier) {
        OxidePuppet puppet = new OxidePuppet(tier);
        int logger = puppet.spawn(puppet.module("logger", worker("""
                (func (export "on_message") (param $n i32)
                  (call $log (i32.const 0) (call $read (i32.const 0) (local.get $n))))""")));
        for (int i = 0; i < 20; i++) {
            puppet.post(logger, "line " + i);
        }
        puppet.guest.close();
        await(() -> puppet.world.kernel().liveCount() == 0);
        assertEquals("line 19", puppet.world.console().texts(Level.LOG).getLast());
        puppet.close();
    }

    @Test
    void item23b_schemes_otherThanHttpAndFile_areRejected() throws Exception {
        dev.weft.host.oxide.ModuleLoader loader = dev.weft.host.oxide.ModuleLoader.ofUrls();
        Path folder = Files.createTempDirectory("oxide");
        Path file = Files.write(folder.resolve("a.wasm"), new byte[] {1, 2});
        var rights = dev.weft.host.Capabilities.NONE.withFolder(folder);
        assertEquals(2, loader.load(file.toUri().toString(), rights).length);
        for (String[] each : new String[][] {
                {"oxide://home", "unsupported worker URL scheme: oxide"},
                {"ftp://host/x", "unsupported URL scheme: ftp"},
                {"/etc/passwd", "relative URL without a base: /etc/passwd"},
                {"./x.wasm", "relative URL without a base: ./x.wasm"},
                {"file:///etc/passwd", "not allowed to read /etc/passwd"},
                {folder.toUri() + "none", "no such file: " + folder + "/none"},
                {"host.test/x", "not allowed to fetch from host.test"}}) {
            assertEquals(each[1], message(() -> loader.load(each[0], rights)));
        }
        Files.delete(file);
        Files.delete(folder);
    }

    private static String message(org.junit.jupiter.api.function.Executable code) {
        try {
            code.execute();
            return "loaded";
        } catch (Throwable e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item24_demo_counts7837PrimesBelow80000_whileFramesGoOn(String tier) throws Exception {
        Path guests = Guests.folder("oxide");
        HostLayer layer = HostLayer.builder(OxidePuppet.engine(tier)).abi("oxide").build();
        try (OxideWorld world = OxideWorld.builder(layer)
                .capabilities(OxidePuppet.rights().withFolder(guests)).build()) {
            Path file = guests.resolve("worker-demo.wasm");
            OxideApp app = new OxideApp(world, layer.prepare(Files.readAllBytes(file)), file.toUri().toString(),
                    Duration.ofMillis(5), 5_000).click(3, 1);
            Thread watch = Thread.startVirtualThread(() -> {
                await(() -> world.console().texts(Level.LOG).stream().anyMatch(line -> line.startsWith("primes")));
                app.stop();
            });
            assertEquals(ExitReason.NORMAL, app.run());
            watch.join();
            List<String> lines = world.console().texts(Level.LOG);
            // the parent's line that it has spawned the worker may come before the worker's own or behind it
            assertTrue(lines.contains("[worker] ready, waiting for work."), lines.toString());
            assertEquals("primes below 80000: 7837", lines.getLast());
            assertTrue(app.frameCount() >= 4, "frames " + app.frameCount());
            assertTrue(app.canvas().strokes().size() > 3);
            assertEquals(800, app.canvas().draw().getWidth());
            assertNull(world.kernel().find(0), "the main module has ended");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item24b_primes_ofSmallLimits(String tier) throws Exception {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            String url = "https://app.test/primes.wasm";
            puppet.modules.put(url, Files.readAllBytes(Guests.folder("oxide").resolve("worker-demo-bg.wasm")));
            int worker = puppet.spawn(url);
            int[][] expected = {{10, 4}, {100, 25}, {1000, 168}, {2, 0}};
            for (int[] pair : expected) {
                puppet.callInt("worker_post_message", worker, DATA, puppet.put(DATA, new byte[] {
                    (byte) pair[0], (byte) (pair[0] >> 8), 0, 0}));
                assertEquals(8, puppet.reply(worker).length());
                assertEquals(pair[1], puppet.i64(OUT));
            }
            puppet.post(worker, "abc");
            puppet.post(worker, "\n\0\0\0");
            assertEquals(8, puppet.reply(worker).length());
            assertEquals(4, puppet.i64(OUT), "three bytes were ignored");
        }
    }
}
