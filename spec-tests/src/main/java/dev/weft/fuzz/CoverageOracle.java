package dev.weft.fuzz;

import dev.weft.runtime.Engine;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.script.Tiers;
import dev.weft.syntax.Features;
import dev.weft.syntax.Opcode;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Judges nothing: finds out which rows of the instruction table generated modules execute, on each tier.
 *
 * <p>Modules are given counters. A row is known to be executed when its block is entered: an instruction before it in
 * the same block may have trapped.
 */
final class CoverageOracle implements Oracle {
    private static final int BUDGET = 25;
    private static final int PATIENCE = 300;

    private final Map<String, Set<Opcode>> missing = new LinkedHashMap<>();
    private final Map<String, Engine> engines = new LinkedHashMap<>();

    CoverageOracle() {
        for (String tier : Tiers.forTests()) {
            missing.put(tier, EnumSet.allOf(Opcode.class));
            engines.put(tier, Tiers.builder(tier).features(Features.ALL).parallelism(1).build());
        }
    }

    @Override
    public String name() {
        return "coverage";
    }

    /** Giants repeat what other modules have. */
    @Override
    public Set<Facet> facets() {
        return EnumSet.complementOf(EnumSet.of(Facet.GIANTS, Facet.HOT_LOOPS));
    }

    /** The rows that were never executed, by tier. */
    Map<String, Set<Opcode>> missing() {
        return missing;
    }

    @Override
    public String check(GeneratedModule module, Choices choices) {
        engines.forEach((tier, engine) -> {
            CountedModule counted = CountedModule.byBlock(engine.prepare(module.bytes()).valid());
            missing.get(tier).removeAll(entered(engine, module, counted));
        });
        return null;
    }

    private static Set<Opcode> entered(Engine engine, GeneratedModule module, CountedModule counted) {
        StoreLimits limits = StoreLimits.DEFAULT.withMemoryBytes(1 << 26).withTableElements(100_000)
                .withCallDepth(module.callDepth());
        try (Store store = Store.of(engine, limits)) {
            store.setMayBlock(true);
            store.setDeadline(PATIENCE);
            Linker linker = new Linker();
            Hosts.define(linker);
            Instance instance;
            try {
                instance = linker.instantiate(store, engine.prepare(counted.binary()));
            } catch (RuntimeException | StackOverflowError e) {
                return Set.of();
            }
            for (GeneratedModule.Call call : module.calls()) {
                if (instance.find("g" + Shape.BUDGET) instanceof GlobalInstance budget) {
                    budget.set(BUDGET);
                }
                try {
                    instance.function(call.export()).callMulti(call.arguments().toArray());
                } catch (RuntimeException | StackOverflowError e) {
                    // traps and exceptions are what some modules are about
                    continue;
                }
            }
            return counted.entered(instance);
        }
    }

    @Override
    public String summary() {
        StringBuilder text = new StringBuilder();
        missing.forEach((tier, rows) -> text.append(tier).append(": ").append(rows.size()).append(" of ")
                .append(Opcode.values().length).append(" rows never executed")
                .append(rows.isEmpty() ? "" : ": " + rows.stream().map(Opcode::mnemonic).toList()).append('\n'));
        return text.toString();
    }
}
