package dev.weft.host.caos;

import dev.weft.host.GuestOptions;
import dev.weft.host.HostLayer;
import dev.weft.host.caos.Flights.Boarding;
import dev.weft.host.caos.Flights.Flight;
import dev.weft.host.caos.Flights.Outcome;
import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/**
 * A host of caos: computes requests, each once, on isolates that may ask for others.
 *
 * <p>A request whose result is known is answered at once. Else, if it waits for itself, it fails with the chain of
 * requests; if somebody is computing it, that is waited for; if nobody is, a guest of its image gets a worker, an
 * instance and its arguments. Results are kept, failures are not. A guest that waits for others holds no thread: any
 * number of levels may wait.
 *
 * <pre>{@code
 * HostLayer layer = HostLayer.builder(engine).abi("caos").build();
 * try (Caos caos = Caos.builder(layer, new MemoryStore()).build()) {
 *     Result result = caos.run(image, args, std, "", RunLimits.NONE);
 * }
 * }</pre>
 *
 * <p>Threads: safe for any thread.
 */
public final class Caos implements AutoCloseable {
    private final CaosStore store;
    private final HostLayer layer;
    private final GuestOptions options;
    private final Map<String, JavaImage> images;
    private final Tracer tracer;
    private final Kernel kernel = Kernel.create();
    private final Modules modules;
    private final Flights flights = new Flights();
    private final long start = System.nanoTime();
    private final LongAdder runs = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder joins = new LongAdder();
    private final LongAdder cycles = new LongAdder();
    private final LongAdder jobs = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /**
     * What a host has done so far.
     *
     * @param runs     requests
     * @param hits     of them, those whose result was known
     * @param joins    those that waited for the same one to be computed
     * @param cycles   those that would have waited for themselves
     * @param failures those that failed, whyever
     * @param jobs     guests and Java images that ran
     * @param modules  modules that were prepared
     */
    public record Counters(long runs, long hits, long joins, long cycles, long failures, long jobs, long modules) {
        /** One line of JSON, the names as above. */
        public String toJson() {
            return "{\"runs\":" + runs + ",\"hits\":" + hits + ",\"joins\":" + joins + ",\"cycles\":" + cycles
                    + ",\"failures\":" + failures + ",\"jobs\":" + jobs + ",\"modules\":" + modules + "}";
        }
    }

    private Caos(Builder builder) {
        store = builder.store;
        layer = builder.layer;
        options = builder.options;
        images = Map.copyOf(builder.images);
        tracer = builder.tracer;
        modules = new Modules(layer, store);
    }

    /**
     * A builder of a host.
     *
     * @param layer with the ABI {@code caos} among its own
     * @param store is not closed by the host
     */
    public static Builder builder(HostLayer layer, CaosStore store) {
        return new Builder(layer, store);
    }

    /** Where its objects are. */
    public CaosStore store() {
        return store;
    }

    /** What it has done so far. */
    public Counters counters() {
        return new Counters(runs.sum(), hits.sum(), joins.sum(), cycles.sum(), failures.sum(), jobs.sum(),
                modules.preparedCount());
    }

    /** How many jobs are under way, those that wait for others included. */
    public int liveCount() {
        return kernel.liveCount();
    }

    // From outside

    /**
     * Lets an image run with arguments, and waits for the result, which lasts as long as the store promises.
     *
     * @param image a hash of a runtime or curry node, a name, or {@code /cas/std/} and a name of the standard images
     * @param args  hash of the tree of arguments
     * @param std   hash of the tree of standard images; empty: none
     * @param salt  any text
     * @throws CaosException if there is no result
     */
    public Result run(String image, String args, String std, String salt, RunLimits limits)
            throws CaosException, InterruptedException {
        long began = System.nanoTime();
        Frame frame = frame(RunStack.EMPTY, limits);
        RunRequest request = Images.resolve(store, image, args, std, salt);
        return outside(request, request.put(store), frame, began);
    }

