package dev.weft.fuzz;

import dev.weft.runtime.Engine;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.valid.InvalidException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** V8 takes the same mutated modules for valid. */
final class ValidityOracle implements Oracle {
    private static final int ROUNDS = 12;

    private final V8 v8;
    private final Engine engine = Engine.builder().tier("interp").parallelism(1).features(Features.of(EnumSet.of(
            Feature.MUTABLE_GLOBALS, Feature.SIGN_EXTENSION, Feature.SATURATING_TRUNC, Feature.MULTI_VALUE,
            Feature.BULK_MEMORY, Feature.REFERENCE_TYPES, Feature.SIMD, Feature.TAIL_CALL, Feature.THREADS,
            Feature.LEGACY_EXCEPTIONS, Feature.EXCEPTIONS))).build();

    ValidityOracle(V8 v8) {
        this.v8 = v8;
    }

    @Override
    public String name() {
        return "validity";
    }

    @Override
    public Set<Facet> facets() {
        return Facet.OF_V8;
    }

    @Override
    public String check(GeneratedModule module, Choices choices) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = i == 0 ? module.bytes() : Mutation.of(module.bytes(), choices);
            String ours = null;
            try {
                engine.prepare(bytes);
            } catch (MalformedException | InvalidException e) {
                ours = e.getMessage();
            }
            if (ours != null && ours.startsWith("atomic alignment must be natural")) {
                // V8 of Node 20 lets others pass
                continue;
            }
            String theirs = v8.validate(bytes);
            if (theirs != null && theirs.contains("--experimental")) {
                // abstract types of GC are types here also where the feature is off
                continue;
            }
            if (ours == null != (theirs == null)) {
                return (ours == null ? "V8 refuses what we take: " : "we refuse what V8 takes: ")
                        + kind(ours == null ? theirs : ours) + "\nweft: " + ours + "\nV8:   " + theirs
                        + "\nmodule: " + java.util.HexFormat.of().formatHex(bytes);
            }
        }
        return null;
    }

    /** The reason without numbers, which differ from case to case. */
    private static String kind(String reason) {
        return reason.replaceAll("[0-9]+", "N").replaceAll("\\(.*", "");
    }

    @Override
    public void close() {
        v8.close();
    }
}
