package dev.weft.bench;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What crossing a border costs: Java to wasm, wasm to Java, wasm to wasm, directly and through a table. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = {"-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED"})
public class CallBenchmark {
    private static final int CALLS = 1000;
    private static final String GUEST = """
            (module
              (import "env" "increment" (func $import (param i32) (result i32)))
              (type $unary (func (param i32) (result i32)))
              (table funcref (elem $increment $increment))
              (func $increment (export "increment") (type $unary) (i32.add (local.get 0) (i32.const 1)))
              (func (export "toWasm") (param $n i32) (result i32) (local $x i32)
                (loop $next
                  (local.set $x (call $increment (local.get $x)))
                  (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $x))
              (func (export "toHost") (param $n i32) (result i32) (local $x i32)
                (loop $next
                  (local.set $x (call $import (local.get $x)))
                  (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $x))
              (func (export "throughTable") (param $n i32) (result i32) (local $x i32)
                (loop $next
                  (local.set $x
                    (call_indirect (type $unary) (local.get $x) (i32.and (local.get $n) (i32.const 1))))
                  (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $x)))
            """;

    /** The engine's tier. */
    @Param({"interp"})
    public String tier;

    private Store store;
    private FunctionInstance boxed;
    private IntUnaryOperator increment;
    private IntUnaryOperator toWasm;
    private IntUnaryOperator toHost;
    private IntUnaryOperator throughTable;
    private int value;

    /** Makes an instance. */
    @Setup
    public void prepare() {
        Engine engine = Engine.builder().tier(tier).build();
        store = Store.of(engine);
        var instance = new Linker().define("env", "increment", IntUnaryOperator.class, x -> x + 1)
                .instantiate(store, engine.prepare(TextParser.assemble(GUEST)));
        boxed = instance.function("increment");
        increment = boxed.as(IntUnaryOperator.class);
        toWasm = instance.function("toWasm").as(IntUnaryOperator.class);
        toHost = instance.function("toHost").as(IntUnaryOperator.class);
        throughTable = instance.function("throughTable").as(IntUnaryOperator.class);
    }

    /** Gives the store back. */
    @TearDown
    public void close() {
        store.close();
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

    /** Wasm to Java and back; with the loop around it. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int wasmToJava() {
        return toHost.applyAsInt(CALLS);
    }

    /** Wasm to wasm; with the loop around it. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int wasmToWasm() {
        return toWasm.applyAsInt(CALLS);
    }

    /** Wasm to wasm through a table; with the loop around it. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int wasmThroughTable() {
        return throughTable.applyAsInt(CALLS);
    }
}
