package dev.weft.workers;

import static dev.weft.workers.OxidePuppet.DATA;
import static dev.weft.workers.OxidePuppet.ECHO;
import static dev.weft.workers.OxidePuppet.OUT;
import static dev.weft.workers.OxidePuppet.PAGE;
import static dev.weft.workers.OxidePuppet.await;
import static dev.weft.workers.OxidePuppet.worker;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.Capabilities;
import dev.weft.host.Capability;
import dev.weft.host.ConsoleSink.Level;
import dev.weft.host.ExitReason;
import dev.weft.host.HostLayer;
import dev.weft.host.kernel.MailboxLimits;
import dev.weft.host.oxide.Canvas;
import dev.weft.host.oxide.OxideApp;
import dev.weft.host.oxide.OxideMode;
import dev.weft.host.oxide.OxideWorld;
import dev.weft.text.TextParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What this host has beyond Oxide: the strict mode, waiting, pools, regions; and the imports besides workers. */
class OxideExtensionsTest {
    private static final String SPINNER = worker("(func (export \"on_message\") (param i32) (loop $l (br $l)))");

    static List<String> tiers() {
        return Tiers.all();
    }

    static List<String> controlled() {
        return Tiers.controlled();
    }

    private static OxidePuppet strict(String tier, MailboxLimits queue) {
        return new OxidePuppet(tier, builder -> builder.mode(OxideMode.STRICT).queue(queue));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void strict_receive_losesNothing(String tier) {
        try (OxidePuppet puppet = strict(tier, MailboxLimits.DEFAULT)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            puppet.post(echo, "abcdefgh");
            await(() -> puppet.callLong("worker_recv_len", echo) == 8);
            assertEquals(-2, puppet.callLong("worker_recv", echo, OUT, 7));
            assertEquals(-1, puppet.callLong("worker_recv", echo, PAGE - 7, 8));
            assertEquals(8, puppet.callLong("worker_recv", echo, OUT, 8));
            assertEquals("abcdefgh", puppet.text(OUT, 8));
            assertEquals(-1, puppet.receive(echo));
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void strict_terminate_isForced_andQueuesAreBounded(String tier) {
        try (OxidePuppet puppet = strict(tier, new MailboxLimits(4, 100))) {
            int spinner = puppet.spawn(puppet.module("spin", SPINNER));
            puppet.post(spinner, "go");
            await(() -> puppet.world.kernel().usage().received() == 1);
            assertEquals(-2, puppet.post(spinner, "x".repeat(101)), "too many bytes");
            for (int i = 0; i < 4; i++) {
                assertEquals(0, puppet.post(spinner, "x"));
            }
            assertEquals(-2, puppet.post(spinner, "x"), "too many messages");
            assertEquals(1, puppet.callInt("worker_terminate", spinner));
            await(() -> puppet.world.kernel().liveCount() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void strict_parentEnds_spinningWorkersToo(String tier) {
        OxidePuppet puppet = strict(tier, MailboxLimits.DEFAULT);
        int spinner = puppet.spawn(puppet.module("spin", SPINNER));
        puppet.post(spinner, "go");
        await(() -> puppet.world.kernel().usage().received() == 1);
        puppet.guest.close();
        await(() -> puppet.world.kernel().liveCount() == 0);
        puppet.close();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void waiting_forOneOrAny_andWhatBecameOfThem(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            assertEquals(-1, puppet.callInt("worker_wait", -1), "nobody to wait for");
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            assertEquals(-3, puppet.callLong("worker_recv_wait", echo, OUT, 100, 5));
            assertEquals(0, puppet.callInt("worker_wait", 5));
            puppet.post(echo, "hello");
            assertEquals(echo, puppet.callInt("worker_wait", -1));
            assertEquals(-2, puppet.callLong("worker_recv_wait", echo, OUT, 4, -1));
            assertEquals(5, puppet.callLong("worker_recv_wait", echo, OUT, 5, -1));
            int trap = puppet.spawn(puppet.module("trap", worker("""
                    (func (export "on_message") (param i32) (drop (call $post (i32.const 0) (i32.const 3)))
                      unreachable)""")));
            puppet.post(trap, "x");
            assertEquals(trap, puppet.callInt("worker_wait", -1));
            assertEquals(3, puppet.callLong("worker_recv_wait", trap, OUT, 100, -1));
            assertEquals(-4, puppet.callLong("worker_recv_wait", trap, OUT, 100, -1));
            assertEquals(trap, puppet.callInt("worker_wait", -1), "its end is told");
            assertEquals(0, puppet.callInt("worker_wait", 0), "once");
            assertEquals(3, puppet.state(trap));
            int length = puppet.callInt("worker_error", trap, OUT, 1000);
            assertTrue(puppet.text(OUT, length).startsWith("trapped: unreachable"), puppet.text(OUT, length));
            int none = puppet.spawn("https://app.test/none");
            assertEquals(none, puppet.callInt("worker_wait", -1));
            assertEquals(7, puppet.state(none));
            assertEquals(-1, puppet.state(77));
            assertEquals(-1, puppet.callInt("worker_error", echo, OUT, 10), "it has not ended");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void pool_sharesJobs_replacesTheFallen_answersEachJobOnce(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            // traps on a message of 3 bytes
            String url = puppet.module("member", worker("""
                    (func (export "on_message") (param $n i32)
                      (if (i32.eq (local.get $n) (i32.const 3)) (then unreachable))
                      (drop (call $post (i32.const 0) (call $read (i32.const 0) (local.get $n)))))"""));
            int pool = puppet.callInt("pool_spawn", 0x100, puppet.put(0x100, url), 2);
            assertEquals(1, pool);
            Set<Long> jobs = new TreeSet<>();
            int failed = 0;
            for (int i = 1; i <= 60; i++) {
                String text = i == 10 || i == 20 ? "bad" : "job " + i;
                assertEquals(i, puppet.callLong("pool_post", pool, DATA, puppet.put(DATA, text)));
            }
            for (int i = 1; i <= 60; i++) {
                long length = puppet.callLong("pool_recv", pool, OUT, OUT + 8, 100, -1);
                long job = puppet.i64(OUT);
                assertTrue(jobs.add(job), "job " + job + " twice");
                if (job == 10 || job == 20) {
                    assertEquals(-4, length);
                    failed++;
                } else {
                    assertEquals("job " + job, puppet.text(OUT + 8, (int) length));
                }
            }
            assertEquals(2, failed);
            assertEquals(0, puppet.callInt("pool_queued", pool));
            assertEquals(-3, puppet.callLong("pool_recv", pool, OUT, OUT + 8, 100, 0));
            assertEquals(1, puppet.callInt("pool_close", pool));
            assertEquals(0, puppet.callInt("pool_close", pool));
            assertEquals(-1, puppet.callLong("pool_post", pool, DATA, 1));
            await(() -> puppet.world.kernel().liveCount() == 0);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void pool_ofCrashers_endsWithItsBudget(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            String url = puppet.module("crasher", worker("(func (export \"start_app\") unreachable)"));
            int pool = puppet.callInt("pool_spawn", 0x100, puppet.put(0x100, url), 1);
            // the pool may have come to its end before anything was posted
            boolean queued = puppet.callLong("pool_post", pool, DATA, 5) != -1;
            await(() -> puppet.callLong("pool_post", pool, DATA, 5) == -1);
            await(() -> puppet.world.kernel().liveCount() == 0);
            assertEquals(queued ? -4 : -1, puppet.callLong("pool_recv", pool, OUT, OUT + 8, 100, -1),
                    "the queued job failed");
            assertEquals(4, puppet.world.console().texts(Level.ERROR).stream()
                    .filter(line -> line.startsWith("[WORKER] start_app trapped")).count(), "one and three restarts");
            assertEquals(-1, puppet.callInt("pool_spawn", 0x100, 1, 0));
            assertEquals(-1, puppet.callInt("pool_spawn", 0x100, 1, 65));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void region_isSharedWithTheRightsGiven(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            String url = puppet.module("region", """
                    (module
                      (import "oxide_ext" "api_region_accept" (func $accept (result i32)))
                      (import "oxide_ext" "api_region_read" (func $rread (param i32 i32 i32 i32) (result i32)))
                      (import "oxide_ext" "api_region_write" (func $rwrite (param i32 i32 i32 i32) (result i32)))
                      (import "oxide_ext" "api_region_add32" (func $add (param i32 i32 i32) (result i64)))
                      (import "oxide_ext" "api_region_notify" (func $notify (param i32 i32 i32) (result i32)))
                      (import "oxide" "api_worker_post" (func $post (param i32 i32) (result i32)))
                      (memory (export "memory") 1) (data (i32.const 0) "from the worker")
                      (global $r (mut i32) (i32.const 0))
                      (func (export "on_message") (param i32)
                        (global.set $r (call $accept))
                        (i32.store (i32.const 100)
                          (call $rread (global.get $r) (i32.const 0) (i32.const 200) (i32.const 9)))
                        (i32.store (i32.const 104)
                          (call $rwrite (global.get $r) (i32.const 16) (i32.const 0) (i32.const 15)))
                        (i32.store (i32.const 108)
                          (i32.wrap_i64 (call $add (global.get $r) (i32.const 64) (i32.const 5))))
                        (drop (call $notify (global.get $r) (i32.const 64) (i32.const 1)))
                        (drop (call $post (i32.const 100) (i32.const 12)))
                        (drop (call $post (i32.const 200) (i32.const 9)))))""");
            int region = puppet.callInt("region_create", 1000);
            assertEquals(1000, puppet.callInt("region_size", region));
            assertEquals(0, puppet.callInt("region_write", region, 0, DATA, puppet.put(DATA, "to worker")));
            int writer = puppet.spawn(url);
            int reader = puppet.spawn(url);
            assertEquals(0, puppet.callInt("region_share", region, writer, 3));
            assertEquals(0, puppet.callInt("region_share", region, reader, 1));
            puppet.post(reader, "");
            assertEquals(12, puppet.reply(reader).length());
            assertEquals(0, (int) puppet.i64(OUT));
            assertEquals(-3, puppet.i64(OUT) >> 32, "writing was not allowed");
            assertEquals(-3, (int) puppet.i64(OUT + 8));
            assertEquals("to worker", puppet.reply(reader));
            assertEquals(2, puppet.callInt("region_wait32", region, 64, 0, 1), "nobody wrote");
            puppet.post(writer, "");
            puppet.callInt("region_wait32", region, 64, 0, -1);
            puppet.reply(writer);
            assertEquals(1, puppet.callInt("region_wait32", region, 64, 0, -1), "it is 5 now");
            assertEquals(5, puppet.callLong("region_add32", region, 64, -5));
            assertEquals(0, puppet.callLong("region_add32", region, 64, 0));
            assertEquals(0, puppet.callInt("region_read", region, 16, OUT, 15));
            assertEquals("from the worker", puppet.text(OUT, 15));
            assertEquals(-1, puppet.callInt("region_read", region, 999, OUT, 2));
            assertEquals(-1, puppet.callInt("region_read", region, -1, OUT, 2));
            assertEquals(-1, puppet.callInt("region_read", region, 0, PAGE - 1, 2));
            assertEquals(-1, puppet.callLong("region_add32", region, 66, 1), "unaligned");
            assertEquals(-1, puppet.callLong("region_add32", region, 1000, 1));
            assertEquals(-1, puppet.callInt("region_share", region, writer, 4));
            assertEquals(-1, puppet.callInt("region_create", 0));
            assertEquals(-1, puppet.callInt("region_create", Integer.MAX_VALUE), "more than there may be");
            assertEquals(1, puppet.callInt("region_close", region));
            assertEquals(0, puppet.callInt("region_close", region));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void regions_thatWorkersNeverAccept_areGivenBack(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            String url = puppet.module("idle",
                    "(module (memory (export \"memory\") 1) (func (export \"on_message\") (param i32)))");
            for (int i = 0; i < 5; i++) {
                int[] large = new int[1];
                // there is room for one of them
                await(() -> (large[0] = puppet.callInt("region_create", 200 << 20)) > 0);
                int worker = puppet.spawn(url);
                assertEquals(0, puppet.callInt("region_share", large[0], worker, 3));
                assertEquals(1, puppet.callInt("worker_terminate", worker));
                assertEquals(1, puppet.callInt("region_close", large[0]));
            }
            int region = puppet.callInt("region_create", 100);
            int worker = puppet.spawn(url);
            int shares = 0;
            while (puppet.callInt("region_share", region, worker, 1) == 0) {
                shares++;
            }
            assertEquals(999, shares, "and the creator's");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void rights_thatAreMissing_areTheCodes(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.capabilities(Capabilities.NONE))) {
            assertEquals(-1, puppet.spawn("https://app.test/x"));
            assertEquals(-1, puppet.callInt("pool_spawn", 0x100, 5, 1));
            assertEquals(-3, puppet.callInt("region_create", 100));
            assertEquals(-1, puppet.callInt("kv_store_set", 0x100, 1, DATA, 1));
            assertEquals("[WORKER] spawn failed (no module loader)",
                    puppet.world.console().texts(Level.ERROR).getFirst());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void textImports_hashEncodeResolve(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            assertEquals(32, puppet.callInt("hash_sha256", DATA, puppet.put(DATA, "abc"), OUT));
            assertEquals((byte) 0xBA, puppet.bytes(OUT, 1)[0]);
            assertEquals("aGVsbG8=", codec(puppet, "base64_encode", "hello"));
            assertEquals("hello", codec(puppet, "base64_decode", "aGVsbG8="));
            assertEquals("", codec(puppet, "base64_decode", "!"));
            assertEquals("a%20%C3%A9%2F-", codec(puppet, "url_encode", "a é/-"));
            assertEquals("a é/-", codec(puppet, "url_decode", "a%20%C3%A9%2F-"));
            assertEquals("100%", codec(puppet, "url_decode", "100%"));
            assertEquals("https://a.test/x/z.wasm", resolve(puppet, "https://a.test/x/y.wasm", "z.wasm"));
            assertEquals("file:///apps/bg.wasm", resolve(puppet, "file:///apps/main.wasm", "./bg.wasm"));
            assertEquals("https://b.test/", resolve(puppet, "https://a.test/x", "https://b.test/"));
            assertEquals("-1", resolve(puppet, "no base", "x"));
            assertEquals("-2", resolve(puppet, "https://a.test/", "http://[bad"));
            int length = puppet.callInt("get_url", OUT, 1000);
            assertEquals(OxidePuppet.URL, puppet.text(OUT, length));
        }
    }

    private static String codec(OxidePuppet puppet, String name, String text) {
        int length = puppet.callInt(name, DATA, puppet.put(DATA, text), OUT, 1000);
        return puppet.text(OUT, length);
    }

    private static String resolve(OxidePuppet puppet, String base, String relative) {
        int length = puppet.callInt("url_resolve", 0x100, puppet.put(0x100, base), DATA,
                puppet.put(DATA, relative), OUT, 1000);
        return length < 0 ? String.valueOf(length) : puppet.text(OUT, length);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void pageImports_keepAHistory(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            assertEquals(-1, puppet.callInt("get_state", OUT, 10));
            int url = puppet.put(0x100, "https://app.test/two");
            puppet.callVoid("push_state", DATA, puppet.put(DATA, "state"), 0, 0, 0x100, url);
            assertEquals(2, puppet.callInt("history_length"));
            assertEquals(5, puppet.callInt("get_state", OUT, 10));
            assertEquals(url, puppet.callInt("get_url", OUT, 100));
            assertEquals(1, puppet.callInt("history_back"));
            assertEquals(0, puppet.callInt("history_back"));
            assertEquals(-1, puppet.callInt("get_state", OUT, 10));
            assertEquals(1, puppet.callInt("history_forward"));
            puppet.callVoid("replace_state", DATA, 2, 0, 0, 0, 0);
            assertEquals(2, puppet.callInt("get_state", OUT, 10));
            assertEquals(0, puppet.callInt("navigate", 0x100, url));
            assertEquals(-1, puppet.callInt("navigate", 0x100, 0));
            puppet.callVoid("notify", DATA, puppet.put(DATA, "Title"), 0x100, puppet.put(0x100, "body"));
            assertEquals("[NOTIFICATION] Title: body", puppet.world.console().texts(Level.LOG).getLast());
            assertEquals(800L << 32 | 600, puppet.callLong("canvas_dimensions"));
            assertEquals(1, puppet.callInt("set_timeout", 7, 10));
            assertEquals(2, puppet.callInt("set_timeout", 7, 10));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void app_timersFramesAndDrawing(String tier) {
        HostLayer layer = HostLayer.builder(OxidePuppet.engine(tier)).abi("oxide").build();
        try (OxideWorld world = OxideWorld.builder(layer)
                .capabilities(Capabilities.NONE.with(Capability.CONSOLE)).build()) {
            String text = """
                    (module
                      (import "oxide" "api_set_timeout" (func $timeout (param i32 i32) (result i32)))
                      (import "oxide" "api_set_interval" (func $interval (param i32 i32) (result i32)))
                      (import "oxide" "api_clear_timer" (func $clear (param i32)))
                      (import "oxide" "api_request_animation_frame" (func $raf (param i32) (result i32)))
                      (import "oxide" "api_cancel_animation_frame" (func $unraf (param i32)))
                      (import "oxide" "api_log" (func $log (param i32 i32)))
                      (import "oxide" "api_canvas_clear" (func $fill (param i32 i32 i32 i32)))
                      (import "oxide" "api_canvas_rect" (func $rect (param f32 f32 f32 f32 i32 i32 i32 i32)))
                      (import "oxide" "api_ui_button"
                        (func $button (param i32 f32 f32 f32 f32 i32 i32) (result i32)))
                      (memory (export "memory") 1) (data (i32.const 48) "0123456789") (data (i32.const 100) "click")
                      (func (export "start_app")
                        (drop (call $timeout (i32.const 1) (i32.const 0)))
                        (drop (call $interval (i32.const 2) (i32.const 1)))
                        (call $clear (call $timeout (i32.const 3) (i32.const 0)))
                        (drop (call $raf (i32.const 4)))
                        (call $unraf (call $raf (i32.const 5))))
                      (func (export "on_timer") (param $c i32)
                        (call $log (i32.add (i32.const 48) (local.get $c)) (i32.const 1))
                        (if (i32.eq (local.get $c) (i32.const 2)) (then (call $clear (i32.const 2)))))
                      (func (export "on_frame") (param i32)
                        (call $fill (i32.const 0) (i32.const 0) (i32.const 255) (i32.const 255))
                        (call $rect (f32.const 10) (f32.const 10) (f32.const 5) (f32.const 5)
                          (i32.const 255) (i32.const 0) (i32.const 0) (i32.const 255))
                        (if (call $button (i32.const 9) (f32.const 1) (f32.const 1) (f32.const 1) (f32.const 1)
                            (i32.const 100) (i32.const 5))
                          (then (call $log (i32.const 100) (i32.const 5))))))""";
            OxideApp app = new OxideApp(world, layer.prepare(TextParser.assemble(text)), "x", Duration.ofMillis(3), 10)
                    .click(4, 9);
            assertEquals(ExitReason.NORMAL, app.run());
            assertEquals(10, app.frameCount());
            assertEquals(new TreeSet<>(List.of("1", "2", "4", "click")),
                    new TreeSet<>(world.console().texts(Level.LOG)));
            assertEquals(4, world.console().lines().size(), "each once: " + world.console().lines());
            assertEquals("4", world.console().texts(Level.LOG).getFirst(), "what asked for the frame comes first");
            assertEquals(3, app.canvas().strokes().size());
            assertEquals(30, app.canvas().calls());
            assertEquals(new Canvas.Stroke.Clear(0xFF0000FF), app.canvas().strokes().getFirst());
            assertEquals(0xFFFF0000, app.canvas().draw().getRGB(12, 12));
            assertEquals(0xFF0000FF, app.canvas().draw().getRGB(700, 500));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void app_thatTrapsInAFrame_endsWithAnErrorLine(String tier) {
        HostLayer layer = HostLayer.builder(OxidePuppet.engine(tier)).abi("oxide").build();
        try (OxideWorld world = OxideWorld.builder(layer).fuel(10_000, 10_000).build()) {
            OxideApp app = new OxideApp(world, layer.prepare(TextParser.assemble("""
                    (module (func (export "start_app")) (func (export "on_frame") (param i32) unreachable))""")),
                    "x", Duration.ofMillis(1), -1);
            assertEquals(ExitReason.Kind.TRAPPED, app.run().kind());
            assertTrue(world.console().texts(Level.ERROR).getFirst().startsWith("[APP] on_frame trapped: unreachable"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void app_thatTrapsInATimer_saysSoAndGoesOn(String tier) {
        HostLayer layer = HostLayer.builder(OxidePuppet.engine(tier)).abi("oxide").build();
        try (OxideWorld world = OxideWorld.builder(layer).build()) {
            OxideApp app = new OxideApp(world, layer.prepare(TextParser.assemble("""
                    (module
                      (import "oxide" "api_request_animation_frame" (func $raf (param i32) (result i32)))
                      (func (export "start_app") (drop (call $raf (i32.const 1))) (drop (call $raf (i32.const 2))))
                      (func (export "on_timer") (param i32) unreachable)
                      (func (export "on_frame") (param i32)))""")), "x", Duration.ofMillis(1), 3);
            assertEquals(ExitReason.NORMAL, app.run());
            assertEquals(3, app.frameCount());
            assertEquals(2, world.console().texts(Level.ERROR).size());
            assertTrue(world.console().texts(Level.ERROR).getFirst().startsWith("[APP] on_timer trapped: unreachable"));
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void app_startFunction_burnsOfStartAppsFuel(String tier) {
        HostLayer layer = HostLayer.builder(OxidePuppet.engine(tier)).abi("oxide").build();
        String text = """
                (module (start $count)
                  (func $count (export "start_app") (local $i i32)
                    (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                      (i32.const 20000))))))""";
        for (long fuel : new long[] {200_000, 300_000}) {
            try (OxideWorld world = OxideWorld.builder(layer).fuel(fuel, 10_000).build()) {
                ExitReason end = new OxideApp(world, layer.prepare(TextParser.assemble(text)), "x",
                        Duration.ofMillis(1), 1).run();
                assertEquals(fuel < 240_000 ? ExitReason.Kind.OUT_OF_FUEL : ExitReason.Kind.NORMAL, end.kind());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void app_thatSpinsInAFrame_endsByTheCallbacksFuel(String tier) {
        HostLayer layer = HostLayer.builder(OxidePuppet.engine(tier)).abi("oxide").build();
        try (OxideWorld world = OxideWorld.builder(layer).fuel(1_000_000, 10_000).build()) {
            OxideApp app = new OxideApp(world, layer.prepare(TextParser.assemble("""
                    (module (func (export "start_app") (local $i i32)
                        (loop $l (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                          (i32.const 20000)))))
                      (func (export "on_frame") (param i32) (loop $l (br $l))))""")), "x", Duration.ofMillis(1), -1);
            assertEquals(ExitReason.Kind.OUT_OF_FUEL, app.run().kind());
            assertEquals("[APP] on_frame fuel limit exceeded", world.console().texts(Level.ERROR).getFirst());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void bytesOfAllValues_goThereAndBack(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            byte[] bytes = new byte[256];
            for (int i = 0; i < 256; i++) {
                bytes[i] = (byte) i;
            }
            assertEquals(0, puppet.callInt("worker_post_message", echo, DATA, puppet.put(DATA, bytes)));
            puppet.put(DATA, "overwritten later".getBytes(StandardCharsets.UTF_8));
            await(() -> puppet.receive(echo) == 256);
            assertArrayEquals(bytes, puppet.bytes(OUT, 256));
        }
    }
}
