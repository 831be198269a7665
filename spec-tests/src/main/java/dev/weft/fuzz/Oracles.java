package dev.weft.fuzz;

import java.util.ArrayList;
import java.util.List;

/** The oracles that can work here. */
final class Oracles {
    private Oracles() {
    }

    /** All of them; those that ask V8 only if there is a {@code node}. */
    static List<Oracle> all() {
        List<Oracle> oracles = new ArrayList<>(List.of(new TiersOracle(), new IdentityOracle(), new MutationOracle()));
        V8 v8 = V8.find();
        if (v8 != null) {
            oracles.add(new V8Oracle(v8));
            oracles.add(new ValidityOracle(v8));
        }
        return oracles;
    }
}
