package dev.weft.bench;

import dev.weft.host.ExitReason;
import dev.weft.host.HostContext;
import dev.weft.host.kernel.Kernel;
import dev.weft.host.oxide.OxideWorld;
import dev.weft.runtime.FunctionInstance;
import java.util.concurrent.TimeUnit;
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

/** Workers: what starting one costs, and a message to one and back. The guests are those of {@link WorkerBench}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SpawnBenchmark {
    private static final int MESSAGES = 1024;

    /** The engine's tier. */
    @Param({"interp", "jit"})
    public String tier;

    private Kernel kernel;
    private OxideWorld world;
    private HostContext parent;
    private FunctionInstance ping;
    private int worker;

    /** Makes a world with one worker that echoes. */
    @Setup
    public void prepare() throws Exception {
        kernel = Kernel.create();
        world = WorkerBench.world(tier);
        parent = WorkerBench.parent(world);
        ping = parent.instance().function("ping");
        worker = WorkerBench.spawnEcho(parent);
    }

    /** Ends all workers. */
    @TearDown
    public void close() {
        kernel.close();
        parent.close();
        world.close();
    }

    /** A worker without a guest, until it has ended. */
    @Benchmark
    public Object spawnProgram() {
        var spawned = kernel.spawn(self -> { });
        spawned.join();
        return spawned;
    }

    /** A worker with a guest, until it has answered, and its end. */
    @Benchmark
    public Object spawnGuestToFirstReply() {
        int fresh = WorkerBench.spawnEcho(parent);
        Object wrong = ping.call(fresh, 1, 1);
        world.kernel().workers().stream().skip(1).forEach(each -> each.kill(ExitReason.killed("bench")));
        return wrong;
    }

    /** 64 bytes to a worker and back, one message at a time. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public Object roundTripAlone() {
        return ping.call(worker, MESSAGES, 1);
    }

    /** 64 bytes to a worker and back, 64 messages on the way. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public Object roundTripOfMany() {
        return ping.call(worker, MESSAGES, 64);
    }
}
