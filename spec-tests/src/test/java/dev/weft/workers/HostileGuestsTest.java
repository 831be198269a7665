package dev.weft.workers;

import static dev.weft.workers.OxidePuppet.DATA;
import static dev.weft.workers.OxidePuppet.ECHO;
import static dev.weft.workers.OxidePuppet.OUT;
import static dev.weft.workers.OxidePuppet.PAGE;
import static dev.weft.workers.OxidePuppet.await;
import static dev.weft.workers.OxidePuppet.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.GuestModule;
import dev.weft.host.HostContext;
import dev.weft.host.kernel.MailboxLimits;
import dev.weft.host.oxide.OxideMode;
import dev.weft.text.TextParser;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests that mean harm get the codes, and the host stays as it is. */
class HostileGuestsTest {
    private static final int[] BAD = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, PAGE, PAGE + 1, -PAGE};

    static List<String> tiers() {
        return Tiers.all();
    }

    static List<String> controlled() {
        return Tiers.controlled();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void everyPairOfBadPointerAndLength_isACode_neverATrap(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            int echo = puppet.spawn(puppet.module("echo", ECHO));
            for (int pointer : BAD) {
                for (int length : new int[] {1, 7, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                    assertEquals(-1, puppet.callInt("spawn_worker", pointer, length));
                    assertEquals(-1, puppet.callInt("worker_post_message", echo, pointer, length));
                    assertEquals(-1, puppet.callInt("kv_store_set", 0, 1, pointer, length));
                    assertEquals(0, puppet.callInt("base64_encode", pointer, length, OUT, 100));
                    assertEquals(0, puppet.callInt("hash_sha256", pointer, length, OUT));
                    assertEquals(-1, puppet.callInt("url_resolve", pointer, length, 0, 1, OUT, 10));
                    assertEquals(-1, puppet.callInt("pool_spawn", pointer, length, 1));
                    assertEquals(-1, puppet.callInt("navigate", pointer, length));
                    puppet.callVoid("log", pointer, length);
                    puppet.callVoid("storage_set", pointer, length, pointer, length);
                    puppet.callVoid("push_state", pointer, length, pointer, length, pointer, length);
                    assertEquals("", puppet.world.console().lines().getLast().text());
                }
            }
            puppet.put(DATA, new byte[] {(byte) 0xFF, (byte) 0xFE});
            assertEquals(-1, puppet.callInt("spawn_worker", DATA, 2));
            puppet.callVoid("log", DATA, 2);
            assertEquals("", puppet.world.console().lines().getLast().text());
            puppet.post(echo, "still well");
            assertEquals("still well", puppet.reply(echo));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void handlesThatAreNone_areCodes(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier)) {
            for (int handle : new int[] {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
                assertEquals(-1, puppet.post(handle, "x"));
                assertEquals(-1, puppet.receive(handle));
                assertEquals(0, puppet.callInt("worker_terminate", handle));
                assertEquals(-1, puppet.state(handle));
                assertEquals(-1, puppet.callLong("worker_recv_len", handle));
                assertEquals(-1, puppet.callLong("worker_recv_wait", handle, OUT, 10, -1));
                assertEquals(-1, puppet.callLong("pool_post", handle, DATA, 1));
                assertEquals(-1, puppet.callLong("pool_recv", handle, OUT, OUT, 1, -1));
                assertEquals(-1, puppet.callInt("region_read", handle, 0, OUT, 1));
                assertEquals(-1, puppet.callLong("region_add32", handle, 0, 1));
                assertEquals(0, puppet.callInt("region_close", handle));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void messagesOfManyBytes_stopAtTheQueuesLimit(String tier) throws Exception {
        try (OxidePuppet puppet = new OxidePuppet(tier,
                builder -> builder.mode(OxideMode.STRICT).queue(new MailboxLimits(1_000, 40 << 20))
                        .fuel(Long.MAX_VALUE / 2, 1))) {
            String url = puppet.module("deaf", worker("(func (export \"start_app\") (loop $l (br $l)))"));
            GuestModule module = puppet.world.layer().prepare(TextParser.assemble("""
                    (module
                      (import "oxide" "api_spawn_worker" (func $spawn (param i32 i32) (result i32)))
                      (import "oxide" "api_worker_post_message" (func $send (param i32 i32 i32) (result i32)))
                      (memory (export "memory") 1024) (data (i32.const 0) "%s")
                      (func (export "spawn") (result i32) (call $spawn (i32.const 0) (i32.const %d)))
                      (func (export "send") (param i32 i32) (result i32)
                        (call $send (local.get 0) (i32.const 0) (local.get 1))))"""
                    .formatted(url, url.length())));
            try (HostContext guest = HostContext.of(module, puppet.world.options(OxidePuppet.URL), null)) {
                int handle = (int) guest.instantiate().function("spawn").call();
                var send = guest.instance().function("send");
                assertEquals(-1, send.call(handle, 1 << 30), "1 GiB: more than the memory has");
                assertEquals(-2, send.call(handle, 1 << 26), "64 MiB: more than the queue takes");
                assertEquals(0, send.call(handle, 30 << 20));
                for (int i = 0; i < 1_000; i++) {
                    assertEquals(-2, send.call(handle, 30 << 20));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void spawnsWithoutEnd_stopAtTheMostThereMayBe(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.mode(OxideMode.STRICT).mostWorkers(100))) {
            String url = puppet.module("echo", ECHO);
            int length = puppet.put(0x100, url);
            int refused = 0;
            for (int i = 0; i < 20_000; i++) {
                int handle = puppet.callInt("spawn_worker", 0x100, length);
                refused += handle == -1 ? 1 : 0;
            }
            assertEquals(19_900, refused);
            assertEquals(100, puppet.world.kernel().liveCount());
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    @Tag("full")
    void aMillionSpawns_eachEndedAtOnce_leaveNothing(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.mode(OxideMode.STRICT))) {
            String url = puppet.module("echo", ECHO);
            puppet.world.preload(url, puppet.world.layer().prepare(TextParser.assemble(ECHO)));
            int length = puppet.put(0x100, url);
            for (int i = 1; i <= 1_000_000; i++) {
                assertEquals(i, puppet.callInt("spawn_worker", 0x100, length));
                assertEquals(1, puppet.callInt("worker_terminate", i));
                if (i % 1_000 == 0) {
                    await(() -> puppet.world.kernel().liveCount() == 0);
                }
            }
            System.gc();
            long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            assertTrue(used < 200 << 20, "heap " + (used >> 20) + " MB");
        }
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void guestsThatWaitForEver_endWhenTheyAreTerminated(String tier) {
        try (OxidePuppet puppet = new OxidePuppet(tier, builder -> builder.mode(OxideMode.STRICT))) {
            int waiting = puppet.spawn(puppet.module("waiting", """
                    (module
                      (import "oxide_ext" "api_region_create" (func $create (param i32) (result i32)))
                      (import "oxide_ext" "api_region_wait32" (func $wait (param i32 i32 i32 i32) (result i32)))
                      (memory (export "memory") 1)
                      (func (export "on_message") (param i32)
                        (drop (call $wait (call $create (i32.const 4)) (i32.const 0) (i32.const 0)
                          (i32.const -1)))))"""));
            puppet.post(waiting, "");
            await(() -> puppet.world.kernel().usage().received() == 1);
            assertEquals(1, puppet.callInt("worker_terminate", waiting));
            await(() -> puppet.world.kernel().liveCount() == 0);
        }
    }
}
