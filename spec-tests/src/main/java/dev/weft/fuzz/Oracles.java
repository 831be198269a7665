package dev.weft.fuzz;

import java.util.ArrayList;
import java.util.List;

/** The oracles that can work here. */
final class Oracles {
    private Oracles() {
    }

    static List<Oracle> all() {
        return new ArrayList<>(List.of(new TiersOracle()));
    }
}
