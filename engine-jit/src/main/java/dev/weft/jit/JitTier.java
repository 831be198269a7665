package dev.weft.jit;

import dev.weft.jit.vector.VectorApi;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Trap;
import dev.weft.runtime.compiled.ControlSupport;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Tier;
import java.util.function.BiConsumer;

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
    public String options() {
        return "unsafe " + RawAccess.isAvailable() + " vectors " + VectorApi.isLikely() + " free "
                + ControlSupport.isPollFree() + " most " + CompiledModule.MOST_BYTES;
    }

    @Override
    public ModuleCode prepare(PreparedModule module) {
        Trap.keepJavaFrames();
        return new CompiledModule(module, CompiledModule.Use.WHOLE, RawAccess.isAvailable());
    }

    @Override
    public void emitAll(PreparedModule module, boolean unsafe, BiConsumer<String, byte[]> out) {
        new CompiledModule(module, CompiledModule.Use.ELSEWHERE, unsafe).emitAll(out);
    }

    @Override
    public ModuleCode prepareOnDemand(PreparedModule module) {
        Trap.keepJavaFrames();
        return new CompiledModule(module, CompiledModule.Use.ON_DEMAND, RawAccess.isAvailable());
    }
}
