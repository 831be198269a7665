package dev.weft.host.wowlab;

import dev.weft.host.Capabilities;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostContext;
import dev.weft.host.kernel.Worker;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * What runs in a slot: holds the engine's guest, and takes a chunk through its phases.
 *
 * <p>Threads: the slot's.
 */
final class SimWorker {
    private static final byte[] NOTHING = {};

    private final Listener listener;
    private final Resolver resolver;
    private final ChunkSubmitter submitter;
    private final ReadThroughCache cache;
    private final long fuel;
    private final boolean renews;
    private GuestModule module;
    private Worker worker;
    private HostContext guest;
    private FunctionInstance runChunk;
    private boolean primed;

    // Of the chunk that runs.
    private ChunkTask task;
    private byte[] answer = NOTHING;
    private byte[] result;
    private String error;
    private String panic;
    private long began;

    /** Who hears of what happens in a chunk. */
    interface Listener {
        /** The slot is alive. */
        void beat(String kind);

        /** It does something else now. */
        void phase(Phase phase);

        /** How far it has got. */
        void progress(Progress progress);

        /** A line about it. */
        void say(String text);

        /** The engine says it cannot go on. */
        void panicked(String text);
    }

    /**
     * @param fuel   what a chunk may burn; 0: anything
     * @param renews whether the guest is made anew after it trapped
     */
    SimWorker(Listener listener, Resolver resolver, LocalStore store, ChunkSubmitter submitter, long fuel,
            boolean renews) {
        this.listener = listener;
        this.resolver = resolver;
        this.submitter = submitter;
        this.cache = new ReadThroughCache(store, text -> {
            listener.say(text);
            listener.beat("metrics");
        });
        this.fuel = fuel;
        this.renews = renews;
    }

    ReadThroughCache cache() {
        return cache;
    }

    /** Makes the engine's guest; a second call does nothing. */
    void init(Worker self, GuestModule engine) throws Exception {
        if (guest == null) {
            worker = self;
            module = engine;
            host();
        }
    }

    private void host() throws Exception {
        guest = worker.host(module, GuestOptions.DEFAULT.capabilities(Capabilities.NONE).named("wowlab").with(this));
        runChunk = guest.export("run_chunk", "iIi:i");
        FunctionInstance check = guest.export("assert_registry_ready", "");
        if (check != null) {
            worker.call(check::call);
        }
        if (runChunk == null) {
            throw new ExitReason.Exit(ExitReason.loadFailed("no export run_chunk (i32 i64 i32) -> i32", null));
        }
    }

    /** Takes bulk data; from now on chunks can run. */
    void prime(Map<String, byte[]> data) {
        cache.prime(data);
        primed = true;
    }

    /** Whether the last chunk has panicked. */
    boolean hasPanicked() {
        return panic != null;
    }

    /**
     * Runs a chunk; what goes wrong inside is a result.
     *
     * @throws ExitReason.Exit if the slot is killed
     */
    ChunkResult run(ChunkTask chunk) throws Exception {
        if (guest == null) {
            return ChunkResult.failure("Worker not initialized. Call init() first.", chunk.chunk());
        }
        if (!primed) {
            return ChunkResult.failure("Sim worker not primed. Call prime() first.", chunk.chunk());
        }
        task = chunk;
        answer = NOTHING;
        result = null;
        error = null;
        panic = null;
        began = System.nanoTime();
        try {
            return simulate();
        } catch (ExitReason.Exit e) {
            throw e;
        } catch (Trap e) {
            worker.checkExit();
            return trapped(panic != null ? "Engine panic: " + panic
                    : e.kind() == Trap.Kind.ALL_FUEL_CONSUMED ? "CPU budget of " + fuel + " exhausted"
                    : e.getMessage());
        } catch (WasmException e) {
            return trapped(e.getMessage());
        } catch (Exception e) {
            worker.checkExit();
            return ChunkResult.failure(e.getMessage() == null ? e.toString() : e.getMessage(), chunk.chunk());
        } finally {
            listener.phase(Phase.READY);
        }
    }

