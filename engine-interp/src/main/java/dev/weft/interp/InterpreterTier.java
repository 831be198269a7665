package dev.weft.interp;

import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Promotion;
import dev.weft.runtime.tier.Tier;

/** The tier that starts at once: pre-decodes a function on its first call and interprets it. */
public final class InterpreterTier implements Tier {

    /** For the service loader. */
    public InterpreterTier() {
    }

    @Override
    public String name() {
        return "interp";
    }

    @Override
    public boolean obeysControl() {
        return true;
    }

    @Override
    public ModuleCode prepare(PreparedModule module) {
        return new InterpretedModule(module, null);
    }

    @Override
    public ModuleCode prepareCounting(PreparedModule module, Promotion promotion) {
        return new InterpretedModule(module, promotion);
    }
}
