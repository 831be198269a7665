package dev.weft.host.caos;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.HostContext;
import dev.weft.host.caos.Flights.Outcome;
import dev.weft.host.kernel.Program;
import dev.weft.host.kernel.Worker;
import dev.weft.host.wasi.ProcExit;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.memory.MemoryInstance;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** One job on a worker of its own: finds what its image is, runs it, and tells what became of it. */
final class Execution implements Program {
    private static final String RUNTIME = ".caos-runtime";

    private final Caos caos;
    private final RunRequest request;
    private final String module;
    private final Frame frame;
    private final Consumer<Outcome> done;
    private volatile Outcome outcome;
    /** Whether something failed for the job that may succeed another time; of the worker's thread. */
    private boolean sawPassing;

    /**
     * A job.
     *
     * @param module hash of its module; null to find it by the image
     * @param frame  where its own requests come from
     * @param done   is told once, on any thread
     */
    Execution(Caos caos, RunRequest request, String module, Frame frame, Consumer<Outcome> done) {
        this.caos = caos;
        this.request = request;
        this.module = module;
        this.frame = frame;
        this.done = done;
    }

    @Override
    public void run(Worker self) throws Exception {
        if (frame.deadline() != 0) {
            self.setDeadline(Duration.ofNanos(frame.remaining()));
        }
        try {
            JavaImage image = module == null ? caos.javaImage(request.image()) : null;
            Result result = image != null ? java(self, image)
                    : isolate(self, module != null ? module : moduleOf(request.image()));
            if (frame.remaining() == 0) {
                // it may have gone on for a moment after what it waited for was stopped
                throw frame.late();
            }
            outcome = new Outcome(result, null, !sawPassing);
        } catch (CaosException e) {
            outcome = new Outcome(null, e, !e.isPassing() && !sawPassing);
        }
    }

    /** The worker has ended: whoever waits is told what came of it, or why nothing did. */
    void ended(ExitReason reason) {
        Outcome known = outcome;
        done.accept(known != null ? known
                : new Outcome(null, CaosException.passing("job stopped: " + reason, reason.cause()), false));
    }

    private Result java(Worker self, JavaImage image) throws CaosException {
        caos.countJob();
        try {
            return image.run(new JavaImage.Call() {
                @Override
                public RunRequest request() {
                    return request;
                }

                @Override
                public CaosStore store() {
                    return caos.store();
                }

                @Override
                public Result run(String of, String args) throws CaosException, InterruptedException {
                    Outcome inner = caos.ask(frame, request, of, args);
                    sawPassing |= !inner.lasting();
                    return inner.result();
                }
            });
        } catch (CaosException | ExitReason.Exit e) {
            throw e;
        } catch (InterruptedException e) {
            self.checkExit();
            throw CaosException.passing("interrupted", e);
        } catch (Exception e) {
            throw CaosException.passing("image " + request.image() + " failed: " + e, e);
        }
    }

    /** The module of a runtime node. */
    private String moduleOf(String image) throws CaosException {
        if (!GitObject.isHash(image)) {
            throw CaosException.of(400, "no image is called " + image);
        }
        CaosStore store = caos.store();
        List<TreeEntry> node = store.tree(image);
        String found = null;
        boolean marked = false;
        for (TreeEntry entry : node) {
            if (entry.name().equals(RUNTIME)) {
                store.blob(entry.hash());
                marked = true;
            } else if (entry.name().equals("module")) {
                found = entry.hash();
            }
        }
        if (!marked) {
            throw CaosException.of(400, "image " + image + " is no runtime node: it has no " + RUNTIME);
        }
        if (found == null) {
            throw CaosException.of(400, "isolate image " + image + " has no module entry");
        }
        return found;
    }

    private Result isolate(Worker self, String hash) throws Exception {
        long began = System.nanoTime();
        Modules.Isolate isolate = caos.modules().get(hash);
        if (isolate.missing() != null) {
            throw missing(isolate.missing());
        }
        caos.countJob();
        long compiled = System.nanoTime();
        HostContext guest = instantiate(self, isolate.module());
        long instantiated = System.nanoTime();
        Job job = guest.state(Job.class);
        try {
            Instance instance = guest.instance();
            if (!(instance.find("memory") instanceof MemoryInstance)) {
                throw missing("memory");
            }
            self.call(() -> instance.function("caos_run").call());
            return job.result();
        } catch (Trap trap) {
            self.checkExit();
            throw trapped("guest trap: ", trap, job.lastWords());
        } catch (WasmException e) {
            throw CaosException.of(500, "guest trap: uncaught exception: " + e.getMessage() + job.lastWords());
        } catch (ProcExit e) {
            throw CaosException.of(500, "guest trap: guest proc_exit(" + e.code() + ")" + job.lastWords());
        } catch (InterruptedException e) {
            self.checkExit();
            throw CaosException.passing("interrupted", e);
        } finally {
            sawPassing |= job.sawPassing;
            long ended = System.nanoTime();
            caos.trace().job(new JobTrace(frame.stack().last(), hash, caos.sinceStart(began), compiled - began,
                    instantiated - compiled, ended - instantiated, ended - began));
        }
    }

    private HostContext instantiate(Worker self, GuestModule guestModule) throws Exception {
        try {
            return self.host(guestModule, caos.options(new Job.Seat(caos, request, frame, self)));
        } catch (Trap trap) {
            self.checkExit();
            throw trapped("instantiating guest: ", trap, "");
        } catch (ExitReason.Exit exit) {
            if (exit.reason().kind() != ExitReason.Kind.LOAD_FAILED) {
                throw exit;
            }
            throw CaosException.passing("instantiating guest: " + exit.reason().detail(), exit.reason().cause());
        }
    }

    /** What a trap means: those that come from limits are not the guest's last word. */
    private static CaosException trapped(String what, Trap trap, String more) {
        String message = what + trap.getMessage() + more;
        return switch (trap.kind()) {
            case ALL_FUEL_CONSUMED, INTERRUPTED, OUT_OF_MEMORY, CALL_STACK_EXHAUSTED ->
                CaosException.passing(message, trap);
            default -> CaosException.of(500, message);
        };
    }

    private static CaosException missing(String export) {
        return CaosException.of(500, "guest missing required export '" + export + "'");
    }
}
