package dev.weft.fuzz;

import dev.weft.syntax.Opcode;
import dev.weft.syntax.Signature;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of the instruction table whose stack type is fixed, sorted by what they yield. */
final class Instructions {
    /** Constants and waiting have generators of their own. */
    private static final Set<Opcode> OWN = EnumSet.of(Opcode.I32_CONST, Opcode.I64_CONST, Opcode.F32_CONST,
            Opcode.F64_CONST, Opcode.V128_CONST, Opcode.MEMORY_ATOMIC_WAIT32, Opcode.MEMORY_ATOMIC_WAIT64,
            Opcode.MEMORY_GROW, Opcode.MEMORY_SIZE);

    private final Map<ValType, List<Opcode>> yielding = new HashMap<>();
    private final List<Opcode> acting = new ArrayList<>();
    private final List<Opcode> pairs = new ArrayList<>();

    Instructions(Set<Facet> facets, boolean withMemory) {
        for (Opcode op : Opcode.values()) {
            Signature signature = op.signature();
            Facet facet = Facet.of(op.feature());
            if (signature == null || OWN.contains(op) || facet != null && !facets.contains(facet)
                    || op.immediates().isMemarg() && !withMemory) {
                continue;
            }
            switch (signature.results().size()) {
                case 0 -> acting.add(op);
                case 1 -> yielding.computeIfAbsent(signature.results().getFirst(), _ -> new ArrayList<>()).add(op);
                default -> pairs.add(op);
            }
        }
    }

    /** Those with one result, of that type. */
    List<Opcode> yielding(ValType type) {
        return yielding.getOrDefault(type, List.of());
    }

    /** Those without a result. */
    List<Opcode> acting() {
        return acting;
    }

    /** Those with two results. */
    List<Opcode> pairs() {
        return pairs;
    }

    /**
     * Whether the bits of a NaN that it yields are up to the implementation: arithmetic, but not what only moves,
     * chooses or changes signs.
     */
    static boolean mayChooseNaN(Opcode op) {
        String name = op.mnemonic();
        if (!name.startsWith("f32") && !name.startsWith("f64")) {
            return false;
        }
        String act = name.substring(name.indexOf('.') + 1);
        return switch (act) {
            case "add", "sub", "mul", "div", "sqrt", "min", "max", "ceil", "floor", "trunc", "nearest", "demote_f64",
                 "promote_f32", "demote_f64x2_zero", "promote_low_f32x4", "relaxed_madd", "relaxed_nmadd",
                 "relaxed_min", "relaxed_max" -> true;
            default -> false;
        };
    }
}
