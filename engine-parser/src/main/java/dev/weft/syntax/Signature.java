package dev.weft.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * The stack type of an instruction, where it is always the same: operands, an underscore, results. I, L, F, D, V are
 * i32, i64, f32, f64, v128; A is the address type of the memory that the instruction names.
 */
public enum Signature {
    X_X, X_I, X_L, X_F, X_D, X_V,
    I_I, I_L, I_F, I_D, I_V,
    L_I, L_L, L_F, L_D, L_V,
    F_I, F_L, F_F, F_D, F_V,
    D_I, D_L, D_F, D_D, D_V,
    V_I, V_L, V_F, V_D, V_V,
    II_I, LL_I, LL_L, FF_I, FF_F, DD_I, DD_D,
    VV_V, VVV_V, VI_V, VL_V, VF_V, VD_V,
    A_I, A_L, A_F, A_D, A_V,
    AI_X, AL_X, AF_X, AD_X, AV_X, AV_V,
    AI_I, AL_L, AII_I, ALL_L, AIL_I, ALL_I,
    LL_LL, LLLL_LL,
    X_A, A_A;

    private final List<ValType> params;
    private final List<ValType> results;
    private final boolean addressed;

    Signature() {
        int bar = name().indexOf('_');
        params = types(name().substring(0, bar));
        results = types(name().substring(bar + 1));
        addressed = name().indexOf('A') >= 0;
    }

    /** Operand types, bottom of the stack first; null stands for the address type. */
    public List<ValType> params() {
        return params;
    }

    /** Result types; null stands for the address type. */
    public List<ValType> results() {
        return results;
    }

    /** Whether it depends on the memory's address type. */
    public boolean isAddressed() {
        return addressed;
    }

    private static List<ValType> types(String letters) {
        List<ValType> types = new ArrayList<>();
        for (char letter : letters.toCharArray()) {
            switch (letter) {
                case 'I' -> types.add(NumType.I32);
                case 'L' -> types.add(NumType.I64);
                case 'F' -> types.add(NumType.F32);
                case 'D' -> types.add(NumType.F64);
                case 'V' -> types.add(VecType.V128);
                case 'A' -> types.add(null);
                default -> { }
            }
        }
        return java.util.Collections.unmodifiableList(types);
    }
}
