package dev.weft.script;

import dev.weft.runtime.Caller;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.HostFunction;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.TableInstance;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.ValType;
import java.util.List;

/**
 * The host module {@code spectest} that scripts may import from; its functions print nothing.
 *
 * @see <a href="https://github.com/WebAssembly/spec/tree/main/interpreter#spectest-host-module">Spectest</a>
 */
final class SpecTest {

    private SpecTest() {
    }

    /** Defines the module for a store, with a memory, a table and globals of its own. */
    static void define(Linker linker, Store store, boolean withShared) {
        print(linker, "print");
        print(linker, "print_i32", NumType.I32);
        print(linker, "print_i64", NumType.I64);
        print(linker, "print_f32", NumType.F32);
        print(linker, "print_f64", NumType.F64);
        print(linker, "print_i32_f32", NumType.I32, NumType.F32);
        print(linker, "print_f64_f64", NumType.F64, NumType.F64);
        global(linker, "global_i32", NumType.I32, 666);
        global(linker, "global_i64", NumType.I64, 666L);
        global(linker, "global_f32", NumType.F32, 666.6f);
        global(linker, "global_f64", NumType.F64, 666.6);
        linker.define("spectest", "table", TableInstance.of(store,
                new TableType(AddrType.I32, Limits.of(10, 20), RefType.FUNCREF), null));
        linker.define("spectest", "table64", TableInstance.of(store,
                new TableType(AddrType.I64, Limits.of(10, 20), RefType.FUNCREF), null));
        linker.define("spectest", "memory", store.newMemory(MemType.of(Limits.of(1, 2))));
        if (withShared) {
            linker.define("spectest", "shared_memory", store.newMemory(
                    new MemType(AddrType.I32, Limits.of(1, 2), true, MemType.DEFAULT_PAGE_SIZE_LOG2)));
        }
    }

    private static void print(Linker linker, String name, ValType... params) {
        HostFunction nothing = (Caller caller, long[] slots, Object[] refs, int base) -> { };
        linker.define("spectest", name, new FuncType(List.of(params), List.of()), nothing);
    }

    private static void global(Linker linker, String name, ValType type, Object value) {
        linker.define("spectest", name, GlobalInstance.of(new GlobalType(type, false), value));
    }
}
