package dev.weft.workers;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.script.SpecRun;
import java.util.List;

/** The tiers that tests of workers run on. */
final class Tiers {
    private Tiers() {
    }

    /** All that are present. */
    static List<String> all() {
        return SpecRun.tiers("all");
    }

    /** Those whose code burns fuel and can be stopped; a tier that learns to joins by itself. */
    static List<String> controlled() {
        return all().stream().filter(tier -> {
            try {
                metered(tier);
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }).toList();
    }

    /** An engine without fuel. */
    static Engine engine(String tier) {
        return Engine.builder().tier(tier).build();
    }

    /** An engine with fuel. */
    static Engine metered(String tier) {
        return Engine.builder().tier(tier).fuel(FuelCosts.DEFAULT).build();
    }
}
