package dev.weft.host.rusm;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostLayer;
import dev.weft.host.MissingImportsException;
import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Mailbox;
import dev.weft.host.kernel.MailboxLimits;
import dev.weft.host.kernel.Program;
import dev.weft.host.kernel.Supervisor;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import dev.weft.host.wasi.WasiAbi;
import dev.weft.runtime.Engine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.LongAdder;

/**
 * Actors: processes that share nothing and have mail for each other, as RUSM defines them.
 *
 * <pre>{@code
 * try (ActorSystem system = ActorSystem.of(engine)) {
 *     GuestModule module = system.prepare(bytes);          // compiled and linked once
 *     Worker process = system.spawn(module, "run");         // a fresh instance on a virtual thread
 *     system.send(process.id(), message);
 *     ActorEnd.of(process.join());                           // normal, killed, crashed
 * }
 * }</pre>
 *
 * <p>A process is a {@link Worker} of the system's {@link #kernel}, whose links, monitors and {@link Supervisor}s serve
 * guests and Java code alike: {@link #spawn(WorkerOptions, Program)} starts a process that is Java.
 *
 * <p>Threads: safe for any thread.
 */
public final class ActorSystem implements AutoCloseable {
    private final Kernel kernel;
    private final List<HostLayer> layers;
    private final WorkerOptions workerOptions;
    private final ActorNames names;
    private final LongAdder notifications = new LongAdder();
    private final Map<String, GuestModule> modules = new ConcurrentHashMap<>();
    private final Map<GuestOptions, GuestOptions> seated = new ConcurrentHashMap<>();
    private ScheduledThreadPoolExecutor timer;

    private ActorSystem(Builder builder) {
        kernel = Kernel.builder().maxInstances(builder.maxInstances).build();
        layers = builder.layers;
        workerOptions = WorkerOptions.DEFAULT.mailbox(builder.mailbox);
        names = new ActorNames(kernel);
    }

    /** A system whose guests may import RUSM's functions and WASI preview 1. */
    public static ActorSystem of(Engine engine) {
        return builder(engine).build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder(Engine engine) {
        // most guests do without WASI, and start sooner where nothing is kept for it
        return new Builder(List.of(HostLayer.builder(engine).abi(new RusmAbi()).build(),
                HostLayer.builder(engine).abi(new RusmAbi()).abi(new WasiAbi()).build()));
    }

    /** A builder of a system whose guests may import what a layer supplies, which is to have {@link RusmAbi}. */
    public static Builder builder(HostLayer layer) {
        return new Builder(List.of(layer));
    }

    // Modules

    /**
     * A module, compiled and linked for any number of processes; the same object for the same bytes.
     *
     * @throws dev.weft.syntax.MalformedException if it is no module
     * @throws dev.weft.valid.InvalidException if it is not a valid one
     * @throws MissingImportsException if it imports what no process has
     */
    public GuestModule prepare(byte[] bytes) {
        for (HostLayer layer : layers.subList(0, layers.size() - 1)) {
            try {
                return layer.prepare(bytes);
            } catch (MissingImportsException tooLittle) {
                // the next layer has more
            }
        }
        return layers.getLast().prepare(bytes);
    }

    /**
     * The same for a module that is to have an export, as later generations of RUSM ask for; whether it is a function
     * that can be an entry shows when a process starts.
     *
     * @throws NoSuchElementException if it exports nothing of that name
     */
    public GuestModule prepare(byte[] bytes, String entry) {
        GuestModule module = prepare(bytes);
        if (!module.exports(entry)) {
            throw new NoSuchElementException("the module has no export \"" + entry + '"');
        }
        return module;
    }

    /** Lets guests start processes of a module by a name. */
    public void define(String name, GuestModule module) {
        modules.put(name, Objects.requireNonNull(module));
    }

    GuestModule module(String name) {
        return modules.get(name);
    }

    // Processes

    /** Starts a process that may do nothing but compute and talk: {@link Preset#SANDBOXED}. */
    public Worker spawn(GuestModule module, String entry) {
        return spawn(module, entry, Preset.SANDBOXED.options());
    }

    /** Starts a process with rights and limits. */
    public Worker spawn(GuestModule module, String entry, GuestOptions options) {
        return spawn(null, module, entry, options, workerOptions);
    }

    /**
     * Starts a process: a fresh instance, whose export {@code entry} of type {@code () -> ()} is called. Returns at
     * once; a process that cannot be instantiated or has no such entry ends as crashed.
     *
     * @param watcher    who gets {@link Mail.Down} when it ends, or null
     * @param options    rights and limits
     * @param ofWorker   mailbox, links and name, from {@link #workerOptions()} on
     */
    public Worker spawn(Worker watcher, GuestModule module, String entry, GuestOptions options,
            WorkerOptions ofWorker) {
        Program program = program(module, entry, options);
        return watcher == null ? kernel.spawn(ofWorker, program)
                : kernel.spawnMonitored(watcher, ofWorker, program).worker();
    }

    /** Starts a process that is Java. */
    public Worker spawn(WorkerOptions ofWorker, Program program) {
        return kernel.spawn(ofWorker, program);
    }

    /** The life of a guest, for supervisors to start again and again. */
    public Program program(GuestModule module, String entry, GuestOptions options) {
        return new ActorProgram(module, entry, seated(options));
    }

    /** A child of a supervisor that is a guest and always started again. */
    public Supervisor.Child child(String name, GuestModule module, String entry, GuestOptions options) {
        return new Supervisor.Child(workerOptions.named(name), program(module, entry, options),
                Supervisor.Restart.ALWAYS);
    }

    /** The same options with this system among the settings: for processes in Java that host guests themselves. */
    public GuestOptions seated(GuestOptions options) {
        GuestOptions known = seated.get(options);
        if (known == null) {
            known = options.setting(ActorSystem.class) == this ? options : options.with(this);
            if (seated.size() < 1024) {
                seated.put(options, known);
            }
        }
        return known;
    }

    /** What a process begins with: a mailbox as large as the system was built with. */
    public WorkerOptions workerOptions() {
        return workerOptions;
    }

    /** The kernel, whose workers the processes are. */
    public Kernel kernel() {
        return kernel;
    }

    /** The process of a number, or null if it has ended or never was. */
    public Worker find(long pid) {
        return kernel.find(pid);
    }

    /** A process as others see it; null if it has ended or never was. */
    public ActorInfo info(long pid) {
        Worker worker = kernel.find(pid);
        return worker == null ? null : new ActorInfo(pid, Actor.labelOf(worker), names.namesOf(worker),
                names.tagsOf(worker), worker.linkCount(), worker.monitorCount(), worker.mailbox().size(),
                worker.trapsExit());
    }

    // Messages

    /** Sends bytes; false if the process has ended, or its mailbox is bounded and full. */
    public boolean send(long pid, byte[] message) {
        return send(pid, message, -1);
    }

    private boolean send(long pid, byte[] message, long from) {
        Worker target = kernel.find(pid);
        return target != null && target.mailbox().post(new Mail.Message(from, message)) == Mailbox.Post.ACCEPTED;
    }

    /** Sends bytes to whoever has a name; false if nobody has. */
    public boolean send(String name, byte[] message) {
        Worker target = whereis(name);
        return target != null && send(target.id(), message);
    }

    /** Sends bytes later; nothing happens if the process has ended by then. */
    public DelayedSend sendAfter(Duration delay, long pid, byte[] message) {
        return sendAfter(delay, pid, message, -1);
    }

    DelayedSend sendAfter(Duration delay, long pid, byte[] message, long from) {
        return new DelayedSend(timer(), delay, () -> send(pid, message, from));
    }

    private synchronized ScheduledThreadPoolExecutor timer() {
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("weft-actor-timer").factory());
            timer.setRemoveOnCancelPolicy(true);
            timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
        return timer;
    }

