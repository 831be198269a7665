package dev.weft.script;

import dev.weft.binary.CodeReader;
import dev.weft.binary.Locals;
import dev.weft.runtime.PreparedModule;
import dev.weft.syntax.Export;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Features;
import dev.weft.syntax.Func;
import dev.weft.syntax.Global;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.WasmModule;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which rows of the instruction table the scripts put to use on a tier.
 *
 * <p>A row counts when it stands in a function that a command called, or in one that can be reached from there by
 * calls and references, or in a global's initial value; whether control really got to it is not known.
 */
final class Coverage {
    private final Set<Opcode> used = Collections.synchronizedSet(EnumSet.noneOf(Opcode.class));
    private final Map<WasmModule, BitSet> seen = Collections.synchronizedMap(new IdentityHashMap<>());

    /** A module was instantiated. */
    void instantiated(PreparedModule prepared) {
        WasmModule module = prepared.module();
        for (Global global : module.globals()) {
            read(CodeReader.ofConstant(module, global.init(), Features.ALL), new ArrayDeque<>());
        }
        if (module.start() >= 0) {
            called(module, module.start());
        }
    }

    /** An export was called. */
    void called(PreparedModule prepared, String export) {
        for (Export item : prepared.exports()) {
            if (item.kind() == ExternKind.FUNC && item.name().equals(export)) {
                called(prepared.module(), item.index());
            }
        }
    }

    private void called(WasmModule module, int funcIdx) {
        BitSet known = seen.computeIfAbsent(module, _ -> new BitSet());
        if (known.get(funcIdx)) {
            return;
        }
        int imported = module.importCount(ExternKind.FUNC);
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(funcIdx);
        while (!queue.isEmpty()) {
            int next = queue.remove();
            if (known.get(next) || next < imported) {
                continue;
            }
            known.set(next);
            Func func = module.funcs().get(next - imported);
            Locals locals = Locals.read(module, func.code(), Features.ALL);
            if (read(CodeReader.ofBody(module, locals.body(), Features.ALL), queue)) {
                for (int i = 0; i < module.funcs().size(); i++) {
                    queue.add(imported + i);
                }
            }
        }
    }

    /** Notes all rows; functions named go to {@code funcs}; returns whether there is an indirect call. */
    private boolean read(CodeReader code, ArrayDeque<Integer> funcs) {
        boolean indirect = false;
        while (code.hasNext()) {
            Opcode op = code.next();
            used.add(op);
            switch (op) {
                case CALL, RETURN_CALL, REF_FUNC -> funcs.add(code.index());
                case CALL_INDIRECT, RETURN_CALL_INDIRECT, CALL_REF, RETURN_CALL_REF -> indirect = true;
                default -> { }
            }
        }
        return indirect;
    }

    /** The rows that were not used. */
    Set<Opcode> missing() {
        EnumSet<Opcode> missing = EnumSet.allOf(Opcode.class);
        missing.removeAll(used);
        return missing;
    }
}
