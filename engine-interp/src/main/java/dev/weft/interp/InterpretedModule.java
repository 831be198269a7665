package dev.weft.interp;

import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.syntax.ExternKind;
import dev.weft.valid.ValidModule;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A module's pre-decoded functions, shared by its instances. Safe for any thread.
 *
 * <p>A function is pre-decoded on its first call in any instance; two threads that call it first at the same time may
 * both do so, and one result is kept.
 */
final class InterpretedModule implements ModuleCode {
    final ValidModule module;
    final int imports;
    private final AtomicReferenceArray<Code> codes;

    InterpretedModule(ValidModule module) {
        this.module = module;
        this.imports = module.module().importCount(ExternKind.FUNC);
        this.codes = new AtomicReferenceArray<>(module.module().funcs().size());
    }

    @Override
    public EntryPoint link(ModuleInstance instance, int funcIdx) {
        return function(instance, funcIdx - imports);
    }

    InterpretedFunction function(ModuleInstance instance, int index) {
        InterpretedFunction[] siblings = (InterpretedFunction[]) instance.tierData;
        if (siblings == null) {
            siblings = new InterpretedFunction[codes.length()];
            instance.tierData = siblings;
        }
        InterpretedFunction function = siblings[index];
        if (function == null) {
            function = new InterpretedFunction(this, instance, siblings, index);
            siblings[index] = function;
        }
        return function;
    }

    Code code(int index) {
        Code code = codes.get(index);
        if (code == null) {
            code = Predecoder.predecode(module, index + imports);
            if (!codes.compareAndSet(index, null, code)) {
                code = codes.get(index);
            }
        }
        return code;
    }
}
