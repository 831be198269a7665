package dev.weft.bench;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How soon code is good: a guest from its bytes on, in an engine of its own, until it has done some work. The tier
 * {@code auto} begins interpreted and changes over on the way; {@code jit} emits all that is called first.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 15)
@Fork(3)
public class TierUpBenchmark {
    /** One of our own guests. */
    @Param({"tak", "machine"})
    public String guest;

    /** The engine's tier. */
    @Param({"interp", "jit", "auto"})
    public String tier;

    private byte[] bytes;
    private int argument;
    private Engine engine;

    /** Reads the guest. */
    @Setup
    public void read() throws Exception {
        Workload workload = Workload.own(guest);
        bytes = workload.wasm(null);
        argument = workload.argument();
    }

    /** Nothing is left of the last time. */
    @Setup(Level.Iteration)
    public void begin() {
        engine = Engine.builder().tier(tier).build();
    }

    /** The first call of a function that does next to nothing. */
    @Benchmark
    public Object firstCall() {
        return calls(1, 1);
    }

    /** Ten runs of the guest's usual work, from its bytes on. */
    @Benchmark
    public Object tenRuns() {
        return calls(10, argument);
    }

    private Object calls(int count, int with) {
        Object last = null;
        try (Store store = Store.of(engine)) {
            var run = new Linker().instantiate(store, engine.prepare(bytes)).function("run");
            for (int i = 0; i < count; i++) {
                last = run.call(with);
            }
        }
        return last;
    }
}
