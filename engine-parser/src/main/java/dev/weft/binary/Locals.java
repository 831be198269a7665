package dev.weft.binary;

import dev.weft.syntax.Expr;
import dev.weft.syntax.Features;
import dev.weft.syntax.ValType;
import dev.weft.syntax.WasmModule;
import java.util.Arrays;

/**
 * The locals that a function declares beside its parameters, in groups of one type, as the binary format has them.
 *
 * <p>The format allows 2<sup>32</sup>-1 of them; no more than {@link #LIMIT} are accepted, as in other engines.
 */
public final class Locals {
    /** The largest number of locals accepted in one function, parameters not counted. */
    public static final int LIMIT = 50_000;

    private static final int[] NO_COUNTS = {};
    private static final ValType[] NO_TYPES = {};

    private int[] counts = NO_COUNTS;
    private ValType[] types = NO_TYPES;
    private int groups;
    private int total;
    private final Expr body;

    Locals(TypeReader in) {
        int start = in.position;
        int length = in.length();
        if (length > 0) {
            counts = new int[Math.min(length, 8)];
            types = new ValType[counts.length];
        }
        long sum = 0;
        for (int i = 0; i < length; i++) {
            int count = in.u32();
            sum += Integer.toUnsignedLong(count);
            if (sum > LIMIT) {
                throw BinaryReader.malformed("too many locals: " + sum + " > " + LIMIT, start);
            }
            add(count, in.valType());
        }
        total = (int) sum;
        body = new Expr(in.position, in.end - in.position);
    }

    /**
     * Reads the locals in front of a function body.
     *
     * @throws dev.weft.syntax.MalformedException if they are not well-formed
     */
    public static Locals read(WasmModule module, Expr code, Features features) {
        return new Locals(new TypeReader(module.bytes(), code.offset(), code.end(), features));
    }

    private void add(int count, ValType type) {
        if (groups == counts.length) {
            counts = Arrays.copyOf(counts, 2 * groups);
            types = Arrays.copyOf(types, 2 * groups);
        }
        counts[groups] = count;
        types[groups++] = type;
    }

    /** How many groups there are. */
    public int groupCount() {
        return groups;
    }

    /** How many locals a group has; may be 0. */
    public int count(int group) {
        return counts[group];
    }

    /** The type of the locals of a group. */
    public ValType type(int group) {
        return types[group];
    }

    /** How many locals there are in all groups. */
    public int total() {
        return total;
    }

    /** The instructions behind the locals. */
    public Expr body() {
        return body;
    }
}
