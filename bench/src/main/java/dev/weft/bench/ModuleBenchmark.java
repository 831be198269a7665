package dev.weft.bench;

import dev.weft.binary.ModuleDecoder;
import dev.weft.runtime.Engine;
import dev.weft.runtime.LinkedModule;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.syntax.Features;
import dev.weft.syntax.WasmModule;
import dev.weft.valid.ModuleValidator;
import dev.weft.valid.ValidModule;
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

/** A module's way, phase by phase: decode, validate, instantiate and call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ModuleBenchmark {
    /** One of our own guests, by its name among the workloads. */
    @Param({"machine"})
    public String guest;

    /** The engine's tier. */
    @Param({"interp", "jit"})
    public String tier;

    private byte[] bytes;
    private WasmModule decoded;
    private Engine engine;
    private LinkedModule linked;

    /** Makes what the phases begin with. */
    @Setup
    public void prepare() throws Exception {
        bytes = Workload.own(guest).wasm(null);
        decoded = ModuleDecoder.decode(bytes, Features.DEFAULT);
        engine = Engine.builder().tier(tier).build();
        linked = new Linker().link(engine.prepare(bytes));
    }

    /** Bytes to a module. */
    @Benchmark
    public WasmModule decode() {
        return ModuleDecoder.decode(bytes, Features.DEFAULT);
    }

    /** A module to a proven one. */
    @Benchmark
    public ValidModule validate() {
        return ModuleValidator.validate(decoded, Features.DEFAULT);
    }

    /** A store, an instance in it with a memory of its own, and all of it closed. */
    @Benchmark
    public Object instantiate() {
        try (Store store = Store.of(engine)) {
            return linked.instantiate(store);
        }
    }

    /** A store, an instance in it with a memory of its own, a short call, and all of it closed. */
    @Benchmark
    public Object instantiateAndCall() {
        try (Store store = Store.of(engine)) {
            return linked.instantiate(store).function("run").call(1);
        }
    }
}
