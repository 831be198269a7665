package dev.weft.host;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.HostFunction;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LinkedModule;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Export;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Import;
import dev.weft.syntax.MemType;
import dev.weft.syntax.TypeUse;
import java.util.List;

/**
 * A module that its layer has checked and linked, ready for any number of guests. Immutable, safe for any thread.
 */
public final class GuestModule {
    private final HostLayer layer;
    private final PreparedModule module;
    private final List<ImportTable> tables;
    private final boolean importsMemory;
    private final LinkedModule linked;

    GuestModule(HostLayer layer, PreparedModule module, List<ImportTable> tables) {
        this.layer = layer;
        this.module = module;
        this.tables = tables;
        this.importsMemory = module.imports().stream().anyMatch(item -> item.type() instanceof MemType);
        this.linked = importsMemory ? null : functions().link(module);
    }

    /** The layer. */
    public HostLayer layer() {
        return layer;
    }

    /** The module itself. */
    public PreparedModule module() {
        return module;
    }

    /** SHA-256 of its bytes. */
    public String contentHash() {
        return module.contentHash();
    }

    /** Whether it exports a function of a name and exactly this type, in letters as for {@link ImportTable}. */
    public boolean exports(String name, String signature) {
        FuncType type = ImportTable.type(signature);
        for (Export export : module.exports()) {
            if (export.name().equals(name)) {
                return module.typeOf(export) instanceof TypeUse use && use.type() instanceof DefType defined
                        && type.equals(defined.funcType());
            }
        }
        return false;
    }

    /** The type of the shared memory that it imports; null if it imports none. */
    public MemType importedSharedMemory() {
        for (Import item : module.imports()) {
            if (item.type() instanceof MemType type && type.shared()) {
                return type;
            }
        }
        return null;
    }

    /** Whether it exports something under a name, whatever it is. */
    public boolean exports(String name) {
        return module.exports().stream().anyMatch(export -> export.name().equals(name));
    }

    /** The function a guest exports by a name, if it is exactly of this type; else null. */
    static FunctionInstance function(Instance instance, String name, String signature) {
        return instance.find(name) instanceof FunctionInstance function
                && ImportTable.type(signature).equals(function.funcType()) ? function : null;
    }

    /** A linker that defines the functions which the module imports, and nothing else. */
    private Linker functions() {
        Linker linker = new Linker();
        for (Import item : module.imports()) {
            for (ImportTable table : tables) {
                if (HostLayer.fits(table, item)
                        && table.find(item.module(), item.name()) instanceof ImportTable.Function function) {
                    linker.define(item.module(), item.name(), function.type(), counted(function.body()));
                    break;
                }
            }
        }
        return linker;
    }

    private static HostFunction counted(HostFunction body) {
        return (caller, slots, refs, base) -> {
            ((HostContext) caller.data()).hostCalls++;
            body.call(caller, slots, refs, base);
        };
    }

    /** Makes the instance of a guest; the store of the context is new. */
    Instance instantiate(HostContext context) {
        if (!importsMemory) {
            return linked.instantiate(context.store());
        }
        Linker linker = functions();
        for (Import item : module.imports()) {
            for (ImportTable table : tables) {
                if (item.type() instanceof MemType asked && !linker.defines(item.module(), item.name())
                        && table.find(item.module(), item.name()) instanceof ImportTable.Memory memory) {
                    MemoryInstance made = asked.shared() ? context.sharedMemory()
                            : context.store().newMemory(HostLayer.memoryFor(asked, memory));
                    context.takeImportedMemory(made);
                    linker.define(item.module(), item.name(), made);
                }
            }
        }
        return linker.instantiate(context.store(), module);
    }
}