    // Names and tags

    /** Gives a process a name; false if another one has it, the process has ended, or has a thousand names. */
    public boolean register(String name, Worker process) {
        return names.register(name, process);
    }

    /** Who has a name, or null. */
    public Worker whereis(String name) {
        return names.whereis(name);
    }

    /** Who has a name, or else a new process that gets it; of several callers at once one starts it. */
    public Worker whereisOrSpawn(String name, GuestModule module, String entry, GuestOptions options) {
        return names.whereisOrSpawn(name, () -> spawn(module, entry, options));
    }

    /** Takes a name away, whoever has it; false if nobody has. */
    public boolean unregister(String name) {
        return names.unregister(name);
    }

    /** Puts a process into a group; false if it has ended, or is in a thousand. */
    public boolean tag(String tag, Worker process) {
        return names.tag(tag, process);
    }

    /** Takes a process out of a group; false if it was not in it. */
    public boolean untag(String tag, Worker process) {
        return names.untag(tag, process);
    }

    /** The processes of a group, in the order of their numbers. */
    public List<Worker> tagged(String tag) {
        return names.tagged(tag);
    }

    /** Kills the processes of a group and returns how many there were. */
    public int killTagged(String tag) {
        int count = 0;
        for (Worker worker : names.tagged(tag)) {
            count += worker.kill(ExitReason.killed("with the group " + tag)) ? 1 : 0;
        }
        return count;
    }

    // Counters and the end

    void countNotification() {
        notifications.increment();
    }

    /** How often guests called {@code notify}. */
    public long notifications() {
        return notifications.sum();
    }

    /** How many processes were ever started. */
    public long spawned() {
        return kernel.spawnedCount();
    }

    /** How many processes have ended. */
    public long finished() {
        return kernel.finishedCount();
    }

    /** How many processes have not ended. */
    public int processCount() {
        return kernel.liveCount();
    }

    /** Kills all processes, waits until they have ended, and returns how many there were. */
    public int shutdown() {
        return kernel.shutdown("shutdown");
    }

    /** Ends all processes, and lets nobody start one. */
    @Override
    public void close() {
        synchronized (this) {
            if (timer != null) {
                timer.shutdownNow();
            }
        }
        kernel.close();
    }

    /** What a system is made from. Not for use by several threads. */
    public static final class Builder {
        private final List<HostLayer> layers;
        private int maxInstances;
        private MailboxLimits mailbox = MailboxLimits.UNBOUNDED;

        private Builder(List<HostLayer> layers) {
            this.layers = layers;
        }

        /** How many instances there may be at once: processes beyond wait for a place. 0, the default: any number. */
        public Builder maxInstances(int count) {
            maxInstances = count;
            return this;
        }

        /** How much a mailbox holds; messages beyond are dropped and counted. By default bounded by the heap only. */
        public Builder mailbox(MailboxLimits limits) {
            mailbox = Objects.requireNonNull(limits);
            return this;
        }

        /** The system. */
        public ActorSystem build() {
            return new ActorSystem(this);
        }
    }
}
