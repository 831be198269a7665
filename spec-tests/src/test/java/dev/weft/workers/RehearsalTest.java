package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.host.GuestModule;
import dev.weft.host.kernel.Worker;
import dev.weft.host.rusm.ActorSystem;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernel's rehearsals of killing guests that wait: nobody hears of them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RehearsalTest {
    private static final int COUNT = 2_000;

    static List<String> tiers() {
        return Tiers.all();
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void guestsThatWait_areTheOnlyOnesToldOf(String tier, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording(); ActorSystem system = ActorSystem.of(Tiers.engine(tier))) {
            recording.enable("dev.weft.WorkerSpawn");
            recording.start();
            GuestModule module = system.prepare(TextParser.assemble("""
                    (module (import "rusm" "receive" (func $receive (param i32 i32) (result i32)))
                      (import "rusm" "notify" (func $notify))
                      (func (export "run") call $notify (drop (call $receive (i32.const 0) (i32.const 0)))))"""));
            for (int i = 0; i < COUNT; i++) {
                assertEquals(i, system.spawn(module, "run").id());
            }
            while (system.notifications() < COUNT) {
                LockSupport.parkNanos(1_000_000);
            }
            assertEquals(COUNT, system.processCount());
            assertEquals(COUNT, system.kernel().workers().stream().mapToLong(Worker::id).distinct().count());
            assertEquals(COUNT, system.shutdown());
            assertEquals(COUNT, system.spawned());
            recording.stop();
            recording.dump(file);
        }
        int events = 0;
        try (RecordingFile read = new RecordingFile(file)) {
            while (read.hasMoreEvents()) {
                events += read.readEvent().getEventType().getName().equals("dev.weft.WorkerSpawn") ? 1 : 0;
            }
        }
        assertEquals(COUNT, events);
    }
}
