package dev.weft.runtime;

import dev.weft.runtime.cache.BuildIdentity;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Tier;
import java.util.function.BiConsumer;

/**
 * Two tiers as one: functions begin on the first, and those that become hot go on on the second.
 */
final class TieredTier implements Tier {
    static final String NAME = "auto";
    static final String FIRST = "interp";
    static final String SECOND = "jit";

    final Tier first;
    final Tier second;
    /** After how many calls, or rounds of its loops, a function is hot. */
    final int calls;
    final int rounds;
    /** Whether guests go on while something is compiled. */
    final boolean inBackground;

    TieredTier(Tier first, Tier second, int calls, int rounds, boolean inBackground) {
        this.first = first;
        this.second = second;
        this.calls = calls;
        this.rounds = rounds;
        this.inBackground = inBackground;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean obeysControl() {
        return first.obeysControl() && second.obeysControl();
    }

    @Override
    public String options() {
        return BuildIdentity.of(first.getClass(), second.getClass()) + first.options() + second.options();
    }

    @Override
    public void emitAll(PreparedModule module, boolean unsafe, BiConsumer<String, byte[]> out) {
        second.emitAll(module, unsafe, out);
    }

    @Override
    public ModuleCode prepare(PreparedModule module) {
        return new TieredModule(this, module);
    }
}
