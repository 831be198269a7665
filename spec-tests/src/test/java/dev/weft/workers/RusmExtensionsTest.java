package dev.weft.workers;

import static dev.weft.workers.ActorPuppet.DATA;
import static dev.weft.workers.ActorPuppet.END;
import static dev.weft.workers.ActorPuppet.OUT;
import static dev.weft.workers.ActorPuppet.sandboxed;
import static dev.weft.workers.ActorPuppet.system;
import static dev.weft.workers.ActorPuppet.trusted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.host.ExitReason;
import dev.weft.host.kernel.MailboxLimits;
import dev.weft.host.rusm.ActorEnd;
import dev.weft.host.rusm.ActorSystem;
import dev.weft.host.rusm.Preset;
import dev.weft.text.TextParser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What this host's actors have beyond RUSM's core ABI: {@code rusm_ext_1}. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RusmExtensionsTest {
    private static final int MESSAGE = 1;
    private static final int STREAM = 2;
    private static final int DOWN = 4;
    private static final int EXIT = 8;
    private static final int ALL = 15;
    private static final long ANY = -1;
    private static final long FOR_EVER = -1;

    static List<String> tiers() {
        return Tiers.all();
    }

    /** A module with entries that end well and badly, defined for guests as "ends". */
    private static void defineEnds(ActorSystem system) {
        system.define("ends", system.prepare(TextParser.assemble("""
                (module (import "rusm" "notify" (func $notify))
                  (func (export "well") call $notify)
                  (func (export "badly") unreachable)
                  (func (export "no entry") (param i32)))""")));
    }

    private static long spawnFrom(ActorPuppet puppet, String module, String entry, int flags) {
        int length = puppet.put(DATA, module);
        return puppet.callLong("spawn_from", DATA, length, DATA + 100, puppet.put(DATA + 100, entry), flags);
    }

    private static int select(ActorPuppet puppet, int kinds, long from, long millis) {
        return puppet.callInt("select", kinds, from, 0, 0, millis);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void spawn_monitored_tellsTheEnd(String tier) {
        try (ActorSystem system = system(tier)) {
            defineEnds(system);
            ActorPuppet puppet = trusted(system);
            long well = spawnFrom(puppet, "ends", "well", 2);
            long badly = spawnFrom(puppet, "ends", "badly", 2);
            assertEquals(DOWN, select(puppet, DOWN, badly, FOR_EVER));
            assertEquals(badly, puppet.callLong("item_pid"));
            assertEquals(ActorEnd.CRASHED.ordinal(), puppet.callInt("item_reason"));
            assertEquals(DOWN, select(puppet, ALL, ANY, FOR_EVER));
            assertEquals(well, puppet.callLong("item_pid"));
            assertEquals(ActorEnd.NORMAL.ordinal(), puppet.callInt("item_reason"));
            assertEquals(1, system.notifications());
            assertEquals(-1, spawnFrom(puppet, "nothing", "well", 0));
            assertEquals(-1, spawnFrom(puppet, "ends", "none", 0));
            assertEquals(-1, spawnFrom(puppet, "ends", "no entry", 0));
            assertEquals(-1, spawnFrom(sandboxed(system), "ends", "well", 0), "without the right to");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void spawn_linked_endsWithTheChild(String tier) {
        try (ActorSystem system = system(tier)) {
            defineEnds(system);
            ActorPuppet parent = trusted(system);
            long child = spawnFrom(parent, "ends", "badly", 1);
            ExitReason reason = parent.worker.join();
            assertEquals(ActorEnd.CRASHED, ActorEnd.of(reason));
            assertNull(system.find(child));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void ring_ofGuestsThatStartEachOther_passesItsMessage(String tier) throws Exception {
        try (ActorSystem system = system(tier)) {
            var module = system.prepare(Files.readAllBytes(Guests.folder("rusm").resolve("ring.wasm")), "run");
            assertEquals(ActorEnd.NORMAL, ActorEnd.of(system.spawn(module, "run", Preset.TRUSTED.options()).join()));
            assertEquals(101, system.spawned());
            assertEquals(100, system.notifications());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void unlinkAndDemonitor_takeThemAway(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet one = sandboxed(system);
            ActorPuppet two = sandboxed(system);
            one.callInt("link", two.pid());
            one.callVoid("unlink", two.pid());
            long gone = one.callLong("monitor", two.pid());
            long kept = one.callLong("monitor", two.pid());
            assertEquals(2, system.info(two.pid()).monitors());
            one.callVoid("demonitor", two.pid(), gone);
            two.worker.kill(ExitReason.killed("by test"));
            assertEquals(DOWN, select(one, ALL, ANY, FOR_EVER));
            assertEquals(kept, one.callLong("item_ref"));
            assertEquals(0, select(one, ALL, ANY, 0), "that was all");
            one.callVoid("unlink", 99L);
            one.callVoid("demonitor", 99L, 5L);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void select_choosesByKindSenderAndPrefix_andKeepsTheOrderOfTheRest(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            ActorPuppet other = sandboxed(system);
            other.send(puppet.pid(), "a:1");
            other.send(puppet.pid(), "b:1");
            puppet.callVoid("monitor", 99L);
            puppet.send(puppet.pid(), "a:2");
            assertEquals(0, other.callLong("stream_open", puppet.pid()));
            int prefix = puppet.put(DATA, "b:");
            assertEquals(MESSAGE, puppet.callInt("select", MESSAGE, ANY, DATA, prefix, FOR_EVER));
            assertEquals(other.pid(), puppet.callLong("item_pid"));
            assertEquals(3, puppet.callInt("item_len"));
            assertEquals(2, puppet.callInt("item_read", OUT, 2, 1));
            assertEquals(3, puppet.callInt("item_read", OUT + 8, 100, 0), "as often as one likes");
            assertEquals(0, puppet.callInt("item_read", OUT, 100, 7));
            assertEquals(":1", puppet.text(OUT, 2));
            assertEquals("b:1", puppet.text(OUT + 8, 3));
            assertEquals(STREAM, select(puppet, STREAM | EXIT, ANY, FOR_EVER));
            assertEquals(0, puppet.callLong("item_ref"), "the number it was accepted under");
            assertEquals(MESSAGE, select(puppet, ALL, puppet.pid(), FOR_EVER));
            assertEquals(MESSAGE, select(puppet, ALL, ANY, 0), "the oldest that was skipped");
            assertEquals(3, puppet.callInt("item_read", OUT, 100, 0));
            assertEquals("a:1", puppet.text(OUT, 3));
            assertEquals(DOWN, select(puppet, ALL, ANY, 0));
            assertEquals(0, select(puppet, ALL, ANY, 5), "in time nothing comes");
            assertEquals(0, puppet.callInt("item_len"));
            assertEquals(-1, puppet.callLong("item_pid"));
            assertEquals(-1, puppet.callInt("item_reason"));
            assertEquals(-1, puppet.callLong("item_ref"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void select_waitsForWhatIsWanted(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            int prefix = puppet.put(DATA, "yes");
            CompletableFuture<Object> selected = puppet.begin("select", MESSAGE, ANY, DATA, prefix, FOR_EVER);
            system.send(puppet.pid(), "no".getBytes(StandardCharsets.UTF_8));
            system.send(puppet.pid(), "yes!".getBytes(StandardCharsets.UTF_8));
            assertEquals(MESSAGE, ActorPuppet.get(selected));
            assertEquals(4, puppet.callInt("item_len"));
            assertEquals("no", puppet.receive());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void receiveTimeout_losesNothing(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            assertEquals(-1, puppet.callLong("receive_timeout", OUT, 100, 1L));
            assertEquals(-1, puppet.callLong("receive_len", 0L));
            puppet.callVoid("monitor", 99L);
            puppet.send(puppet.pid(), "abcdefgh");
            puppet.send(puppet.pid(), "x");
            assertEquals(8, puppet.callLong("receive_len", FOR_EVER));
            assertEquals(-2, puppet.callLong("receive_timeout", OUT, 7, FOR_EVER), "too long, and it stays");
            assertEquals(-2, puppet.callLong("receive_timeout", OUT, -7, 0L));
            assertEquals(8, puppet.callLong("receive_timeout", OUT, 8, 0L));
            assertEquals("abcdefgh", puppet.text(OUT, 8));
            assertEquals(1, puppet.callLong("receive_timeout", OUT, 8, FOR_EVER));
            assertEquals(DOWN, select(puppet, ALL, ANY, 0), "which it had passed over");
            puppet.send(puppet.pid(), "abcdefgh");
            assertThrows(dev.weft.runtime.Trap.class, () -> puppet.callLong("receive_timeout", END - 4, 8, 0L));
            assertEquals(ActorEnd.CRASHED, ActorEnd.of(puppet.worker.join()));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void trySend_tellsWhetherItWasTaken(String tier) {
        try (ActorSystem system = ActorSystem.builder(Tiers.engine(tier)).mailbox(new MailboxLimits(1, 100)).build()) {
            ActorPuppet one = sandboxed(system);
            ActorPuppet two = sandboxed(system);
            assertEquals(0, one.callInt("try_send", two.pid(), DATA, 1));
            assertEquals(-1, one.callInt("try_send", two.pid(), DATA, 1), "full");
            assertEquals(-2, one.callInt("try_send", 99L, DATA, 1), "nobody");
            assertEquals(1, two.callInt("receive", OUT, 1));
            assertEquals(0, one.callInt("try_send", two.pid(), DATA, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void tags_groupProcesses(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet one = sandboxed(system);
            ActorPuppet two = sandboxed(system);
            ActorPuppet three = trusted(system);
            for (ActorPuppet puppet : List.of(one, two, three)) {
                assertEquals(1, puppet.named("tag", "group"));
            }
            assertEquals(1, two.named("tag", "other"));
            assertEquals(1, one.named("untag", "group"));
            assertEquals(0, one.named("untag", "group"));
            assertEquals(2, one.callInt("tagged", DATA, one.put(DATA, "group"), OUT, 1));
            assertEquals(two.pid(), one.i64(OUT));
            assertEquals(0, one.i64(OUT + 8));
            assertEquals(List.of("group", "other"), system.info(two.pid()).tags());
            assertEquals(0, one.named("kill_tagged", "other"), "without the right to");
            assertEquals(1, three.named("kill_tagged", "other"));
            assertEquals(ActorEnd.KILLED, ActorEnd.of(two.worker.join()));
            assertEquals(List.of(three.worker), system.tagged("group"));
            three.begin("kill_tagged", DATA, three.put(DATA, "group"));
            assertEquals(ActorEnd.KILLED, ActorEnd.of(three.worker.join()), "itself among them");
            assertEquals(List.of(), system.tagged("group"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void sendAfter_isFromTheGuest_andCanBeCancelled(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            puppet.put(DATA, "later");
            int never = puppet.callInt("send_after", puppet.pid(), DATA, 5, 1_000_000L);
            int soon = puppet.callInt("send_after", puppet.pid(), DATA, 5, 1L);
            assertEquals(MESSAGE, select(puppet, ALL, puppet.pid(), FOR_EVER));
            assertEquals(1, puppet.callInt("cancel_send", never));
            assertEquals(0, puppet.callInt("cancel_send", never));
            assertEquals(0, puppet.callInt("cancel_send", soon));
            assertEquals(0, puppet.callInt("cancel_send", 77));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void label_isSeen(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            assertEquals("", system.info(puppet.pid()).label());
            puppet.callVoid("set_label", DATA, puppet.put(DATA, "the puppet"));
            assertEquals("the puppet", system.info(puppet.pid()).label());
            assertNull(system.info(99));
        }
    }
}
