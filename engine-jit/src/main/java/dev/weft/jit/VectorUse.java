package dev.weft.jit;

import dev.weft.binary.CodeReader;
import dev.weft.jit.vector.Lane;
import dev.weft.syntax.Func;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.Opcode;
import dev.weft.valid.ValidModule;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a function has vector instructions, and with which lanes each of its locals is used most: told by the
 * instructions right before it is written and right after it is read.
 */
final class VectorUse {
    private static final Pattern SOURCE = Pattern.compile("_([if][0-9]+x[0-9]+)");

    private final Map<Integer, int[]> votes = new HashMap<>();
    private boolean any;

    private VectorUse() {
    }

    static VectorUse of(ValidModule module, Func func) {
        VectorUse use = new VectorUse();
        CodeReader reader = module.body(func);
        Lane result = null;
        int last = -1;
        int lastButOne = -1;
        while (reader.hasNext()) {
            Opcode op = reader.next();
            int read = -1;
            Lane made = null;
            switch (op) {
                case LOCAL_GET -> read = reader.index();
                case LOCAL_SET, LOCAL_TEE -> {
                    use.vote(reader.index(), result);
                    made = result;
                    read = op == Opcode.LOCAL_TEE ? reader.index() : -1;
                }
                default -> {
                    if (op.code() >>> 16 == 0xFD) {
                        use.any = true;
                        Lane wanted = source(op);
                        int count = vectors(op);
                        use.vote(count > 0 ? last : -1, wanted);
                        use.vote(count > 1 ? lastButOne : -1, wanted);
                        made = result(op);
                    }
                }
            }
            result = made;
            lastButOne = last;
            last = read;
        }
        return use;
    }

    private void vote(int localIdx, Lane lane) {
        if (localIdx >= 0 && lane != null) {
            votes.computeIfAbsent(localIdx, x -> new int[Lane.values().length])[lane.ordinal()]++;
        }
    }

    private static Lane result(Opcode op) {
        return Lane.of(op.mnemonic().substring(0, op.mnemonic().indexOf('.')));
    }

    /** The lanes of the operands; null if the instruction doesn't care. */
    private static Lane source(Opcode op) {
        Matcher source = SOURCE.matcher(op.mnemonic());
        return source.find() ? Lane.of(source.group(1)) : result(op);
    }

    /** How many vectors are right before the instruction. */
    private static int vectors(Opcode op) {
        if (op.immediates() == Immediates.NONE && op.signature() != null) {
            return switch (op.signature()) {
                case V_V, V_I -> 1;
                case VV_V -> 2;
                default -> 0;
            };
        }
        return 0;
    }

    /** Whether there is a vector instruction. */
    boolean any() {
        return any;
    }

    /** The lanes that a local is used with most. */
    Lane lanes(int localIdx) {
        int[] count = votes.get(localIdx);
        int best = Lane.L.ordinal();
        for (int i = 0; count != null && i < count.length; i++) {
            if (count[i] > count[best]) {
                best = i;
            }
        }
        return Lane.values()[best];
    }
}
