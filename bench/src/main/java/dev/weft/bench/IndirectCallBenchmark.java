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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Calls through a table whose entries are called in turns; with the loop around them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class IndirectCallBenchmark extends GuestState {
    private static final int CALLS = 1000;

    /** How many functions are in the table. */
    @Param({"1", "4", "5000"})
    public int functions;

    private IntUnaryOperator throughTable;

    @Override
    protected String guest() {
        StringBuilder text = new StringBuilder("(module (type $unary (func (param i32) (result i32)))\n");
        text.append("(table funcref (elem");
        for (int i = 0; i < functions; i++) {
            text.append(" $f").append(i);
        }
        text.append("))\n");
        for (int i = 0; i < functions; i++) {
            text.append("(func $f").append(i).append(" (type $unary) (i32.add (local.get 0) (i32.const ").append(i)
                    .append(")))\n");
        }
        // 2,654,435,761 is odd, so the products visit the entries in no simple order
        return text.append(loop("throughTable", "(local.set $x (call_indirect (type $unary) (local.get $x) (i32.rem_u"
                + " (i32.shr_u (i32.mul (local.get $n) (i32.const 0x9E3779B1)) (i32.const 8)) (i32.const " + functions
                + "))))")).append(')').toString();
    }

    @Override
    protected void bind() {
        throughTable = function("throughTable");
    }

    /** One call. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public int call() {
        return throughTable.applyAsInt(CALLS);
    }
}
