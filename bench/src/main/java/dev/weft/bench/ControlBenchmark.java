package dev.weft.bench;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What being under control costs a guest: fuel, or a deadline. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ControlBenchmark extends GuestState {
    private static final int ROUNDS = 10_000;
    private static final int FIB = 15;

    /** Nothing, fuel for ever, a deadline far away, or an engine whose guests cannot be stopped. */
    @Param({"none", "fuel", "deadline", "uninterruptible"})
    public String control;

    private IntUnaryOperator loop;
    private IntUnaryOperator fib;

    @Override
    protected Engine engine() {
        Engine.Builder builder = Engine.builder().tier(tier);
        return switch (control) {
            case "fuel" -> builder.fuel(FuelCosts.DEFAULT).build();
            case "uninterruptible" -> builder.interruptible(false).build();
            default -> builder.build();
        };
    }

    @Override
    protected String guest() {
        return "(module "
                + loop("loop", "(local.set $x (i32.xor (i32.mul (local.get $x) (i32.const 33)) (local.get $n)))")
                + """
                (func $fib (export "fib") (param i32) (result i32)
                  (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
                    (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                      (call $fib (i32.sub (local.get 0) (i32.const 2))))))))
                """;
    }

    @Override
    protected void bind() {
        loop = function("loop");
        fib = function("fib");
        if (control.equals("deadline")) {
            store.setDeadline(1L << 40);
        }
    }

    /** Fuel for the next iteration. */
    @Setup(Level.Iteration)
    public void refuel() {
        if (control.equals("fuel")) {
            store.setFuel(Long.MAX_VALUE / 2);
        }
    }

    /** A round of a short loop. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public int loop() {
        return loop.applyAsInt(ROUNDS);
    }

    /** The fifteenth Fibonacci number: 1,973 calls. */
    @Benchmark
    public int fib() {
        return fib.applyAsInt(FIB);
    }
}
