package dev.weft.bench;

import dev.weft.runtime.FunctionInstance;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What crossing a border costs: Java to wasm, wasm to Java, wasm to wasm. Those with a loop count it in. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CallBenchmark extends GuestState {
    private static final int CALLS = 1000;

    private FunctionInstance boxed;
    private IntUnaryOperator increment;
    private IntUnaryOperator toWasm;
    private IntUnaryOperator toHost;
    private int value;

    @Override
    protected String guest() {
        return """
                (module
                  (import "env" "increment" (func $import (param i32) (result i32)))
                  (func $increment (export "increment") (param i32) (result i32)
                    (i32.add (local.get 0) (i32.const 1)))
                """ + loop("toWasm", "(local.set $x (call $increment (local.get $x)))")
                + loop("toHost", "(local.set $x (call $import (local.get $x)))") + ")";
    }

    @Override
    protected void bind() {
        boxed = instance.function("increment");
        increment = function("increment");
        toWasm = function("toWasm");
        toHost = function("toHost");
    }

    /** Java to wasm through a functional interface. */
    @Benchmark
    public int javaToWasm() {
        return increment.applyAsInt(value++);
    }

    /** Java to wasm with boxed arguments and results. */
    @Benchmark
    public Object javaToWasmBoxed() {
        return boxed.call(value++);
    }

    /** Wasm to Java and back. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int wasmToJava() {
        return toHost.applyAsInt(CALLS);
    }

    /** Wasm to wasm. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int wasmToWasm() {
        return toWasm.applyAsInt(CALLS);
    }
}
