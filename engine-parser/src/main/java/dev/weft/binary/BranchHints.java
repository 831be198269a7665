package dev.weft.binary;

import dev.weft.syntax.CustomSection;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.WasmModule;
import java.util.Arrays;

/**
 * What a module's {@code metadata.code.branch_hint} section says of its branches.
 *
 * <p>The section is custom: where it is malformed, or speaks of functions that there are not, it is ignored from that
 * place on. Immutable.
 *
 * @see <a href="https://webassembly.github.io/spec/core/appendix/custom.html#branch-hint-section">Branch hints</a>
 */
public final class BranchHints {
    /** The name of the custom section. */
    public static final String NAME = "metadata.code.branch_hint";

    /** What is known of an {@code if} or {@code br_if}: nothing, hardly ever taken, mostly taken. */
    public enum Hint {
        NONE, UNLIKELY, LIKELY
    }

    /** Offset in the binary times two, plus one if likely; ascending. */
    private final long[] hints;

    private BranchHints(long[] hints) {
        this.hints = hints;
    }

    /** The hints of a module; there are none if it has no such section. */
    public static BranchHints of(WasmModule module) {
        CustomSection section = module.custom(NAME);
        if (section == null) {
            return new BranchHints(new long[0]);
        }
        // A hint takes three bytes at least.
        long[] hints = new long[section.length() / 3 + 1];
        int size = 0;
        try {
            BinaryReader in = new BinaryReader(module.bytes(), section.offset(), section.offset() + section.length(),
                    Features.ALL);
            int imported = module.importCount(ExternKind.FUNC);
            for (int funcs = in.length(); funcs > 0; funcs--) {
                int func = in.u32() - imported;
                if (func < 0 || func >= module.funcs().size()) {
                    break;
                }
                long start = module.funcs().get(func).code().offset();
                for (int count = in.length(); count > 0; count--) {
                    long offset = start + Integer.toUnsignedLong(in.u32());
                    int length = in.length();
                    int value = in.peek();
                    in.skip(length);
                    if (length == 1 && value <= 1) {
                        hints[size++] = offset << 1 | value;
                    }
                }
            }
        } catch (MalformedException _) {
            // The hints found so far are good.
        }
        hints = Arrays.copyOf(hints, size);
        Arrays.sort(hints);
        return new BranchHints(hints);
    }

    /** Whether there are no hints at all. */
    public boolean isEmpty() {
        return hints.length == 0;
    }

    /** What is known of the instruction at an offset in the binary. */
    public Hint at(int offset) {
        long key = (long) offset << 1;
        int at = Arrays.binarySearch(hints, key);
        int place = at < 0 ? -at - 1 : at;
        if (place == hints.length || hints[place] >> 1 != offset) {
            return Hint.NONE;
        }
        return (hints[place] & 1) == 0 ? Hint.UNLIKELY : Hint.LIKELY;
    }
}
