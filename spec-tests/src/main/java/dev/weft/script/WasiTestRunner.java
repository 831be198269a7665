package dev.weft.script;

import dev.weft.host.wasi.MemoryDirectory;
import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Runs wasi-testsuite: every {@code .wasm} and {@code .wat} below a folder, with the arguments, variables and folders
 * that the {@code .json} beside it names (both the plain form and the one with operations), and compares exit code and
 * output. Each test works on a fresh copy of its folders, so the suite may be read-only and nothing needs to be cleaned
 * up.
 *
 * <p>Threads: a runner may be used by many; each test runs on a thread of its own.
 */
public final class WasiTestRunner {
    private static final long TIMEOUT_MILLIS = 120_000;
    private static final long STACK_BYTES = 64L << 20;

    private final Engine engine;
    private final boolean inMemory;

    /** The outcome of one test. */
    public enum Outcome { PASSED, FAILED, SKIPPED }

    /** One test's file, its outcome, and what there is to say about it. */
    public record Result(Path file, Outcome outcome, String detail) {
    }

    /** What a test is started with and has to do. */
    private record Expectation(List<String> args, Map<String, String> env, Map<String, Path> folders, int exitCode,
            String stdout, String stderr, String skip) {
    }

    /** A runner that uses an engine, and copies of the folders on disk. */
    public WasiTestRunner(Engine engine) {
        this(engine, false);
    }

    /** A runner that uses an engine, and copies of the folders on disk or in memory. */
    public WasiTestRunner(Engine engine, boolean inMemory) {
        this.engine = engine;
        this.inMemory = inMemory;
    }

    /**
     * Runs all tests below a folder and prints a table; the last line counts them.
     *
     * @return whether none failed and there was at least one
     */
    public boolean run(Path folder, PrintStream out) throws IOException {
        int[] counts = new int[Outcome.values().length];
        for (Path file : tests(folder)) {
            Result result = run(file);
            counts[result.outcome().ordinal()]++;
            String name = folder.relativize(file).toString().replace('\\', '/');
            String word = result.outcome().name().toLowerCase(Locale.ROOT);
            out.println(String.format("%-8s%s  %s", word, name, result.detail()).stripTrailing());
        }
        out.println(counts[0] + " passed, " + counts[1] + " failed, " + counts[2] + " skipped");
        return counts[Outcome.FAILED.ordinal()] == 0 && counts[Outcome.PASSED.ordinal()] > 0;
    }

