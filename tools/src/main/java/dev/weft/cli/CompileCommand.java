package dev.weft.cli;

import dev.weft.runtime.Engine;
import dev.weft.runtime.ModuleArchive;
import dev.weft.runtime.PreparedModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft compile}: a module to a jar. */
@Command(name = "compile",
        description = "Compiles a module to a jar with a Java interface for its exports.",
        footer = {"",
            "The jar needs engine-runtime and what that needs, but neither the compiler nor the interpreter. Commands",
            "of WASI have a main method, which needs host-abi.",
            "",
            "Examples:",
            "  weft compile sum.wat -o sum.jar --class com.example.Sum",
            "  java -cp sum.jar:engine-runtime.jar:… com.example.Main    # Sum.of(instance).add(2, 3)",
            "  weft compile hello.wasm -o hello.jar",
            "  java -cp hello.jar:host-abi.jar:engine-runtime.jar:… wasm.Hello one two"})
final class CompileCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "FILE", description = "The module, binary or text; - is the standard input.")
    private String file;

    @Option(names = {"-o", "--output"}, paramLabel = "JAR",
            description = "The jar to write. Default: FILE's name with .jar, unless --sizes is given.")
    private String output;

    @Option(names = "--class", paramLabel = "NAME",
            description = "Full name of the interface. Default: wasm. and FILE's name in capitalised words.")
    private String className;

    @Option(names = "--unsafe",
            description = "Accesses memory by native address, which is faster; to run it, Java needs "
                    + "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED.")
    private boolean unsafe;

    @Option(names = "--sizes", description = "Prints how long the methods are that the functions became.")
    private boolean sizes;

    @Mixin
    private EngineOptions engineOptions;

    CompileCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Engine engine = EngineOptions.build(engineOptions.builder().tier("jit"));
        ModuleFile moduleFile = ModuleFile.read(file, streams);
        PreparedModule module = moduleFile.prepare(engine);
        String name = className != null ? className : "wasm." + capitalised(moduleFile.baseName());
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        try {
            ModuleArchive.write(module, name, unsafe, jar);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage());
        } catch (UnsupportedOperationException e) {
            throw new Failure(ExitCode.BAD_MODULE, file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (sizes) {
            streams.print(MethodSizes.ofJar(jar.toByteArray()).report());
        }
        if (output != null || !sizes) {
            WasmCommand.write(output != null ? output : moduleFile.baseName() + ".jar", jar.toByteArray(), streams);
        }
        return ExitCode.OK;
    }

    private static String capitalised(String name) {
        StringBuilder words = new StringBuilder();
        boolean begins = true;
        for (char c : name.toCharArray()) {
            boolean fits = Character.isLetterOrDigit(c);
            if (fits) {
                words.append(begins ? Character.toUpperCase(c) : c);
            }
            begins = !fits;
        }
        return words.isEmpty() || Character.isDigit(words.charAt(0)) ? "Module" + words : words.toString();
    }
}
