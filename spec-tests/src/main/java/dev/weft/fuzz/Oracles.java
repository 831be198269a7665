package dev.weft.fuzz;

import java.util.ArrayList;
import java.util.List;

/** The oracles that can work here. */
final class Oracles {
    private Oracles() {
    }

    /** The names of all of them; those that ask V8 only if there is a {@code node}. */
    static List<String> names() {
        List<String> names = new ArrayList<>(List.of("tiers", "identity", "mutations", "coverage"));
        if (V8.isHere()) {
            names.addAll(List.of("v8", "validity"));
        }
        return names;
    }

    /** The oracle of a name. */
    static Oracle of(String name) {
        return switch (name) {
            case "tiers" -> new TiersOracle();
            case "identity" -> new IdentityOracle();
            case "mutations" -> new MutationOracle(Corpus.modules());
            case "coverage" -> new CoverageOracle();
            case "v8" -> new V8Oracle(new V8());
            case "validity" -> new ValidityOracle(new V8());
            default -> throw new IllegalArgumentException("no oracle " + name);
        };
    }
}
