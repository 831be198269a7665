package dev.weft.workers;

import static dev.weft.workers.ActorPuppet.DATA;
import static dev.weft.workers.ActorPuppet.END;
import static dev.weft.workers.ActorPuppet.OUT;
import static dev.weft.workers.ActorPuppet.sandboxed;
import static dev.weft.workers.ActorPuppet.system;
import static dev.weft.workers.ActorPuppet.trusted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.Capability;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostContext;
import dev.weft.host.MissingImportsException;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.MailboxLimits;
import dev.weft.host.kernel.RestartBudget;
import dev.weft.host.kernel.Supervisor;
import dev.weft.host.kernel.Supervisor.Strategy;
import dev.weft.host.kernel.Worker;
import dev.weft.host.rusm.ActorEnd;
import dev.weft.host.rusm.ActorSystem;
import dev.weft.host.rusm.Preset;
import dev.weft.runtime.StoreLimits;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RUSM's checklist, item by item. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RusmChecklistTest {
    private static final String NOTIFY = "(import \"rusm\" \"notify\" (func $notify))";
    private static final String ONCE = "(module " + NOTIFY + " (func (export \"run\") call $notify))";
    private static final String CRASH = "(module (func (export \"run\") unreachable))";
    private static final String SPIN = "(module (func (export \"run\") (loop $l (br $l))))";
    /** Waits for a message, for ever if need be. */
    private static final String WAIT = """
            (module (import "rusm" "receive" (func $receive (param i32 i32) (result i32))) (memory (export "memory") 1)
              (func (export "run") (drop (call $receive (i32.const 0) (i32.const 0)))))""";

    static List<String> tiers() {
        return Tiers.all();
    }

    private static GuestModule module(ActorSystem system, String text) {
        return system.prepare(TextParser.assemble(text));
    }

    private static void assertEnd(ActorEnd expected, Worker worker) {
        ExitReason reason = worker.join();
        assertEquals(expected, ActorEnd.of(reason), reason.toString());
    }

    /** What a process is told that monitors a guest from its start. */
    private static ActorEnd downOf(ActorSystem system, GuestModule module, String entry) throws Exception {
        CompletableFuture<ActorEnd> end = new CompletableFuture<>();
        system.spawn(system.workerOptions(), self -> {
            Worker watched = system.spawn(self, module, entry, Preset.SANDBOXED.options(), system.workerOptions());
            Mail.Down down = (Mail.Down) self.receive();
            assertEquals(watched.id(), down.worker());
            assertNull(system.find(watched.id()), "it is gone when that is told");
            end.complete(ActorEnd.of(down.reason()));
        });
        return end.get(100, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item01_ownPid_isTheHandles(String tier) {
        try (ActorSystem system = system(tier)) {
            for (int i = 0; i < 42; i++) {
                assertEnd(ActorEnd.NORMAL, system.spawn(module(system, ONCE), "run"));
            }
            ActorPuppet puppet = sandboxed(system);
            assertEquals(42, puppet.worker.id());
            assertEquals(42, puppet.callLong("own_pid"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item02_selfPidAndOwnPid_bothLink(String tier) {
        try (ActorSystem system = system(tier)) {
            for (String name : List.of("self_pid", "own_pid")) {
                GuestModule module = module(system, "(module (import \"rusm\" \"" + name
                        + "\" (func $pid (result i64))) (func (export \"run\") (drop (call $pid))))");
                assertEnd(ActorEnd.NORMAL, system.spawn(module, "run"));
            }
            ActorPuppet puppet = sandboxed(system);
            assertEquals(puppet.callLong("own_pid"), puppet.callLong("self_pid"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item03_notifications_areExact(String tier) {
        try (ActorSystem system = system(tier)) {
            GuestModule module = module(system, "(module " + NOTIFY + """
                    (func (export "run") (local $i i32)
                      (loop $l
                        (call $notify)
                        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                          (i32.const 20000))))))""");
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                workers.add(system.spawn(module, "run"));
            }
            workers.forEach(worker -> assertEnd(ActorEnd.NORMAL, worker));
            assertEquals(160_000, system.notifications());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item04_fiftyThousandSpawns_areAllCounted(String tier) {
        try (ActorSystem system = system(tier)) {
            GuestModule module = module(system, ONCE);
            Worker last = null;
            for (int i = 0; i < 50_000; i++) {
                last = system.spawn(module, "run");
            }
            last.join();
            system.kernel().workers().forEach(Worker::join);
            OxidePuppet.await(() -> system.finished() == 50_000);
            assertEquals(50_000, system.spawned());
            assertEquals(50_000, system.notifications());
            assertEquals(0, system.processCount());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item05_unknownImport_isRefusedWhenPrepared(String tier) {
        try (ActorSystem system = system(tier)) {
            for (String wrong : List.of("\"rusm\" \"fly\" (func)", "\"rusm\" \"notify\" (func (param i32))")) {
                MissingImportsException e = assertThrows(MissingImportsException.class,
                        () -> module(system, "(module (import " + wrong + "))"));
                assertTrue(e.getMessage().startsWith("unknown import"), e.getMessage());
            }
            assertEquals(0, system.spawned());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item06_missingEntry_crashes_orIsRefusedWhenPrepared(String tier) {
        try (ActorSystem system = system(tier)) {
            byte[] bytes = TextParser.assemble("""
                    (module (func (export "run")) (func (export "wrong") (param i32)) (memory (export "memory") 1)
                      (func (export "result") (result i32) i32.const 1))""");
            assertThrows(NoSuchElementException.class, () -> system.prepare(bytes, "none"));
            GuestModule module = system.prepare(bytes, "wrong");
            assertSame(module, system.prepare(bytes));
            for (String entry : List.of("none", "wrong", "result", "memory")) {
                assertEnd(ActorEnd.CRASHED, system.spawn(module, entry));
            }
            assertEnd(ActorEnd.NORMAL, system.spawn(module, "run"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item07_unreachable_isDownCrashed(String tier) throws Exception {
        try (ActorSystem system = system(tier)) {
            assertEquals(ActorEnd.CRASHED, downOf(system, module(system, CRASH), "run"));
            GuestModule start = module(system, "(module (start $f) (func $f unreachable) (func (export \"run\")))");
            assertEquals(ActorEnd.CRASHED, downOf(system, start, "run"), "in the start function");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item08_badPointers_crashTheGuestAlone(String tier) {
        try (ActorSystem system = system(tier)) {
            Object[][] calls = {
                {"send", 0L, END - 1, 2}, {"send", 99L, -1, 1}, {"register", END, 1}, {"whereis", -8, 4},
                {"unregister", END - 2, 3}, {"set_label", 5, Integer.MAX_VALUE}, {"stream_write", 7L, END, 1},
                {"list_processes", END - 4, 1}, {"spawn", END, 5, 0}, {"select", 15, -1L, END, 5, 0L}};
            for (Object[] call : calls) {
                ActorPuppet puppet = sandboxed(system);
                Object[] arguments = new Object[call.length - 1];
                System.arraycopy(call, 1, arguments, 0, arguments.length);
                assertThrows(dev.weft.runtime.Trap.class, () -> puppet.callVoid((String) call[0], arguments));
                assertEnd(ActorEnd.CRASHED, puppet.worker);
            }
            ActorPuppet text = sandboxed(system);
            text.put(DATA, new byte[] {(byte) 0xC3, (byte) 0x28});
            assertThrows(dev.weft.runtime.Trap.class, () -> text.callVoid("register", DATA, 2));
            assertEnd(ActorEnd.CRASHED, text.worker);
            ActorPuppet receiver = sandboxed(system);
            system.send(receiver.pid(), new byte[8]);
            assertThrows(dev.weft.runtime.Trap.class, () -> receiver.callVoid("receive", END - 4, 8));
            GuestModule withoutMemory = module(system, """
                    (module (import "rusm" "set_label" (func $f (param i32 i32)))
                      (func (export "run") (call $f (i32.const 0) (i32.const 0))))""");
            assertEnd(ActorEnd.CRASHED, system.spawn(withoutMemory, "run"));
            assertEnd(ActorEnd.NORMAL, system.spawn(module(system, ONCE), "run"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item09_return_isNormal_andDoesNotCascade(String tier) throws Exception {
        try (ActorSystem system = system(tier)) {
            assertEquals(ActorEnd.NORMAL, downOf(system, module(system, ONCE), "run"));
            ActorPuppet peer = sandboxed(system);
            Worker linked = system.spawn(null, module(system, ONCE), "run", Preset.SANDBOXED.options(),
                    system.workerOptions().linkedTo(peer.worker));
            assertEnd(ActorEnd.NORMAL, linked);
            OxidePuppet.await(() -> system.info(peer.pid()).links() == 0);
            assertEquals(peer.pid(), peer.callLong("own_pid"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item10_moreSpinnersThanCores_leaveCoresToThoseThatComeLater(String tier) {
        try (ActorSystem system = system(tier)) {
            GuestModule spinner = module(system, SPIN);
            GuestModule once = module(system, ONCE);
            for (int i = 0; i < 8 * Runtime.getRuntime().availableProcessors(); i++) {
                system.spawn(spinner, "run");
            }
            // until each of them has had to give way
            LockSupport.parkNanos(500_000_000);
            for (int i = 0; i < 30; i++) {
                assertEnd(ActorEnd.NORMAL, system.spawn(once, "run"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item10_spinners_starveNobody_andCanBeKilled(String tier) {
        try (ActorSystem system = system(tier)) {
            List<Worker> spinners = new ArrayList<>();
            for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
                spinners.add(system.spawn(module(system, SPIN), "run"));
            }
            Worker bystander = system.spawn(module(system, "(module " + NOTIFY
                    + " (func (export \"run\") (loop $l (call $notify) (br $l))))"), "run");
            OxidePuppet.await(() -> system.notifications() > 1000);
            assertTrue(spinners.stream().noneMatch(Worker::hasEnded));
            spinners.forEach(worker -> worker.kill(ExitReason.killed("by test")));
            spinners.forEach(worker -> assertEnd(ActorEnd.KILLED, worker));
            assertFalse(bystander.hasEnded());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item11_messagesOfOneSender_comeInItsOrder(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet receiver = sandboxed(system);
            GuestModule sender = module(system, """
                    (module
                      (import "rusm" "own_pid" (func $pid (result i64)))
                      (import "rusm" "send" (func $send (param i64 i32 i32)))
                      (memory (export "memory") 1)
                      (func (export "run") (local $i i32)
                        (i64.store (i32.const 0) (call $pid))
                        (loop $l
                          (i32.store (i32.const 8) (local.get $i))
                          (call $send (i64.const 0) (i32.const 0) (i32.const 12))
                          (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1)))
                            (i32.const 500))))))""");
            assertEquals(0, receiver.pid());
            for (int i = 0; i < 3; i++) {
                system.spawn(sender, "run");
            }
            int[] next = new int[4];
            for (int i = 0; i < 1500; i++) {
                assertEquals(12, receiver.callInt("receive", OUT, 12));
                int from = (int) receiver.i64(OUT);
                assertEquals(next[from]++, (int) receiver.i64(OUT + 8));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item12_receive_tellsTheTrueLength_andLosesTheRest(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            puppet.send(puppet.pid(), "abcdefgh");
            puppet.send(puppet.pid(), "gone");
            puppet.send(puppet.pid(), "next");
            assertEquals(8, puppet.callInt("receive", OUT, 3));
            assertEquals("abc\0", puppet.text(OUT, 4));
            assertEquals(4, puppet.callInt("receive", OUT + 8, -1), "a negative capacity is none");
            assertEquals("next", puppet.receive());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item13_receive_skipsWhatIsNoMessage(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            ActorPuppet other = sandboxed(system);
            puppet.callVoid("monitor", 77L);
            long stream = other.callLong("stream_open", puppet.pid());
            system.send(puppet.pid(), "message".getBytes(StandardCharsets.UTF_8));
            assertEquals("message", puppet.receive());
            assertEquals(-1, other.callInt("stream_write", stream, DATA, 1), "the stream is gone, too");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item14_sendToTheDead_hasNoEffect(String tier) {
        try (ActorSystem system = system(tier)) {
            Worker dead = system.spawn(module(system, ONCE), "run");
            dead.join();
            ActorPuppet puppet = sandboxed(system);
            for (long pid : new long[] {dead.id(), 99, -1, Long.MIN_VALUE}) {
                puppet.send(pid, "x");
                assertFalse(system.send(pid, new byte[1]));
            }
            puppet.send(puppet.pid(), "still here");
            assertEquals("still here", puppet.receive());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item15_names_areUnique_andReleasedBeforeAnybodyIsTold(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet one = sandboxed(system);
            ActorPuppet two = sandboxed(system);
            assertEquals(-1, one.whereis("köln"));
            assertEquals(1, one.named("register", "köln"));
            assertEquals(1, one.named("register", "second"));
            assertEquals(0, two.named("register", "köln"), "taken");
            assertEquals(0, one.named("register", "köln"), "taken by itself");
            assertEquals(one.pid(), two.whereis("köln"));
            assertEquals(List.of("köln", "second"), system.info(one.pid()).names());
            assertEquals(1, two.named("unregister", "second"), "also by another");
            assertEquals(0, two.named("unregister", "second"));
            long reference = two.callLong("monitor", one.pid());
            one.worker.kill(ExitReason.killed("by test"));
            assertEquals(4, two.callInt("select", 4, one.pid(), 0, 0, -1L));
            assertEquals(reference, two.callLong("item_ref"));
            assertEquals(-1, two.whereis("köln"));
            assertEquals(0, two.callInt("is_alive", one.pid()));
            assertEquals(1, two.named("register", "köln"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item16_sandboxed_seesAndEndsItselfOnly(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet boxed = sandboxed(system);
            ActorPuppet other = trusted(system);
            assertEquals(1, boxed.callInt("list_processes", OUT, 8));
            assertEquals(boxed.pid(), boxed.i64(OUT));
            assertEquals(0, boxed.callInt("is_alive", other.pid()));
            assertEquals(1, boxed.callInt("is_alive", boxed.pid()));
            assertEquals(0, boxed.callInt("kill", other.pid()));
            assertEquals(2, other.callInt("list_processes", OUT, 1), "all, though one is written");
            assertEquals(boxed.pid(), other.i64(OUT));
            assertEquals(0, other.i64(OUT + 8));
            assertEquals(1, other.callInt("is_alive", boxed.pid()));
            assertEquals(0, other.callInt("is_alive", 99L));
            assertEquals(0, other.callInt("kill", 99L));
            boxed.begin("kill", boxed.pid());
            assertEnd(ActorEnd.KILLED, boxed.worker);
            ActorPuppet third = sandboxed(system);
            assertEquals(1, other.callInt("kill", third.pid()));
            assertEnd(ActorEnd.KILLED, third.worker);
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item16b_selfCheck_findsWhatItsPresetAllows(String tier) throws Exception {
        byte[] bytes = Files.readAllBytes(Guests.folder("rusm").resolve("selfcheck.wasm"));
        try (ActorSystem system = system(tier)) {
            GuestModule module = system.prepare(bytes, "run");
            assertEquals(0x7F, selfCheck(system, module, Preset.TRUSTED.options()));
            assertEquals(0x3F, selfCheck(system, module, Preset.SANDBOXED.options()));
            GuestOptions controlling = Preset.SANDBOXED.options()
                    .capabilities(Preset.SANDBOXED.capabilities().with(Capability.PROCESS_CONTROL));
            assertEquals(0x7F, selfCheck(system, module, controlling));
        }
    }

    private static int selfCheck(ActorSystem system, GuestModule module, GuestOptions options) throws Exception {
        LinkedBlockingQueue<Integer> masks = new LinkedBlockingQueue<>();
        Worker collector = system.spawn(system.workerOptions(), self -> {
            while (!(self.receive() instanceof Mail.Message message && masks.add(
                    Integer.reverseBytes(ByteBuffer.wrap(message.bytes()).getInt())))) {
                Thread.onSpinWait();
            }
        });
        assertTrue(system.register("collector", collector));
        assertEnd(ActorEnd.NORMAL, system.spawn(module, "run", options));
        Integer mask = masks.poll(100, TimeUnit.SECONDS);
        collector.join();
        return mask;
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item17_links_cascadeWithTheReason_andTrapExitMakesAMessageOfIt(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet first = sandboxed(system);
            ActorPuppet second = sandboxed(system);
            ActorPuppet trapping = sandboxed(system);
            assertEquals(0, trapping.callInt("trap_exit", 1));
            assertEquals(1, first.callInt("link", second.pid()));
            assertEquals(1, second.callInt("link", trapping.pid()));
            assertEquals(1, first.callInt("link", first.pid()), "of itself: ignored");
            assertEquals(0, first.callInt("link", 99L), "of nobody: undone");
            assertEquals(1, system.info(first.pid()).links());
            assertThrows(dev.weft.runtime.Trap.class, () -> first.callVoid("register", END, 1));
            assertEnd(ActorEnd.CRASHED, first.worker);
            assertEnd(ActorEnd.CRASHED, second.worker);
            assertEquals(first.worker.exitReason(), second.worker.exitReason());
            assertEquals(8, trapping.callInt("select", 8, -1L, 0, 0, -1L));
            assertEquals(second.pid(), trapping.callLong("item_pid"));
            assertEquals(ActorEnd.CRASHED.ordinal(), trapping.callInt("item_reason"));
            Worker normal = system.spawn(null, module(system, ONCE), "run", Preset.SANDBOXED.options(),
                    system.workerOptions().linkedTo(trapping.worker));
            assertEquals(8, trapping.callInt("select", 8, normal.id(), 0, 0, -1L));
            assertEquals(ActorEnd.NORMAL.ordinal(), trapping.callInt("item_reason"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item18_monitorOfTheDead_isToldAtOnce(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            long reference = puppet.callLong("monitor", 1234L);
            assertEquals(reference + 1, puppet.callLong("monitor", 1234L));
            assertEquals(4, puppet.callInt("select", 15, -1L, 0, 0, -1L));
            assertEquals(ActorEnd.NOPROC.ordinal(), puppet.callInt("item_reason"));
            assertEquals(1234, puppet.callLong("item_pid"));
            assertEquals(reference, puppet.callLong("item_ref"));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item19_streams_keepChunks_holdBackWriters_andEnd(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet writer = sandboxed(system);
            ActorPuppet reader = sandboxed(system);
            assertEquals(-1, writer.callLong("stream_open", 99L), "nobody is there");
            assertEquals(0, writer.callLong("stream_open", reader.pid()));
            assertEquals(-1, writer.callInt("stream_write", 5L, DATA, 6), "no such stream");
            assertEquals(-1, writer.callInt("stream_read", 0L, OUT, 6), "not one to read");
            reader.send(reader.pid(), "discarded");
            assertEquals(0, reader.callLong("stream_accept"));
            writer.put(DATA, "chunk");
            for (int i = 0; i < 16; i++) {
                writer.put(DATA + 5, Integer.toHexString(i));
                assertEquals(0, writer.callInt("stream_write", 0L, DATA, 6));
            }
            CompletableFuture<Object> seventeenth = writer.begin("stream_write", 0L, DATA, 6);
            int bytes = 0;
            for (int i = 0; i < 3; i++) {
                assertFalse(i == 0 && seventeenth.isDone(), "it waits for room");
                bytes += reader.callInt("stream_read", 0L, OUT, 100);
                assertEquals("chunk" + i, reader.text(OUT, 6));
            }
            assertEquals(18, bytes);
            assertEquals(0, ActorPuppet.get(seventeenth));
            assertEquals(6, reader.callInt("stream_read", 0L, OUT, 2), "cut, though its length is told");
            writer.callVoid("stream_close", 0L);
            for (int i = 4; i < 17; i++) {
                assertEquals(6, reader.callInt("stream_read", 0L, OUT, 100));
            }
            assertEquals(-1, reader.callInt("stream_read", 0L, OUT, 100), "the end");
            assertEquals(-1, reader.callInt("stream_read", 0L, OUT, 100));
            assertEquals(1, writer.callLong("stream_open", reader.pid()), "numbers go on");
            for (int i = 0; i < 16; i++) {
                writer.callInt("stream_write", 1L, DATA, 6);
            }
            CompletableFuture<Object> lost = writer.begin("stream_write", 1L, DATA, 6);
            reader.worker.kill(ExitReason.killed("by test"));
            assertEquals(-1, ActorPuppet.get(lost), "the reader has ended");
            assertEquals(-1, writer.callInt("stream_write", 1L, DATA, 6));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item20_growthBeyondTheCap_isMinusOne(String tier) {
        try (ActorSystem system = system(tier)) {
            GuestModule module = module(system, """
                    (module (memory (export "memory") 3)
                      (func (export "run")
                        (if (i32.ne (memory.grow (i32.const 1)) (i32.const 3)) (then unreachable))
                        (if (i32.ne (memory.grow (i32.const 1)) (i32.const -1)) (then unreachable))))""");
            assertEnd(ActorEnd.NORMAL, system.spawn(module, "run", capped(256 << 10)));
            assertEnd(ActorEnd.CRASHED, system.spawn(module, "run", capped(64 << 10)));
        }
    }

    private static GuestOptions capped(long bytes) {
        return GuestOptions.DEFAULT.limits(StoreLimits.DEFAULT.withMemoryBytes(bytes));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item21_fullPool_letsProcessesWait(String tier) {
        try (ActorSystem system = ActorSystem.builder(Tiers.engine(tier)).maxInstances(2).build()) {
            Worker first = system.spawn(module(system, WAIT), "run");
            Worker second = system.spawn(module(system, WAIT), "run");
            OxidePuppet.await(() -> first.guest() != null && second.guest() != null);
            Worker third = system.spawn(module(system, ONCE), "run");
            Worker killed = system.spawn(module(system, ONCE), "run");
            killed.kill(ExitReason.killed("by test"));
            assertEnd(ActorEnd.KILLED, killed);
            assertFalse(third.hasEnded());
            assertEquals(0, system.notifications());
            assertTrue(system.send(first.id(), new byte[0]));
            assertEnd(ActorEnd.NORMAL, first);
            assertEnd(ActorEnd.NORMAL, third);
            assertEquals(1, system.notifications());
            assertFalse(second.hasEnded());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item22_supervisor_startsAgainThreeTimes_thenCrashes(String tier) {
        try (ActorSystem system = system(tier)) {
            GuestModule crasher = module(system, "(module " + NOTIFY
                    + " (func (export \"run\") call $notify unreachable))");
            Supervisor supervisor = new Supervisor(Strategy.ONE_FOR_ONE, RestartBudget.standard(),
                    List.of(child(system, "waiting", WAIT),
                            system.child("crashing", crasher, "run", Preset.SANDBOXED.options())));
            Worker worker = system.spawn(system.workerOptions(), supervisor);
            assertEnd(ActorEnd.CRASHED, worker);
            assertEquals(4, system.notifications(), "once, and three times again");
            assertEquals(3, system.kernel().restartedCount());
            OxidePuppet.await(() -> system.processCount() == 0);
        }
    }

    private static Supervisor.Child child(ActorSystem system, String name, String text) {
        return system.child(name, module(system, text), "run", Preset.SANDBOXED.options());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item22b_strategies_endAndStartWhomTheySay(String tier) {
        for (Strategy strategy : Strategy.values()) {
            try (ActorSystem system = system(tier)) {
                Supervisor supervisor = new Supervisor(strategy, RestartBudget.standard(),
                        List.of(child(system, "a", WAIT), child(system, "b", WAIT), child(system, "c", WAIT)));
                Worker worker = system.spawn(system.workerOptions(), supervisor);
                OxidePuppet.await(() -> supervisor.child("c") != null);
                Worker a = supervisor.child("a");
                Worker b = supervisor.child("b");
                Worker c = supervisor.child("c");
                // a normal end counts as well
                system.send(b.id(), new byte[1]);
                assertEnd(ActorEnd.NORMAL, b);
                int restarted = switch (strategy) {
                    case ONE_FOR_ONE -> 1;
                    case REST_FOR_ONE -> 2;
                    case ONE_FOR_ALL -> 3;
                };
                OxidePuppet.await(() -> system.kernel().restartedCount() == restarted
                        && supervisor.child("b") != null && supervisor.child("b") != b
                        && supervisor.child("c") != null);
                assertEquals(strategy == Strategy.ONE_FOR_ALL, supervisor.child("a") != a);
                assertEquals(strategy != Strategy.ONE_FOR_ONE, supervisor.child("c") != c);
                Worker owner = system.spawn(system.workerOptions().linkedTo(worker), Worker::receive);
                owner.kill(ExitReason.killed("by test"));
                assertEnd(ActorEnd.KILLED, worker);
                OxidePuppet.await(() -> system.processCount() == 0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item23_memory_isFreshForEachProcess(String tier) {
        try (ActorSystem system = system(tier)) {
            GuestModule module = module(system, "(module " + NOTIFY + """
                    (memory (export "memory") 2) (data (i32.const 8) "image") (global $g (mut i32) (i32.const 7))
                      (func (export "run") (local $i i32)
                        (if (i32.ne (i32.load8_u (i32.const 8)) (i32.const 105)) (then unreachable))
                        (if (i32.ne (global.get $g) (i32.const 7)) (then unreachable))
                        (if (i32.ne (memory.size) (i32.const 2)) (then unreachable))
                        (if (i32.or (i32.load (i32.const 4)) (i32.or (i32.load (i32.const 65536))
                            (i32.load (i32.const 131068)))) (then unreachable))
                        (memory.fill (i32.const 0) (i32.const 255) (i32.const 131072))
                        (drop (memory.grow (i32.const 1)))
                        (i32.store (i32.const 131072) (i32.const -1))
                        (global.set $g (i32.const 8))
                        (call $notify)))""");
            for (int round = 0; round < 50; round++) {
                List<Worker> workers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    workers.add(system.spawn(module, "run"));
                }
                workers.forEach(worker -> assertEnd(ActorEnd.NORMAL, worker));
            }
            assertEquals(400, system.notifications());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void item24_shutdown_killsAllAndCountsThem(String tier) {
        try (ActorSystem system = system(tier)) {
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                workers.add(system.spawn(module(system, i % 10 == 0 ? SPIN : WAIT), "run"));
            }
            assertEquals(20, system.shutdown());
            workers.forEach(worker -> assertEnd(ActorEnd.KILLED, worker));
            assertEquals(0, system.processCount());
            assertEquals(20, system.finished());
            assertEquals(0, system.shutdown());
        }
    }

    /** One who kills it then may still find it in its guest. */
    @ParameterizedTest
    @MethodSource("tiers")
    void kill_betweenACallAndAWait_isNotLost(String tier) throws InterruptedException {
        try (ActorSystem system = system(tier)) {
            GuestModule module = module(system, ONCE);
            GuestOptions options = system.seated(Preset.SANDBOXED.options());
            for (int i = 0; i < 200; i++) {
                CountDownLatch called = new CountDownLatch(1);
                Worker worker = system.spawn(system.workerOptions(), self -> {
                    HostContext guest = self.host(module, options);
                    self.call(() -> {
                        guest.instance().function("run").call();
                        called.countDown();
                        return null;
                    });
                    Thread.sleep(Duration.ofDays(1));
                });
                assertTrue(called.await(100, TimeUnit.SECONDS));
                worker.kill(ExitReason.killed("by test"));
                assertEnd(ActorEnd.KILLED, worker);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void boundedMailbox_dropsMessagesButNoSignals(String tier) {
        try (ActorSystem system = ActorSystem.builder(Tiers.engine(tier)).mailbox(new MailboxLimits(2, 1000))
                .build()) {
            ActorPuppet puppet = sandboxed(system);
            assertTrue(system.send(puppet.pid(), new byte[1]));
            assertTrue(system.send(puppet.pid(), new byte[1]));
            assertFalse(system.send(puppet.pid(), new byte[1]), "full");
            puppet.callVoid("monitor", 55L);
            assertEquals(3, system.info(puppet.pid()).mailbox());
            assertEquals(1, puppet.worker.usage().refused());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void folderThatIsMissing_crashesTheProcessBeforeItRuns(String tier, @TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing-" + tier);
        GuestOptions options = Preset.SANDBOXED.options()
                .capabilities(Preset.SANDBOXED.capabilities().withFolder(missing));
        try (ActorSystem system = system(tier)) {
            assertEnd(ActorEnd.CRASHED, system.spawn(module(system, ONCE), "run", options));
            assertEquals(0, system.notifications());
            Files.createDirectory(missing);
            assertEnd(ActorEnd.NORMAL, system.spawn(module(system, ONCE), "run", options));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void wasi_isThere_underTheProcessesRights(String tier) {
        try (ActorSystem system = system(tier)) {
            GuestModule module = module(system, """
                    (module
                      (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                      (import "rusm" "notify" (func $notify))
                      (memory (export "memory") 1)
                      (func (export "good") (call $notify) (call $exit (i32.const 0)))
                      (func (export "bad") (call $notify) (call $exit (i32.const 3))))""");
            assertEnd(ActorEnd.NORMAL, system.spawn(module, "good"));
            assertEnd(ActorEnd.CRASHED, system.spawn(module, "bad"));
            assertEquals(2, system.notifications());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void whereisOrSpawn_ofManyAtOnce_startsOne(String tier) throws Exception {
        try (ActorSystem system = system(tier)) {
            GuestModule module = module(system, WAIT);
            AtomicInteger different = new AtomicInteger();
            CountDownLatch done = new CountDownLatch(8);
            LinkedBlockingQueue<Worker> found = new LinkedBlockingQueue<>();
            for (int i = 0; i < 8; i++) {
                Thread.ofVirtual().start(() -> {
                    found.add(system.whereisOrSpawn("service", module, "run", Preset.SANDBOXED.options()));
                    done.countDown();
                });
            }
            assertTrue(done.await(100, TimeUnit.SECONDS));
            Worker first = found.peek();
            found.forEach(worker -> different.addAndGet(worker == first ? 0 : 1));
            assertEquals(0, different.get());
            assertEquals(1, system.spawned());
            assertTrue(system.send("service", new byte[1]));
            assertEnd(ActorEnd.NORMAL, first);
            assertNull(system.whereis("service"));
            assertFalse(system.send("service", new byte[1]));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void delayedSend_comesOnce_orIsCancelled(String tier) {
        try (ActorSystem system = system(tier)) {
            ActorPuppet puppet = sandboxed(system);
            var never = system.sendAfter(Duration.ofDays(1), puppet.pid(), new byte[1]);
            system.sendAfter(Duration.ofMillis(1), puppet.pid(), "later".getBytes(StandardCharsets.UTF_8));
            assertEquals("later", puppet.receive());
            assertTrue(never.cancel());
            assertTrue(never.isOver());
            assertFalse(never.cancel());
        }
    }
}
