package dev.weft.bench;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A whole run of a workload in a fresh instance. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExecuteBenchmark {
    private static final Path GUESTS = Path.of(System.getProperty("weft.bench.guests", "../shared/bench"));

    /** A workload; those that are not ours need the folder of guests ({@code -Dweft.bench.guests=DIR}). */
    @Param({"tak", "sieve", "matrix", "machine", "tree", "list", "casts", "elements"})
    public String guest;

    /** The engine's tier. */
    @Param({"interp", "jit", "auto"})
    public String tier;

    private Workload workload;
    private Contender.Guest ready;

    /** Makes the module ready. */
    @Setup
    public void prepare() throws Exception {
        workload = Workload.named(guest);
        ready = new WeftContender().load(workload.wasm(GUESTS), tier, workload.inputFolder(GUESTS));
    }

    /** One run. */
    @Benchmark
    public Object run() throws Exception {
        return ready.run(workload.kind(), workload.argument());
    }
}
