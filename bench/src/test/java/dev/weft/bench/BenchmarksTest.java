package dev.weft.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs; how fast is of no interest here. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BenchmarksTest {
    @Test
    void everyBenchmark_forAMoment_runs() throws Exception {
        System.setProperty("weft.bench.workers", "../guests");
        // somebody else on this machine may be measuring
        System.setProperty("jmh.ignoreLock", "true");
        Collection<RunResult> results = new Runner(new OptionsBuilder().forks(0).warmupIterations(0)
                .measurementIterations(1).measurementTime(TimeValue.milliseconds(1)).param("tier", "jit")
                .shouldFailOnError(true).verbosity(VerboseMode.SILENT).build()).run();
        for (Class<?> phase : List.of(ModuleBenchmark.class, CallBenchmark.class, IndirectCallBenchmark.class,
                ExecuteBenchmark.class, TierUpBenchmark.class, MemoryBenchmark.class, AtomicBenchmark.class,
                ControlBenchmark.class, SpawnBenchmark.class, PingPongBenchmark.class)) {
            assertTrue(results.stream().anyMatch(result ->
                    result.getParams().getBenchmark().startsWith(phase.getName() + ".")), phase.getName());
        }
    }
}
