package dev.weft.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the process is started that measures an engine: a JVM like this one with {@link Measurement}, {@code node} with
 * the script that does the same on V8, or a program that a C compiler has made.
 */
final class Launch {
    /** The JVM's flags, the same for every engine that runs on it: the launcher's but for what only starts. */
    static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-XX:+UseCountedLoopSafepoints",
            "-XX:LoopStripMiningIter=1000", "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.module=ALL-UNNAMED", "-XX:-UsePerfData");

    private static final String V8 = "v8";
    private static final String NATIVE = "native";
    private static final String GRAAL = "graalwasm";
    private static final String SCRIPT = "node/measure.js";
    /** What {@code npm install --prefix bench node} leaves there. */
    private static final Path OWN_NODE = Path.of("bench/node_modules/node/bin/node");
    /** Jars of peers, and among them the compiler that GraalWasm hands its code to, and what that needs. */
    private static final Pattern OF_PEERS = Pattern.compile("(run\\.endive|com\\.dylibso|org\\.graalvm)\\..*\\.jar");
    private static final Pattern OF_COMPILER =
            Pattern.compile("org\\.graalvm\\.(compiler|sdk|truffle\\.truffle-compiler).*\\.jar");
    private static Path script;

    private Launch() {
    }

    /** The clock that both processes read: microseconds since 1970. */
    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /**
     * The command that measures an engine; the arguments are {@link Measurement}'s without its first and last.
     *
     * @throws MissingException if there is no such engine here, or it cannot run the workload at all
     */
    static List<String> command(String engine, Workload workload, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        String[] words = engine.split(":", 2);
        switch (words[0]) {
            case V8 -> command.addAll(List.of(words.length > 1 ? words[1] : node(), "--no-warnings",
                    script().toString()));
            case NATIVE -> command.add(NativeCode.of(words.length > 1 ? words[1] : "gcc").program(workload).toString());
            default -> {
                command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
                command.addAll(FLAGS);
                List<String> jars = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
                if (words[0].equals(GRAAL)) {
                    command.addAll(List.of("-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI",
                            "-XX:-UseJVMCICompiler", "--sun-misc-unsafe-memory-access=allow",
                            "--upgrade-module-path", joined(jars, OF_COMPILER, true)));
                }
                String classPath = words[0].equals("weft") ? joined(jars, OF_PEERS, false)
                        : joined(jars, OF_COMPILER, false);
                command.addAll(List.of("-cp", classPath, Measurement.class.getName(), engine));
            }
        }
        command.addAll(arguments);
        return command;
    }

    private static String joined(List<String> jars, Pattern pattern, boolean matching) {
        return jars.stream().filter(jar ->
                pattern.matcher(Path.of(jar).getFileName().toString()).matches() == matching)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String node() {
        return Files.isExecutable(OWN_NODE) ? OWN_NODE.toString() : "node";
    }

    /** The script as a file that lasts as long as this process. */
    private static synchronized Path script() throws IOException {
        if (script == null) {
            Path file = Files.createTempFile("measure", ".js");
            file.toFile().deleteOnExit();
            try (InputStream in = Launch.class.getResourceAsStream(SCRIPT)) {
                Files.write(file, in.readAllBytes());
            }
            script = file;
        }
        return script;
    }
}
