package dev.weft.cli;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Program;
import dev.weft.host.kernel.RestartBudget;
import dev.weft.host.kernel.Supervisor;
import dev.weft.host.kernel.Worker;
import dev.weft.host.rusm.ActorSystem;
import dev.weft.host.rusm.Preset;
import dev.weft.text.TextParser;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Something that actors do as often as they can: {@link #start} sets it going, {@link #stop} lets what has begun come
 * to its end, and {@link #check} says whether the counters agree.
 */
abstract class ActorScenario {
    /** The guests, as text. */
    private static final String NOTIFY = "(import \"rusm\" \"notify\" (func $notify))";
    private static final String PING_PONG = """
            (module
              (import "rusm" "send" (func $send (param i64 i32 i32)))
              (import "rusm" "receive" (func $receive (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              ;; the first message says who the other one is, and whether to begin
              (func (export "run") (local $other i64)
                (drop (call $receive (i32.const 0) (i32.const 12)))
                (local.set $other (i64.load (i32.const 0)))
                (if (i32.load (i32.const 8))
                  (then (call $send (local.get $other) (i32.const 16) (i32.const 8))))
                (loop $l
                  (drop (call $receive (i32.const 16) (i32.const 8)))
                  (call $send (local.get $other) (i32.const 16) (i32.const 8))
                  (br $l))))""";
    private static final String STREAM = """
            (module
              (import "rusm" "receive" (func $receive (param i32 i32) (result i32)))
              (import "rusm" "stream_open" (func $open (param i64) (result i64)))
              (import "rusm" "stream_accept" (func $accept (result i64)))
              (import "rusm" "stream_write" (func $write (param i64 i32 i32) (result i32)))
              (import "rusm" "stream_read" (func $read (param i64 i32 i32) (result i32)))
              (import "rusm" "notify" (func $notify))
              (memory (export "memory") 1)
              (func (export "write") (local $s i64)
                (drop (call $receive (i32.const 0) (i32.const 8)))
                (local.set $s (call $open (i64.load (i32.const 0))))
                (loop $l (br_if $l (i32.eqz (call $write (local.get $s) (i32.const 0) (i32.const 4096))))))
              (func (export "read") (local $s i64)
                (local.set $s (call $accept))
                (loop $l
                  (if (i32.ge_s (call $read (local.get $s) (i32.const 0) (i32.const 4096)) (i32.const 0))
                    (then (call $notify) (br $l))))))""";
    static final int CHUNK = 4096;

    final ActorSystem system;

    /** A counter that grows, by the name that JSON and the terminal have for its rate. */
    record Metric(String key, String label, LongSupplier counter) {
    }

    /** How long something took: by the clock, and of all processors together. */
    record Span(double seconds, double processorSeconds) {
        static Span of(Runnable work) {
            long began = System.nanoTime();
            Duration before = processorTime();
            work.run();
            return new Span((System.nanoTime() - began) / 1e9, processorTime().minus(before).toNanos() / 1e9);
        }

        /** The processor time that this process has taken. */
        static Duration processorTime() {
            return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }

    private ActorScenario(ActorSystem system) {
        this.system = system;
    }

    GuestModule module(String text) {
        return system.prepare(TextParser.assemble(text));
    }

    Worker guest(GuestModule module, String entry) {
        return system.spawn(module, entry, Preset.SANDBOXED.options());
    }

    Worker java(Program program) {
        return system.spawn(system.workerOptions(), program);
    }

    abstract String title();

    /** Warms up until a moment of {@link System#nanoTime}, or longer, where that is to happen before {@link #start}. */
    void warmUp(long until) {
    }

    abstract void start();

    /** Ends it; by default everything is killed. */
    void stop() {
        system.shutdown();
    }

    abstract List<Metric> metrics();

    /** What is wrong with the counters when all is over; null if they agree. */
    String check() {
        return system.processCount() != 0 || system.spawned() != system.finished()
                ? system.spawned() + " spawned, " + system.finished() + " finished" : null;
    }

    /** Processes that live for a moment, so many at once. */
    static final class Storm extends ActorScenario {
        private final GuestModule module;
        private final int live;
        private final int pages;
        private final List<Worker> drivers = new ArrayList<>();
        private volatile boolean over;

        Storm(ActorSystem system, int live, int pages) {
            super(system);
            this.live = live;
            this.pages = pages;
            this.module = module("(module " + NOTIFY + (pages == 0 ? "" : "(memory (export \"memory\") " + pages + ")")
                    + " (func (export \"run\") call $notify))");
        }

        @Override
        String title() {
            return "storm: processes " + (pages == 0 ? "without memory" : "of " + pages + " pages of memory")
                    + " that notify once and end, at most " + live + " alive";
        }

        @Override
        void start() {
            int count = Math.min(live, Runtime.getRuntime().availableProcessors());
            for (int i = 0; i < count; i++) {
                int share = live / count + (i < live % count ? 1 : 0);
                drivers.add(java(self -> drive(self, share)));
            }
        }

        /** Starts a process whenever one of its own has ended. */
        private void drive(Worker self, int share) {
            GuestOptions options = Preset.SANDBOXED.options();
            int alive = 0;
            while (!over || alive > 0) {
                while (alive < share && !over) {
                    system.spawn(self, module, "run", options, system.workerOptions());
                    alive++;
                }
                if (alive > 0 && self.receive() instanceof Mail.Down) {
                    alive--;
                }
            }
        }

        @Override
        void stop() {
            over = true;
            drivers.forEach(Worker::join);
            system.shutdown();
        }

        @Override
        List<Metric> metrics() {
            return List.of(new Metric("spawnsPerSecond", "spawns", () -> system.finished()));
        }

        @Override
        String check() {
            long spawned = system.spawned() - drivers.size();
            long finished = system.finished() - drivers.size();
            return spawned == finished && finished == system.notifications() ? null
                    : spawned + " spawned, " + finished + " finished, " + system.notifications() + " notified";
        }
    }

    /** A process that computes for ever on each core, and others that notify. */
    static final class Fairness extends ActorScenario {
        private final int bystanders;

        Fairness(ActorSystem system, int bystanders) {
            super(system);
            this.bystanders = bystanders;
        }

        @Override
        String title() {
            return "fairness: a spinner on each of " + Runtime.getRuntime().availableProcessors() + " cores, and "
                    + bystanders + " processes that notify";
        }

        @Override
        void start() {
            GuestModule spinner = module("(module (func (export \"run\") (loop $l (br $l))))");
            GuestModule bystander = module("(module " + NOTIFY + " (func (export \"run\") (loop $l call $notify"
                    + " (br $l))))");
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                guest(spinner, "run");
            }
            for (int i = 0; i < bystanders; i++) {
                guest(bystander, "run");
            }
        }

        @Override
        List<Metric> metrics() {
            return List.of(new Metric("notifiesPerSecond", "notifications", system::notifications));
        }
    }

    /** Pairs of processes that send each other one message to and fro. */
    static final class PingPong extends ActorScenario {
        private final int pairs;
        private final boolean guests;
        private final List<Worker> players = new ArrayList<>();

        PingPong(ActorSystem system, int pairs, boolean guests) {
            super(system);
            this.pairs = pairs;
            this.guests = guests;
        }

        @Override
        String title() {
            return "pingpong: " + pairs + (pairs == 1 ? " pair of " : " pairs of ")
                    + (guests ? "guests" : "Java actors") + " with one message on its way";
        }

        @Override
        void start() {
            GuestModule module = module(PING_PONG);
            for (int i = 0; i < pairs; i++) {
                Worker one = guests ? guest(module, "run") : java(PingPong::play);
                Worker other = guests ? guest(module, "run") : java(PingPong::play);
                system.send(other.id(), instruction(one, 0));
                system.send(one.id(), instruction(other, 1));
                players.add(one);
                players.add(other);
            }
        }

        private byte[] instruction(Worker other, int begin) {
            return ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(other.id())
                    .putInt(begin).array();
        }

        private static void play(Worker self) {
            ByteBuffer instruction = ByteBuffer.wrap(bytes(self))
                    .order(ByteOrder.LITTLE_ENDIAN);
            Worker other = self.kernel().find(instruction.getLong());
            if (instruction.getInt() == 1) {
                self.send(other.mailbox(), new byte[8]);
            }
            while (true) {
                self.send(other.mailbox(), bytes(self));
            }
        }

        private static byte[] bytes(Worker self) {
            while (true) {
                if (self.receive() instanceof Mail.Message message) {
                    return message.bytes();
                }
            }
        }

        @Override
        List<Metric> metrics() {
            return List.of(new Metric("messagesPerSecond", "messages",
                    () -> players.stream().mapToLong(worker -> worker.mailbox().taken()).sum()));
        }
    }

    /** Processes that fail at once, and supervisors that start them again. */
    static final class Recovery extends ActorScenario {
        private final int supervisors;
        private final boolean guests;

        Recovery(ActorSystem system, int supervisors, boolean guests) {
            super(system);
            this.supervisors = supervisors;
            this.guests = guests;
        }

        @Override
        String title() {
            return "recovery: " + (guests ? "guests that trap" : "Java actors that throw") + " at once under "
                    + supervisors + " supervisors";
        }

        @Override
        void start() {
            GuestModule module = module("(module (func (export \"run\") unreachable))");
            ExitReason crash = new ExitReason(ExitReason.Kind.FAILED, "crash", null);
            for (int i = 0; i < supervisors; i++) {
                Supervisor.Child child = guests
                        ? system.child("child", module, "run", Preset.SANDBOXED.options())
                        : Supervisor.Child.of("child", self -> {
                            throw new ExitReason.Exit(crash);
                        });
                java(new Supervisor(Supervisor.Strategy.ONE_FOR_ONE, RestartBudget.lifetime(0), List.of(child)));
            }
        }

        @Override
        List<Metric> metrics() {
            return List.of(new Metric("restartsPerSecond", "restarts", () -> system.kernel().restartedCount()));
        }
    }

    /** Chunks of 4 KiB through streams. */
    static final class Streams extends ActorScenario {
        private final int pairs;

        Streams(ActorSystem system, int pairs) {
            super(system);
            this.pairs = pairs;
        }

        @Override
        String title() {
            return "stream: " + pairs + (pairs == 1 ? " stream" : " streams") + " of chunks of " + CHUNK + " bytes";
        }

        @Override
        void start() {
            GuestModule module = module(STREAM);
            for (int i = 0; i < pairs; i++) {
                Worker reader = guest(module, "read");
                Worker writer = guest(module, "write");
                system.send(writer.id(), ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(reader.id()).array());
            }
        }

        @Override
        List<Metric> metrics() {
            return List.of(new Metric("bytesPerSecond", "bytes", () -> system.notifications() * CHUNK));
        }
    }

    /** Processes without memory that wait for mail which never comes. */
    static final class Idle extends ActorScenario {
        /** How many are started and killed at once before it begins, and how many in all at least. */
        private static final int ROUND = 2_000;
        private static final int ENOUGH = 200_000;

        private final int count;
        private final GuestModule module;
        private Span starting;
        private Span killing;
        private int killed;

        Idle(ActorSystem system, int count) {
            super(system);
            this.count = count;
            this.module = module("""
                    (module (import "rusm" "receive" (func $receive (param i32 i32) (result i32)))
                      (import "rusm" "notify" (func $notify))
                      (func (export "run") call $notify (drop (call $receive (i32.const 0) (i32.const 0)))))""");
        }

        /** A system that has run for a while has seen processes being killed. */
        @Override
        void warmUp(long until) {
            int wanted = Math.min(count, ENOUGH);
            for (int lived = 0; lived < wanted || until - System.nanoTime() > 0; lived += ROUND) {
                begin(ROUND);
                system.shutdown();
            }
        }

        @Override
        String title() {
            return String.format(Locale.ROOT, "idle: %,d processes without memory that wait", count);
        }

        @Override
        void start() {
            starting = Span.of(() -> begin(count));
        }

        private void begin(int processes) {
            long notified = system.notifications() + processes;
            for (int i = 0; i < processes; i++) {
                guest(module, "run");
            }
            while (system.notifications() < notified) {
                // the processes need the cores
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        void stop() {
            killing = Span.of(() -> killed = system.shutdown());
        }

        Span starting() {
            return starting;
        }

        Span killing() {
            return killing;
        }

        @Override
        List<Metric> metrics() {
            return List.of();
        }

        @Override
        String check() {
            return killed == count ? super.check() : killed + " of " + count + " killed";
        }
    }
}