    /**
     * Computes a request that the store has as a tree.
     *
     * @param stack the hashes of the requests that wait for it elsewhere, one on each line, outermost first
     * @throws CaosException if there is no result
     */
    public Result run(String request, String stack, RunLimits limits) throws CaosException, InterruptedException {
        long began = System.nanoTime();
        Frame frame = frame(RunStack.parse(stack), limits);
        RunRequest read = RunRequest.read(store, request);
        store.tree(read.args());
        return outside(read, request, frame, began);
    }

    private Frame frame(RunStack stack, RunLimits limits) {
        if (limits.fuel() > 0 && layer.engine().fuelCosts() == null) {
            throw new IllegalArgumentException("the engine does not meter");
        }
        return Frame.of(stack, limits);
    }

    private Result outside(RunRequest request, String hash, Frame frame, long began)
            throws CaosException, InterruptedException {
        try {
            Outcome outcome = compute(request, hash, frame, began);
            if (frame.stack().depth() == 0 && outcome.lasting()) {
                store.pin(hash, outcome.result());
            }
            return outcome.result();
        } finally {
            store.flush();
        }
    }

    /**
     * Runs a module as a job, whether or not its result is known; it is not kept.
     *
     * @param module  hash of the module's blob
     * @param request what it is asked; its image does not matter
     * @param stack   the requests that wait for it, its own included, one on each line
     * @throws CaosException if there is no result
     */
    public Result isolate(String module, RunRequest request, String stack, RunLimits limits)
            throws CaosException, InterruptedException {
        Frame frame = frame(RunStack.parse(stack), limits);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        spawn(new Execution(this, request, module, frame, outcome::complete), "isolate");
        try {
            return result(await(outcome, frame));
        } finally {
            store.flush();
        }
    }

    /**
     * What a guest is given that is run by hand, by {@link dev.weft.host.HostContext}: a job for a request that has no
     * hash and waits for nobody.
     */
    public GuestOptions options(RunRequest request) {
        return options(new Job.Seat(this, request, Frame.of(RunStack.EMPTY, RunLimits.NONE), null));
    }

    GuestOptions options(Job.Seat seat) {
        return options.with(seat);
    }

    // From jobs

    /** What a job asks for. */
    Outcome ask(Frame frame, RunRequest asking, String image, String args)
            throws CaosException, InterruptedException {
        long began = System.nanoTime();
        RunRequest request = Images.resolve(store, image, args, asking.std(), asking.salt());
        // says so if the arguments are missing
        store.tree(request.args());
        return compute(request, request.put(store), frame, began);
    }

    private Outcome compute(RunRequest request, String hash, Frame frame, long began)
            throws CaosException, InterruptedException {
        runs.increment();
        long resolved = System.nanoTime();
        Result known = store.result(hash);
        long looked = System.nanoTime();
        Outcome outcome;
        RunTrace.Outcome way;
        if (known != null) {
            hits.increment();
            way = RunTrace.Outcome.HIT;
            outcome = new Outcome(known, null, true);
        } else if (frame.stack().contains(hash)) {
            cycles.increment();
            way = RunTrace.Outcome.CYCLE;
            outcome = new Outcome(null, CaosException.of(400, "run cycle detected:\n  "
                    + frame.stack().with(hash).join("\n  -> ")), true);
        } else {
            Flown flown = fly(request, hash, frame);
            way = flown.joined ? RunTrace.Outcome.JOINED
                    : images.containsKey(request.image()) ? RunTrace.Outcome.JAVA : RunTrace.Outcome.ISOLATE;
            outcome = flown.outcome;
        }
        tracer.run(new RunTrace(hash, frame.stack().last(), frame.stack().depth(), request.image(), way,
                outcome.failure() == null ? "" : outcome.failure().getMessage(), sinceStart(began), resolved - began,
                looked - resolved, System.nanoTime() - looked));
        result(outcome);
        return outcome;
    }

    private Result result(Outcome outcome) throws CaosException {
        if (outcome.failure() != null) {
            failures.increment();
            throw outcome.failure();
        }
        return outcome.result();
    }

