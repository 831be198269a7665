package dev.weft.cli;

import dev.weft.runtime.Engine;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say which engine to use; shared by several commands. */
final class EngineOptions {
    @Option(names = "--tier", paramLabel = "TIER",
            description = "How code runs: interp, jit, or auto: both (the default).")
    private String tier;

    @Option(names = "--enable", paramLabel = "PROPOSAL", split = ",",
            description = "Switches on what is off by default: wide-arithmetic, custom-page-sizes; or all.")
    private List<String> enabled = List.of();

    @Option(names = "--disable", paramLabel = "PROPOSAL", split = ",",
            description = "Switches off a proposal, such as simd, gc or threads.")
    private List<String> disabled = List.of();

    @Option(names = "--dump-bytecode", paramLabel = "DIR",
            description = "Writes the class files of compiled functions there; javap -c -p -l shows them.")
    private Path dumpFolder;

    @Option(names = "--source-lines",
            description = "Gives compiled code the line numbers of the source, for debuggers and profilers of Java, "
                    + "if the module has DWARF.")
    private boolean sourceLines;

    /** The proposals that are on. */
    Features features() {
        Features features = Features.DEFAULT;
        for (String name : enabled) {
            features = name.equals("all") ? Features.ALL : features.with(feature(name));
        }
        for (String name : disabled) {
            features = features.without(feature(name));
        }
        return features;
    }

    private static Feature feature(String name) {
        StringBuilder known = new StringBuilder();
        for (Feature feature : Feature.values()) {
            if (feature.toString().equals(name)) {
                return feature;
            }
            known.append(known.isEmpty() ? "" : ", ").append(feature);
        }
        throw new Failure(ExitCode.USAGE, "no proposal is called " + name + "; known are: " + known);
    }

    /** A builder of the engine asked for. */
    Engine.Builder builder() {
        Engine.Builder builder = Engine.builder().dumpBytecode(dumpFolder).sourceLines(sourceLines);
        if (!enabled.isEmpty() || !disabled.isEmpty()) {
            builder.features(features());
        }
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
