package dev.weft.bench;

import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
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

/** Linear memory: accesses, bulk operations and growth; with the loop around them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MemoryBenchmark extends GuestState {
    private static final int TIMES = 1000;
    private static final int BULK = 20;

    private IntUnaryOperator load;
    private IntUnaryOperator store32;
    private IntUnaryOperator fill;
    private IntUnaryOperator copy;
    private IntUnaryOperator init;
    private IntUnaryOperator size;

    @Override
    protected String guest() {
        return "(module (memory 2 200) (data $d \"" + "x".repeat(4096) + "\")\n"
                + loop("load", "(local.set $x (i32.add (local.get $x) (i32.load (local.get $p))))"
                        + " (local.set $p (i32.and (i32.add (local.get $p) (i32.const 68)) (i32.const 0xffff)))")
                + loop("store", "(i32.store (local.get $p) (local.get $n))"
                        + " (local.set $p (i32.and (i32.add (local.get $p) (i32.const 68)) (i32.const 0xffff)))")
                + loop("fill", "(memory.fill (i32.const 16) (local.get $n) (i32.const 4096))")
                + loop("copy", "(memory.copy (i32.const 16) (i32.const 65536) (i32.const 4096))")
                + loop("init", "(memory.init $d (i32.const 16) (i32.const 0) (i32.const 4096))")
                + loop("size", "(local.set $x (i32.add (local.get $x) (memory.size)))")
                + "(func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0))))";
    }

    @Override
    protected void bind() {
        load = function("load");
        store32 = function("store");
        fill = function("fill");
        copy = function("copy");
        init = function("init");
        size = function("size");
    }

    /** {@code i32.load}, 68 bytes further each time. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int load() {
        return load.applyAsInt(TIMES);
    }

    /** {@code i32.store}, 68 bytes further each time. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int store() {
        return store32.applyAsInt(TIMES);
    }

    /** {@code memory.fill} of 4 KiB. */
    @Benchmark
    @OperationsPerInvocation(BULK)
    public int fill() {
        return fill.applyAsInt(BULK);
    }

    /** {@code memory.copy} of 4 KiB. */
    @Benchmark
    @OperationsPerInvocation(BULK)
    public int copy() {
        return copy.applyAsInt(BULK);
    }

    /** {@code memory.init} of 4 KiB. */
    @Benchmark
    @OperationsPerInvocation(BULK)
    public int init() {
        return init.applyAsInt(BULK);
    }

    /** {@code memory.size}. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int size() {
        return size.applyAsInt(TIMES);
    }

    /** A store and an instance, whose memory grows by a page a hundred times. */
    @Benchmark
    @OperationsPerInvocation(100)
    public int growByPage() {
        try (Store fresh = Store.of(store.engine())) {
            IntUnaryOperator grow = new Linker().instantiate(fresh, instance.module()).function("grow")
                    .as(IntUnaryOperator.class);
            int last = 0;
            for (int i = 0; i < 100; i++) {
                last = grow.applyAsInt(1);
            }
            return last;
        }
    }
}
