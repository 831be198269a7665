package dev.weft.cli;

import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that say which proposals are on; shared by several commands. */
final class FeatureOptions {
    @Option(names = "--enable", paramLabel = "PROPOSAL", split = ",",
            description = "Switches on what is off by default: wide-arithmetic, custom-page-sizes; or all.")
    private List<String> enabled = List.of();

    @Option(names = "--disable", paramLabel = "PROPOSAL", split = ",",
            description = "Switches off a proposal, such as simd, gc or threads.")
    private List<String> disabled = List.of();

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
}