    private ChunkResult trapped(String text) throws Exception {
        ChunkResult failure = ChunkResult.failure(text, task.chunk());
        if (renews) {
            worker.leave(ExitReason.killed(text));
            guest = null;
            host();
        }
        return failure;
    }

    private ChunkResult simulate() throws Exception {
        listener.phase(Phase.FETCHING);
        listener.say("Running sim: " + task.iterations() + " iterations, seed=" + Long.toUnsignedString(task.seed()));
        if (fuel > 0) {
            guest.store().setFuel(fuel);
        }
        int code = (int) worker.call(() -> runChunk.call(task.iterations(), task.seed(), task.chunk()));
        if (code != 0 || result == null) {
            return ChunkResult.failure(error != null ? error : "the engine returned " + code, task.chunk());
        }
        listener.say("Sim complete, protobuf=" + result.length + " bytes (" + elapsedMillis() + "ms)");
        byte[] bytes = result;
        listener.phase(Phase.SIGNING);
        byte[] signed = worker.blocking(() -> submitter.sign(task, bytes));
        listener.phase(Phase.SUBMITTING);
        worker.blocking(() -> {
            submitter.submit(task, signed);
            return null;
        });
        listener.say("Chunk submitted: " + task.chunk());
        return ChunkResult.success(bytes, task.chunk());
    }

    private long elapsedMillis() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    // What the guest asks for

    byte[] config() {
        return task == null ? NOTHING : task.config().getBytes(StandardCharsets.UTF_8);
    }

    byte[] answer() {
        return answer;
    }

    void result(byte[] bytes) {
        result = bytes;
    }

    void error(String text) {
        error = text;
    }

    void panic(String text) {
        panic = text;
        listener.panicked(text);
    }

    void progress(int completed, int total, double mean, double deviation) {
        listener.phase(Phase.SIMULATING);
        long millis = Math.max(1, elapsedMillis());
        Progress progress = new Progress(completed, total, millis, mean, deviation, completed * 1000.0 / millis);
        listener.beat("progress");
        listener.progress(progress);
        listener.say(String.format(Locale.ROOT, "Sim progress: %d/%d (%d%%) %.0f/s", completed, total,
                total == 0 ? 100 : (int) (100L * completed / total), progress.perSecond()));
    }

    /** The length of the answer, which {@link #answer} has then; or -1, and it has the error's text. */
    int resolve(String method, List<String> arguments) throws Exception {
        try {
            answer = ask(method, arguments);
            return answer.length;
        } catch (ResolverFault fault) {
            error = fault.getMessage();
            answer = error.getBytes(StandardCharsets.UTF_8);
            return -1;
        }
    }

    private byte[] ask(String method, List<String> arguments) throws Exception {
        Object found = resolver.find(method);
        if (found == null) {
            throw new ResolverFault("missing method: " + method);
        }
        if (!(found instanceof Resolver.Query query)) {
            throw new ResolverFault("not a function: " + method);
        }
        CompletionStage<byte[]> stage;
        try {
            stage = cache.ask(method, arguments, query);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new ResolverFault("call failed: " + method + ": " + e.getMessage());
        }
        if (stage == null) {
            throw new ResolverFault("did not return a Promise: " + method);
        }
        try {
            byte[] bytes = worker.blocking(() -> stage.toCompletableFuture().get());
            if (bytes == null) {
                throw new ResolverFault(method + ": no answer");
            }
            return bytes;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new ResolverFault(method + ": " + (cause.getMessage() == null ? cause : cause.getMessage()));
        }
    }

    /** The resolver could not answer. */
    private static final class ResolverFault extends Exception {
        private static final long serialVersionUID = 1L;

        ResolverFault(String message) {
            super(message, null, false, false);
        }
    }
}
