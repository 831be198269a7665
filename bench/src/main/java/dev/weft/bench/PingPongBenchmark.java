package dev.weft.bench;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import dev.weft.text.TextParser;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
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

/** A ball that two threads play to each other, each asleep until it comes: there and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PingPongBenchmark {
    private static final int ROUNDS = 1_000;
    private static final String PLAYER = """
            (module (import "env" "memory" (memory 1 1 shared))
              (func (export "play") (param $mine i32) (param $rounds i32)
                (loop $round
                  (block $here
                    (loop $wait
                      (br_if $here (i32.eq (i32.atomic.load (i32.const 64)) (local.get $mine)))
                      (drop (memory.atomic.wait32 (i32.const 64)
                        (i32.sub (i32.const 1) (local.get $mine)) (i64.const -1)))
                      (br $wait)))
                  (i32.atomic.store (i32.const 64) (i32.sub (i32.const 1) (local.get $mine)))
                  (drop (memory.atomic.notify (i32.const 64) (i32.const 1)))
                  (br_if $round (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))))""";

    /** A tier, whose guests wait in a shared memory; or {@code park}: Java, with {@link LockSupport}. */
    @Param({"park", "jit", "interp"})
    public String players;

    private ExecutorService threads;
    private final Store[] stores = new Store[2];
    private final FunctionInstance[] play = new FunctionInstance[2];
    private final AtomicReferenceArray<Thread> parked = new AtomicReferenceArray<>(2);
    private volatile int side;

    /** Starts two threads and makes two guests in stores of their own. */
    @Setup
    public void prepare() {
        threads = Executors.newFixedThreadPool(2);
        if (players.equals("park")) {
            return;
        }
        Engine engine = Engine.builder().tier(players).build();
        PreparedModule module = engine.prepare(TextParser.assemble(PLAYER));
        MemoryInstance memory = MemoryInstance.allocate(1, 1, 16, true, false, MemoryLimiter.DEFAULT);
        Linker linker = new Linker().define("env", "memory", memory);
        for (int i = 0; i < 2; i++) {
            stores[i] = Store.of(engine);
            play[i] = linker.instantiate(stores[i], module).function("play");
        }
    }

    /** Ends the threads. */
    @TearDown
    public void close() {
        threads.close();
        for (Store store : stores) {
            if (store != null) {
                store.close();
            }
        }
    }

    /** There and back. */
    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void round() throws Exception {
        Future<?> first = threads.submit(() -> play(0));
        Future<?> second = threads.submit(() -> play(1));
        first.get();
        second.get();
    }

    private void play(int mine) {
        if (play[mine] != null) {
            play[mine].call(mine, ROUNDS);
        } else {
            park(mine);
        }
    }

    private void park(int mine) {
        // who plays before the other has come need not wake it: it looks before it parks
        parked.set(mine, Thread.currentThread());
        for (int i = 0; i < ROUNDS; i++) {
            while (side != mine) {
                LockSupport.park(this);
            }
            side = 1 - mine;
            LockSupport.unpark(parked.get(1 - mine));
        }
    }
}
