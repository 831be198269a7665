package dev.weft.bench;

import dev.weft.host.HostLayer;
import dev.weft.host.caos.Caos;
import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.CaosStore;
import dev.weft.host.caos.JobTrace;
import dev.weft.host.caos.MemoryStore;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.RunLimits;
import dev.weft.host.caos.Tracer;
import dev.weft.host.caos.TreeEntry;
import dev.weft.runtime.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Measures caos' bench fold, 40 folders with 120 files counted by {@code fold} and {@code file-count}, both guests:
 * {@code java -cp bench/target/bench.jar dev.weft.bench.CaosBench [TIER [ROUNDS]]}. Runs in the project's folder, whose
 * guests it uses. Objects lie in memory.
 *
 * <p>It prints the first fold of the process; then folds in a host that has run some, each with a store and a host of
 * its own, so that nothing is known ("cold"); the same request again, whose result is known ("warm"); and how long it
 * took to instantiate guests meanwhile.
 */
public final class CaosBench {
    private static final int WARM = 1_000;

    private CaosBench() {
    }

    public static void main(String[] args) throws Exception {
        String tier = args.length > 0 ? args[0] : "auto";
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        HostLayer layer = HostLayer.builder(Engine.builder().tier(tier).build()).abi("caos").build();
        fold(layer, Tracer.NONE, 0, "first");
        Instant began = ProcessHandle.current().info().startInstant().orElse(Instant.now());
        print("the process was there for %d ms then", Duration.between(began, Instant.now()).toMillis());
        double[] cold = new double[rounds];
        Instances instances = new Instances();
        for (int i = 0; i < rounds; i++) {
            cold[i] = fold(layer, instances, 0, null);
        }
        print("%s: cold, of %d folds one after the other: the first ten %s ms", tier, rounds,
                Arrays.toString(Arrays.stream(cold).limit(10).mapToLong(Math::round).toArray()));
        double[] later = Arrays.copyOfRange(cold, rounds / 2, rounds);
        distribution("cold, the later half", "ms", later);
        distribution("instantiating", "us", instances.micros.stream().skip(instances.micros.size() / 2)
                .mapToDouble(Double::doubleValue).toArray());
        fold(layer, Tracer.NONE, WARM, "warm");
    }

    /** How long instantiating took. */
    private static final class Instances implements Tracer {
        final Queue<Double> micros = new ConcurrentLinkedQueue<>();

        @Override
        public void job(JobTrace trace) {
            micros.add(trace.instantiate() / 1e3);
        }
    }

    /** One fold in a store and a host of its own, then the same again so many times; how long the first one took. */
    private static double fold(HostLayer layer, Tracer tracer, int again, String what) throws Exception {
        try (CaosStore store = new MemoryStore(); Caos caos = Caos.builder(layer, store).tracer(tracer).build()) {
            String std = store.putTree(List.of(image(store, "fold-wasm", "fold"),
                    image(store, "file-count", "file-count")));
            String args = store.putTree(List.of(TreeEntry.of("in", ObjectKind.TREE, folder(store, "tree", 0)),
                    blob(store, "post", "/cas/std/file-count")));
            double first = run(caos, std, args);
            double[] more = new double[again];
            for (int i = 0; i < again; i++) {
                more[i] = run(caos, std, args) * 1e3;
            }
            if (again > 0) {
                distribution(what, "us", more);
            } else if (what != null) {
                print("%s: %.1f ms", what, first);
            }
            return first;
        }
    }

    private static double run(Caos caos, String std, String args) throws Exception {
        long began = System.nanoTime();
        String count = caos.store().text(caos.run("/cas/std/fold-wasm", args, std, "", RunLimits.NONE).hash());
        double millis = (System.nanoTime() - began) / 1e6;
        if (!"120\n".equals(count)) {
            throw new IllegalStateException("counted " + count);
        }
        return millis;
    }

    private static TreeEntry blob(CaosStore store, String name, String text) throws CaosException {
        return TreeEntry.of(name, ObjectKind.BLOB, store.putBlob(text));
    }

    private static TreeEntry image(CaosStore store, String name, String guest) throws CaosException, IOException {
        byte[] wasm = Files.readAllBytes(Path.of("guests/caos", guest + ".wasm"));
        return TreeEntry.of(name, ObjectKind.TREE, store.putTree(List.of(blob(store, ".caos-runtime", "isolate-host"),
                TreeEntry.of("module", ObjectKind.BLOB, store.putBlob(wasm)))));
    }

    /** Folders down to level 3, three in each, with three files each whose text is their own path. */
    private static String folder(CaosStore store, String path, int level) throws CaosException {
        List<TreeEntry> entries = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            entries.add(blob(store, "f" + i + ".txt", path + "/f" + i + ".txt\n"));
            if (level < 3) {
                entries.add(TreeEntry.of("d" + i, ObjectKind.TREE, folder(store, path + "/d" + i, level + 1)));
            }
        }
        return store.putTree(entries);
    }

    private static void distribution(String what, String unit, double[] values) {
        Arrays.sort(values);
        print("%s: %d times, median %.2f %s, 90 %% %.2f, 99 %% %.2f, longest %.2f", what, values.length,
                values[values.length / 2], unit, values[values.length * 9 / 10], values[values.length * 99 / 100],
                values[values.length - 1]);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
