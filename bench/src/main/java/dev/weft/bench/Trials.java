package dev.weft.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures workloads on engines, each time in a process of its own. Close it to have its files removed. */
final class Trials implements AutoCloseable {
    private final Path guests;
    private final long warmUp;
    private final long measure;
    private final Map<String, Path> modules = new HashMap<>();
    private volatile Process running;

    /**
     * @param guests the folder of guests
     * @param warmUp milliseconds of processor time to warm up
     * @param measure milliseconds of processor time to measure
     */
    Trials(Path guests, long warmUp, long measure) {
        this.guests = guests;
        this.warmUp = warmUp;
        this.measure = measure;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (running != null) {
                running.destroyForcibly();
            }
        }));
    }

    /** The workloads that words on the command line mean; those that are not here are named to the list of failures. */
    static List<Workload> chosen(List<String> wanted, String usual, Path guests, List<String> failures) {
        boolean guestsThere = Files.isDirectory(guests);
        List<String> words = !wanted.isEmpty() ? wanted : List.of(guestsThere ? usual : "own");
        List<Workload> chosen = new ArrayList<>();
        for (String word : words) {
            List<Workload> matching = Workload.all().stream().filter(w -> w.isCalled(word)).toList();
            if (matching.isEmpty()) {
                throw new IllegalArgumentException("no workload and no set is called " + word + "; see --list");
            }
            chosen.addAll(matching);
        }
        if (!guestsThere && chosen.removeIf(w -> !w.isOwn())) {
            failures.add("no folder " + guests + ": only our own guests can run");
        }
        return chosen;
    }

    /**
     * One process.
     *
     * @throws MissingException if the engine is not here or has nothing to run the workload with
     * @throws TrialException if it failed
     */
    Measurement run(String engine, Workload workload) throws IOException, InterruptedException {
        Path module = modules.get(workload.name());
        if (module == null) {
            module = Files.createTempFile("bench", ".wasm");
            Files.write(module, workload.wasm(guests));
            modules.put(workload.name(), module);
        }
        Path input = workload.inputFolder(guests);
        List<String> command = new ArrayList<>(Launch.command(engine, workload, List.of(module.toString(),
                workload.kind().name(), Integer.toString(workload.argument()), input == null ? "-" : input.toString(),
                Long.toString(warmUp), Long.toString(measure))));
        File output = File.createTempFile("bench", ".out");
        try {
            command.add(Long.toString(Launch.now()));
            Process process;
            try {
                process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
            } catch (IOException e) {
                throw new MissingException(command.getFirst() + " cannot be started: " + e.getMessage());
            }
            running = process;
            if (!process.waitFor(10 * (warmUp + measure) + 60_000, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new TrialException("took too long");
            }
            String text = Files.readString(output.toPath(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                Measurement measurement = Measurement.parse(line);
                if (measurement != null && Statistics.median(measurement.cpu()) <= 0) {
                    throw new TrialException("its clock of processor time is too coarse for a run");
                }
                if (measurement != null) {
                    return measurement;
                }
            }
            if (text.contains(Measurement.NOT_HERE)) {
                throw new MissingException(text.lines().filter(line -> line.contains(Measurement.NOT_HERE))
                        .findFirst().orElse(""));
            }
            throw new TrialException(text.lines().limit(3).toList().toString());
        } finally {
            Files.delete(output.toPath());
        }
    }

    @Override
    public void close() throws IOException {
        for (Path module : modules.values()) {
            Files.delete(module);
        }
        modules.clear();
    }

    /** A process that measures has failed. */
    static final class TrialException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        TrialException(String message) {
            super(message);
        }
    }
}
