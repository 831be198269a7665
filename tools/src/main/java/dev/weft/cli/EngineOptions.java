package dev.weft.cli;

import dev.weft.runtime.Engine;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which engine to use; shared by several commands. */
final class EngineOptions {
    @Option(names = "--tier", paramLabel = "TIER",
            description = "How code runs: interp, jit, or auto: both (the default).")
    private String tier;

    @Mixin
    private FeatureOptions proposals = new FeatureOptions();

    @Option(names = "--dump-bytecode", paramLabel = "DIR",
            description = "Writes the class files of compiled functions there; javap -c -p -l shows them.")
    private Path dumpFolder;

    @Option(names = "--source-lines",
            description = "Gives compiled code the line numbers of the source, for debuggers and profilers of Java, "
                    + "if the module has DWARF.")
    private boolean sourceLines;

    /** A builder of the engine asked for. */
    Engine.Builder builder() {
        String problem = dumpFolder == null ? null : CacheOptions.problem(dumpFolder);
        if (problem != null) {
            throw new Failure(ExitCode.NO_OUTPUT, "cannot write classes to " + dumpFolder + ": " + problem);
        }
        Engine.Builder builder = Engine.builder().features(proposals.features()).dumpBytecode(dumpFolder)
                .sourceLines(sourceLines);
        return tier == null ? builder : builder.tier(tier);
    }

    /** The same, of another tier than the default unless one is named; null: of the default. */
    Engine.Builder builder(String usualTier) {
        return tier == null && usualTier != null ? builder().tier(usualTier) : builder();
    }

    /** The engine asked for. */
    Engine engine() {
        return build(builder());
    }

    /** Builds an engine; the tier may be unknown. */
    static Engine build(Engine.Builder builder) {
        try {
            return builder.build();
        } catch (IllegalStateException e) {
            throw new Failure(ExitCode.USAGE, e.getMessage());
        }
    }
}