    /** The tests of preview 1 below a folder, in order. */
    public static List<Path> tests(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".wasm") || file.toString().endsWith(".wat"))
                .filter(file -> !file.toString().contains("wasip3"))
                .sorted().toList();
        }
    }

    /** Runs one test. */
    public Result run(Path file) throws IOException {
        Expectation expectation = expectation(file);
        if (expectation.skip() != null) {
            return new Result(file, Outcome.SKIPPED, expectation.skip());
        }
        Path scratch = Files.createTempDirectory("weft-wasi-test");
        try {
            Map<String, Path> folders = new LinkedHashMap<>();
            for (Map.Entry<String, Path> folder : expectation.folders().entrySet()) {
                Path copy = scratch.resolve("folder" + folders.size());
                copy(folder.getValue(), copy);
                folders.put(folder.getKey(), copy);
            }
            String[] complaint = {"timed out"};
            Thread thread = new Thread(null, () -> complaint[0] = execute(file, expectation, folders),
                "wasi-test " + file.getFileName(), STACK_BYTES);
            thread.setDaemon(true);
            thread.start();
            thread.join(TIMEOUT_MILLIS);
            thread.interrupt();
            boolean passed = complaint[0].isEmpty();
            return new Result(file, passed ? Outcome.PASSED : Outcome.FAILED, complaint[0]);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(file, Outcome.FAILED, "interrupted");
        } finally {
            delete(scratch);
        }
    }

    private String execute(Path file, Expectation expectation, Map<String, Path> folders) {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        InputStream stdin = isText(file) ? new Silence() : new ByteArrayInputStream(new byte[0]);
        Wasi.Builder builder = Wasi.builder().args(file.getFileName().toString()).args(expectation.args())
            .env(expectation.env()).stdin(stdin).stdout(stdout).stderr(stderr);
        int code;
        try {
            for (Map.Entry<String, Path> folder : folders.entrySet()) {
                if (inMemory) {
                    builder.directory(folder.getKey(), toMemory(folder.getValue()));
                } else {
                    builder.directory(folder.getKey(), folder.getValue());
                }
            }
        } catch (IOException e) {
            return one(e.toString());
        }
        try (stdin; Store store = Store.of(engine); Wasi wasi = builder.build()) {
            PreparedModule module = isText(file)
                ? engine.prepare(TextParser.assemble(Files.readAllBytes(file), engine.features()))
                : engine.prepare(file);
            Linker linker = new Linker();
            wasi.addTo(linker).addMemories(linker, store, module);
            code = wasi.start(linker.instantiate(store, module));
        } catch (Exception | StackOverflowError e) {
            return one(e + tail(stderr));
        }
        if (code != expectation.exitCode()) {
            return one("exit code " + code + ", expected " + expectation.exitCode() + tail(stderr));
        }
        String complaint = compare("stdout", expectation.stdout(), stdout);
        return complaint.isEmpty() ? compare("stderr", expectation.stderr(), stderr) : complaint;
    }

    private static boolean isText(Path file) {
        return file.toString().endsWith(".wat");
    }

    /** A stream that nothing comes from until it is closed: the tests in text form, those of threads, block on it. */
    private static final class Silence extends InputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return -1;
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private static String compare(String name, String expected, ByteArrayOutputStream actual) {
        String text = actual.toString(StandardCharsets.UTF_8);
        return expected == null || expected.equals(text) ? ""
            : one(name + " is \"" + text + "\", expected \"" + expected + "\"");
    }

    private static String tail(ByteArrayOutputStream stderr) {
        String text = stderr.toString(StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "" : "; stderr: " + text;
    }

    private static String one(String lines) {
        return lines.replace("\n", " | ");
    }

    private static Expectation expectation(Path file) throws IOException {
        String name = file.getFileName().toString();
        Path json = file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + ".json");
        Map<String, Object> spec = Files.exists(json) ? map(Json.parse(Files.readString(json))) : Map.of();
        String skip = null;
        if (!list(spec.get("proposals")).isEmpty()) {
            skip = "needs " + spec.get("proposals");
        }
        Map<String, Object> run = spec;
        Object exitCode = spec.get("exit_code");
        Map<String, String> streams = new LinkedHashMap<>();
        for (String stream : List.of("stdout", "stderr")) {
            streams.put(stream, (String) spec.get(stream));
        }
        for (Object item : list(spec.get("operations"))) {
            Map<String, Object> operation = map(item);
            switch (String.valueOf(operation.get("type"))) {
                case "run" -> run = operation;
                case "wait" -> exitCode = operation.get("exit_code");
                case "read" -> streams.merge((String) operation.getOrDefault("id", "stdout"),
                    (String) operation.getOrDefault("payload", ""), String::concat);
                default -> skip = "needs the operation " + operation.get("type");
            }
        }
        List<String> args = new ArrayList<>();
        list(run.get("args")).forEach(argument -> args.add((String) argument));
        Map<String, String> env = new LinkedHashMap<>();
        map(run.getOrDefault("env", Map.of())).forEach((key, value) -> env.put(key, (String) value));
        Map<String, Path> folders = new LinkedHashMap<>();
        list(run.get("dirs")).forEach(folder -> folders.put((String) folder, file.resolveSibling((String) folder)));
        if (run.get("root") instanceof String root) {
            folders.put("/", file.resolveSibling(root));
        }
        return new Expectation(args, env, folders, exitCode instanceof Double code ? code.intValue() : 0,
            streams.get("stdout"), streams.get("stderr"), skip);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    /** Copies files and links, without their permissions. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createDirectories(target);
                } else if (Files.isSymbolicLink(file)) {
                    Files.createSymbolicLink(target, Files.readSymbolicLink(file));
                } else {
                    Files.write(target, Files.readAllBytes(file));
                }
            }
        }
    }

    private static MemoryDirectory toMemory(Path folder) throws IOException {
        MemoryDirectory directory = MemoryDirectory.create();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                directory.writeFile(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return directory;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
