package dev.weft.host.kernel;

import dev.weft.host.ExitReason;
import dev.weft.host.Usage;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What the kernel tells of its workers: events of the flight recorder, and lines of the log {@code dev.weft.host}. */
final class KernelEvents {
    private static final System.Logger LOG = System.getLogger("dev.weft.host");

    private KernelEvents() {
    }

    @Name("dev.weft.WorkerSpawn")
    @Label("Worker spawned")
    @Category("Weft")
    @StackTrace(false)
    static final class Spawn extends Event {
        @Label("Worker") long worker;
        @Label("Name") String name;
    }

    @Name("dev.weft.WorkerExit")
    @Label("Worker ended")
    @Category("Weft")
    @StackTrace(false)
    static final class Exit extends Event {
        @Label("Worker") long worker;
        @Label("Name") String name;
        @Label("Reason") String reason;
        @Label("Detail") String detail;
        @Label("Fuel") long fuel;
        @Label("Peak memory in bytes") long peakMemoryBytes;
        @Label("Host calls") long hostCalls;
        @Label("Messages received") long received;
        @Label("Messages sent") long sent;
    }

    static void spawned(Worker worker) {
        if (!worker.kernel().isHeard()) {
            return;
        }
        Spawn event = new Spawn();
        if (event.shouldCommit()) {
            event.worker = worker.id();
            event.name = worker.name();
            event.commit();
        }
        if (LOG.isLoggable(System.Logger.Level.TRACE)) {
            LOG.log(System.Logger.Level.TRACE, "event=spawn worker={0,number,#} name=\"{1}\"", worker.id(),
                    worker.name());
        }
    }

    static void ended(Worker worker, ExitReason reason) {
        if (!worker.kernel().isHeard()) {
            return;
        }
        Exit event = new Exit();
        if (event.shouldCommit()) {
            Usage usage = worker.usage();
            event.worker = worker.id();
            event.name = worker.name();
            event.reason = reason.kind().toString();
            event.detail = reason.detail();
            event.fuel = usage.fuel();
            event.peakMemoryBytes = usage.peakMemoryBytes();
            event.hostCalls = usage.hostCalls();
            event.received = usage.received();
            event.sent = usage.sent();
            event.commit();
        }
        boolean ofHost = reason.kind() == ExitReason.Kind.FAILED && reason.cause() != null;
        System.Logger.Level level = ofHost ? System.Logger.Level.WARNING
                : System.Logger.Level.TRACE;
        if (LOG.isLoggable(level)) {
            LOG.log(level, "event=exit worker={0,number,#} name=\"{1}\" reason=\"{2}\" usage={3}", worker.id(),
                    worker.name(), reason, worker.usage().toJson());
        }
    }
}
