package dev.weft.fuzz;

import dev.weft.syntax.FuncType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.TableType;
import java.util.List;
import java.util.Set;

/**
 * A generated module and what is to be done with it.
 *
 * @param bytes the binary
 * @param calls what to call, in order
 * @param facets which parts of WebAssembly it was allowed to use
 * @param globals how many globals it exports, as g0, g1, …
 * @param memories its memories, exported as m0, m1, …
 * @param tables its tables, exported as t0, t1, …
 * @param fuel how much fuel each call gets where fuel is burnt; negative: practically unlimited
 * @param callDepth how many calls may be nested
 */
record GeneratedModule(byte[] bytes, List<Call> calls, Set<Facet> facets, int globals, List<MemType> memories,
        List<TableType> tables, long fuel, int callDepth) {

    /**
     * One call of an export.
     *
     * @param arguments boxed numbers, {@code V128}, null, or a string that stands for an object of the host
     */
    record Call(String export, FuncType type, List<Object> arguments) {
    }
}
