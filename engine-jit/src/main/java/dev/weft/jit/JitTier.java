package dev.weft.jit;

import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Tier;

/** The tier that compiles functions to JVM bytecode on their first call. */
public final class JitTier implements Tier {

    /** For the service loader. */
    public JitTier() {
    }

    @Override
    public String name() {
        return "jit";
    }

    @Override
    public boolean obeysControl() {
        return true;
    }

    @Override
    public ModuleCode prepare(PreparedModule module) {
        Trap.keepJavaFrames();
        return new CompiledModule(module, false);
    }

    @Override
    public ModuleCode prepareOnDemand(PreparedModule module) {
        Trap.keepJavaFrames();
        return new CompiledModule(module, true);
    }
}
