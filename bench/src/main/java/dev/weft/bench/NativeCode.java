package dev.weft.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Our own guests written in C and compiled for the machine: what the same work takes without WebAssembly. */
final class NativeCode {
    private static final Map<String, NativeCode> COMPILERS = new HashMap<>();

    private final String compiler;
    private final Map<String, Path> programs = new HashMap<>();

    private NativeCode(String compiler) {
        this.compiler = compiler;
    }

    /** What a compiler makes, which is the name of a command. */
    static synchronized NativeCode of(String compiler) {
        return COMPILERS.computeIfAbsent(compiler, NativeCode::new);
    }

    /** The program that measures a workload; it lasts as long as this process. */
    Path program(Workload workload) throws IOException, InterruptedException {
        Path known = programs.get(workload.name());
        if (known != null) {
            return known;
        }
        byte[] guest = source(workload.name());
        if (guest == null || workload.kind() != Workload.Kind.MICRO) {
            throw new MissingException("no C source of " + workload.name());
        }
        Path folder = Files.createTempDirectory("native");
        Path program = folder.resolve(workload.name());
        List<Path> files = List.of(folder.resolve("guest.c"), folder.resolve("measure.c"));
        Files.write(files.get(0), guest);
        Files.write(files.get(1), source("measure"));
        Process process;
        try {
            process = new ProcessBuilder(compiler, "-O2", "-o", program.toString(), files.get(0).toString(),
                    files.get(1).toString()).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new MissingException("no compiler " + compiler);
        }
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(compiler + ": " + output.lines().limit(3).toList());
        }
        for (Path file : files) {
            Files.delete(file);
        }
        folder.toFile().deleteOnExit();
        program.toFile().deleteOnExit();
        programs.put(workload.name(), program);
        return program;
    }

    private static byte[] source(String name) throws IOException {
        try (InputStream in = NativeCode.class.getResourceAsStream("native/" + name + ".c")) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
