package dev.weft.fuzz;

import dev.weft.runtime.Engine;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All tiers do the same as the interpreter: results, traps and their places, memory, tables, globals, fuel. */
final class TiersOracle implements Oracle {
    /** Ticks of ten milliseconds after which the interpreter's run is not worth waiting for. */
    private static final int PATIENCE = 300;
    private static final long MUCH_FUEL = 1L << 40;
    private static final int BUDGET = 25;
    /** After so long on the first tier no further calls are made, on any. */
    private static final long ENOUGH_NANOS = 300_000_000L;

    /** A module and what it was prepared from. */
    private record Last(byte[] bytes, PreparedModule module) {
    }

    private final List<Lineup.Entry> tiers;
    private final boolean always;
    private long slow;
    /** Each engine's last module, which is run again with other fuel. */
    private final Map<Engine, Last> last = new IdentityHashMap<>();
    private long modules;
    private long executions;

    /** Compares all tiers; the modules that take the interpreter too long are left out. */
    TiersOracle() {
        this(Lineup.all(), false);
    }

    TiersOracle(List<Lineup.Entry> tiers, boolean always) {
        this.tiers = tiers;
        this.always = always;
    }

    @Override
    public String name() {
        return "tiers";
    }

    /** How many modules were left out. */
    long slow() {
        return slow;
    }

    @Override
    public String summary() {
        return String.format(Locale.ROOT, "%,d calls of exports of %,d instances, by %s; %,d modules took too long%n",
                executions, modules, tiers.stream().map(Lineup.Entry::name).toList(), slow);
    }

    @Override
    public String check(GeneratedModule module, Choices choices) {
        String wrong = compare(module, false);
        if (wrong == null && module.fuel() >= 0) {
            wrong = compare(module, true);
        }
        return wrong;
    }

    /** Compares the tiers, with fuel or without; null if they agree. */
    String compare(GeneratedModule module, boolean metered) {
        List<String> expected = null;
        for (Lineup.Entry tier : tiers) {
            Engine engine = metered ? tier.metered() : tier.plain();
            if (engine == null) {
                continue;
            }
            List<String> lines = run(engine, module, metered, expected == null ? -1 : expected.size() - 1);
            if (expected == null) {
                if (lines.stream().anyMatch(line -> line.contains("trap INTERRUPTED"))) {
                    slow++;
                    return null;
                }
                expected = lines;
                for (String line : lines) {
                    if (line.contains(" error ")) {
                        return kind(line) + "\n" + tier.name() + ": " + line;
                    }
                }
            } else if (!lines.equals(expected)) {
                return difference(expected, lines, tiers.getFirst().name(), tier.name() + (metered ? " (fuel)" : ""));
            }
        }
        return null;
    }

    private static String difference(List<String> expected, List<String> found, String one, String other) {
        List<String> left = withoutPlaces(expected);
        List<String> right = withoutPlaces(found);
        if (left.equals(right)) {
            return difference("trap at another place", expected, found, one, other);
        }
        List<String> leftKinds = withoutDeepFrames(left);
        List<String> rightKinds = withoutDeepFrames(right);
        return leftKinds.equals(rightKinds) ? difference("other frames", left, right, one, other)
                : difference("differs", leftKinds, rightKinds, one, other);
    }

    private static List<String> withoutDeepFrames(List<String> lines) {
        return lines.stream().map(line -> line.replaceAll("(CALL_STACK_EXHAUSTED)( f\\d+)* of \\d+", "$1")).toList();
    }

    private static List<String> withoutPlaces(List<String> lines) {
        return lines.stream().map(line -> line.replaceAll("@-?\\d+", "")).toList();
    }

    private static String difference(String what, List<String> expected, List<String> found, String one,
            String other) {
        int line = 0;
        while (line < expected.size() && line < found.size() && expected.get(line).equals(found.get(line))) {
            line++;
        }
        String left = line < expected.size() ? expected.get(line) : "";
        String right = line < found.size() ? found.get(line) : "";
        return other + ": " + (right.contains(" error ") ? kind(right) : what) + "\n" + one + ": " + left + "\n"
                + other + ": " + right;
    }

    private static String kind(String line) {
        String rest = line.substring(line.indexOf(" error ") + 1).replaceAll("[0-9]+", "N");
        return rest.length() > 160 ? rest.substring(0, 160) : rest;
    }

    /** What there is to see; {@code most}: how many calls to make, or negative for as many as there is time for. */
    private List<String> run(Engine engine, GeneratedModule module, boolean metered, int most) {
        modules++;
        List<String> lines = new ArrayList<>();
        StoreLimits limits = StoreLimits.DEFAULT.withMemoryBytes(1 << 26).withTableElements(100_000)
                .withCallDepth(module.callDepth());
        try (Store store = Store.of(engine, limits)) {
            store.setMayBlock(true);
            if (most < 0 && !always) {
                store.setDeadline(PATIENCE);
            }
            fuel(store, module, metered);
            Linker linker = new Linker();
            Hosts.define(linker);
            Instance instance;
            try {
                instance = linker.instantiate(store, prepared(engine, module.bytes()));
            } catch (Throwable e) {
                lines.add("instantiate" + new Trace().failure(e));
                return lines;
            }
            lines.add("instantiate" + new Trace().state(instance, module));
            long from = System.nanoTime();
            for (GeneratedModule.Call call : module.calls()) {
                if (most < 0 ? System.nanoTime() - from > ENOUGH_NANOS : lines.size() > most) {
                    break;
                }
                executions++;
                if (instance.find("g" + Shape.BUDGET) instanceof GlobalInstance budget) {
                    budget.set(BUDGET);
                }
                fuel(store, module, metered);
                Trace trace = new Trace();
                try {
                    trace.results(instance.function(call.export()).callMulti(call.arguments().toArray()));
                } catch (Throwable e) {
                    trace.failure(e);
                }
                lines.add(call.export() + call.arguments() + ":" + trace.state(instance, module)
                        + (metered ? " fuel " + store.fuel() : ""));
            }
        }
        return lines;
    }

    private PreparedModule prepared(Engine engine, byte[] bytes) {
        Last known = last.get(engine);
        if (known == null || known.bytes != bytes) {
            known = new Last(bytes, engine.prepare(bytes));
            last.put(engine, known);
        }
        return known.module;
    }

    private static void fuel(Store store, GeneratedModule module, boolean metered) {
        if (metered) {
            store.setFuel(module.fuel() < 0 ? MUCH_FUEL : module.fuel());
        }
    }
}
