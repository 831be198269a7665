package dev.weft.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the process is started that measures an engine: a JVM like this one with {@link Measurement}, or {@code node}
 * with the script that does the same on V8.
 */
final class Launch {
    /** The JVM's flags, the same for every engine that runs on it: those of the launcher. */
    static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-XX:+UseCountedLoopSafepoints",
            "-XX:LoopStripMiningIter=1000", "--enable-native-access=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", "-XX:-UsePerfData");

    private static final String V8 = "v8";
    private static final String SCRIPT = "node/measure.js";
    private static Path script;

    private Launch() {
    }

    /** The command that measures an engine; the arguments are {@link Measurement}'s without its first. */
    static List<String> command(String engine, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        String[] words = engine.split(":", 2);
        if (words[0].equals(V8)) {
            command.addAll(List.of(words.length > 1 ? words[1] : "node", "--no-warnings", script().toString()));
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(FLAGS);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Measurement.class.getName(), engine));
        }
        command.addAll(List.of(arguments));
        return command;
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