    private record Flown(Outcome outcome, boolean joined) {
    }

    /** Computes a request, or waits for who does. What failed for somebody else's limits is tried again. */
    private Flown fly(RunRequest request, String hash, Frame frame) throws CaosException, InterruptedException {
        while (true) {
            Boarding boarding = flights.board(hash, frame.flight());
            Flight flight = boarding.flight();
            if (boarding.mine()) {
                begin(request, hash, frame, flight);
                return new Flown(await(flight.outcome, frame), false);
            }
            joins.increment();
            try {
                Outcome outcome = await(flight.outcome, frame);
                if (outcome.lasting()) {
                    return new Flown(outcome, true);
                }
            } finally {
                flights.leave(flight, frame.flight());
            }
        }
    }

    private static Outcome await(CompletableFuture<Outcome> outcome, Frame frame)
            throws CaosException, InterruptedException {
        try {
            return frame.deadline() == 0 ? outcome.get() : outcome.get(frame.remaining(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw frame.late();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void begin(RunRequest request, String hash, Frame frame, Flight flight) {
        try {
            // it may have landed between the look and the start
            Result known = store.result(hash);
            if (known != null) {
                flights.land(flight, new Outcome(known, null, true));
                return;
            }
            spawn(new Execution(this, request, null, frame.inner(hash, flight),
                    outcome -> land(hash, flight, outcome)), hash);
        } catch (CaosException e) {
            flights.land(flight, new Outcome(null, e, false));
        }
    }

    private void land(String hash, Flight flight, Outcome outcome) {
        Outcome landed = outcome;
        if (outcome.result() != null && outcome.lasting()) {
            try {
                store.keep(hash, outcome.result());
            } catch (CaosException e) {
                landed = new Outcome(null, e, false);
            }
        }
        flights.land(flight, landed);
    }

    private void spawn(Execution execution, String name) throws CaosException {
        Worker worker;
        try {
            worker = kernel.spawn(WorkerOptions.DEFAULT.named(name), execution);
        } catch (IllegalStateException e) {
            throw CaosException.passing("the host is closed", e);
        }
        worker.onExit(execution::ended);
    }

    JavaImage javaImage(String name) {
        return images.get(name);
    }

    Modules modules() {
        return modules;
    }

    Tracer trace() {
        return tracer;
    }

    void countJob() {
        jobs.increment();
    }

    long sinceStart(long nanoTime) {
        return nanoTime - start;
    }

    /** Ends all jobs. */
    @Override
    public void close() {
        kernel.close();
    }

    /** What a host is made from. Not for use by several threads. */
    public static final class Builder {
        private final HostLayer layer;
        private final CaosStore store;
        private final Map<String, JavaImage> images = new HashMap<>();
        private GuestOptions options = GuestOptions.DEFAULT;
        private Tracer tracer = Tracer.NONE;

        private Builder(HostLayer layer, CaosStore store) {
            this.layer = Objects.requireNonNull(layer);
            this.store = Objects.requireNonNull(store);
            if (layer.abis().stream().noneMatch(CaosAbi.class::isInstance)) {
                throw new IllegalArgumentException("the layer has no ABI caos");
            }
        }

        /** What guests are given: limits of memory, a console. */
        public Builder options(GuestOptions value) {
            options = Objects.requireNonNull(value);
            return this;
        }

        /** An image in Java under a name, which must not look like a hash. */
        public Builder image(String name, JavaImage image) {
            if (name.isEmpty() || GitObject.isHash(name) || name.startsWith(Images.STANDARD)) {
                throw new IllegalArgumentException("no name for an image: " + name);
            }
            images.put(name, Objects.requireNonNull(image));
            return this;
        }

        /** Who is told of requests and jobs. */
        public Builder tracer(Tracer value) {
            tracer = Objects.requireNonNull(value);
            return this;
        }

        /** The host. */
        public Caos build() {
            return new Caos(this);
        }
    }
}
