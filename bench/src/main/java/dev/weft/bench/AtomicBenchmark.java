package dev.weft.bench;

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

/** Atomic instructions on a shared memory that one thread uses; with the loop around them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AtomicBenchmark extends GuestState {
    private static final int TIMES = 1000;

    private IntUnaryOperator load;
    private IntUnaryOperator store32;
    private IntUnaryOperator add;
    private IntUnaryOperator exchange;
    private IntUnaryOperator fence;
    private IntUnaryOperator notify;

    @Override
    protected String guest() {
        return "(module (memory 1 1 shared)\n"
                + loop("load", "(local.set $x (i32.atomic.load (i32.const 8)))")
                + loop("store", "(i32.atomic.store (i32.const 8) (local.get $n))")
                + loop("add", "(local.set $x (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))")
                + loop("exchange",
                        "(local.set $x (i32.atomic.rmw.cmpxchg (i32.const 8) (local.get $x) (local.get $n)))")
                + loop("fence", "(atomic.fence)")
                + loop("notify", "(local.set $x (memory.atomic.notify (i32.const 8) (i32.const 1)))") + ")";
    }

    @Override
    protected void bind() {
        load = function("load");
        store32 = function("store");
        add = function("add");
        exchange = function("exchange");
        fence = function("fence");
        notify = function("notify");
    }

    /** {@code i32.atomic.load}. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int load() {
        return load.applyAsInt(TIMES);
    }

    /** {@code i32.atomic.store}. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int store() {
        return store32.applyAsInt(TIMES);
    }

    /** {@code i32.atomic.rmw.add}. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int add() {
        return add.applyAsInt(TIMES);
    }

    /** {@code i32.atomic.rmw.cmpxchg}. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int compareExchange() {
        return exchange.applyAsInt(TIMES);
    }

    /** {@code atomic.fence}. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int fence() {
        return fence.applyAsInt(TIMES);
    }

    /** {@code memory.atomic.notify} where nobody waits. */
    @Benchmark
    @OperationsPerInvocation(TIMES)
    public int notifyNobody() {
        return notify.applyAsInt(TIMES);
    }
}
