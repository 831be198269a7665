package dev.weft.binary;

import dev.weft.syntax.Expr;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.ValType;
import dev.weft.syntax.WasmModule;
import java.util.Arrays;

/**
 * A cursor over the instructions of a function body or constant expression: the only decoder of immediates.
 *
 * <p>{@link #next} moves to the next instruction and decodes it; the other methods tell of the instruction it found,
 * and only those that its row of {@link Immediates} asks for mean anything. Indices and counts are unsigned: one
 * beyond 2<sup>31</sup> is a negative int. The expression ends with the {@code end} that no block is open for, which
 * must be its last byte; after it {@link #hasNext} is false. Blocks are counted, nothing else of their structure is
 * checked.
 *
 * <p>Nothing is allocated per instruction, but for typed selects and heap types by index. Not for several threads.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/instructions.html">Binary format, instructions</a>
 */
public final class CodeReader extends TypeReader {
    /** Catches one tag. */
    public static final int CATCH = 0;
    /** Catches one tag and passes the exception too. */
    public static final int CATCH_REF = 1;
    /** Catches everything. */
    public static final int CATCH_ALL = 2;
    /** Catches everything and passes the exception. */
    public static final int CATCH_ALL_REF = 3;

    private static final int FIRST_CAPACITY = 16;
    private static final int[] NO_INDICES = {};

    private final boolean open;
    private final boolean lacksDataCount;
    private final boolean everything;
    private int depth = 1;
    private int offset;
    private Opcode opcode;

    private int index;
    private int index2;
    private int align;
    private int lane;
    private long low;
    private long high;
    private HeapType heapType;
    private HeapType heapType2;
    private int castFlags;
    private ValType[] types;
    private ValType blockResult;
    private int count;
    private int[] labels = NO_INDICES;
    private int[] catches = NO_INDICES;

    /** A reader of a range of bytes that accepts every instruction there is. */
    public CodeReader(byte[] bytes, int start, int end) {
        this(bytes, start, end, Features.ALL, false, false);
    }

    private CodeReader(byte[] bytes, int start, int end, Features features, boolean lacksDataCount, boolean open) {
        super(bytes, start, end, features);
        this.lacksDataCount = lacksDataCount;
        this.open = open;
        this.everything = features.equals(Features.ALL);
    }

    /**
     * A reader of a function body (see {@link Locals#body}), for its validation: it accepts only the instructions of
     * the features, and those on data segments only if the module has a data count section.
     */
    public static CodeReader ofBody(WasmModule module, Expr body, Features features) {
        return new CodeReader(module.bytes(), body.offset(), body.end(), features, module.dataCount() == -1, false);
    }

    /** A reader of a constant expression, for its validation: it accepts only the instructions of the features. */
    public static CodeReader ofConstant(WasmModule module, Expr constant, Features features) {
        return new CodeReader(module.bytes(), constant.offset(), constant.end(), features, false, false);
    }

    /** A reader of expressions whose ends are yet to be found, one after another. */
    static CodeReader open(byte[] bytes, Features features) {
        return new CodeReader(bytes, 0, bytes.length, features, false, true);
    }

    /** Reads the expression that starts somewhere, and tells where it ends. */
    int endOf(int start) {
        position = start;
        depth = 1;
        while (depth != 0) {
            next();
        }
        return position;
    }

    /** Whether there is another instruction: the final {@code end} has not been read. */
    public boolean hasNext() {
        return depth != 0;
    }

    /** How many blocks are open, the expression itself among them; 0 behind its end. */
    public int depth() {
        return depth;
    }

    /** The offset of the current instruction in the binary; {@link #position} is that of the next one. */
    public int offset() {
        return offset;
    }

    /** The current instruction. */
    public Opcode opcode() {
        return opcode;
    }

    /** The index that comes first, or the only one; the label of a branch; the memory of an access. */
    public int index() {
        return index;
    }

    /** The index that comes second, or a number of elements. */
    public int index2() {
        return index2;
    }

    /** The base-2 logarithm of the alignment of a memory access. */
    public int align() {
        return align;
    }

    /** The offset of a memory access. */
    public long memOffset() {
        return low;
    }

    /** The memory of a memory access. */
    public int memIdx() {
        return index;
    }

    /** A lane index. */
    public int lane() {
        return lane;
    }

    /** The raw bits of a constant (an i32 sign-extended, the low half of a v128), or the first eight shuffle lanes. */
    public long bits() {
        return low;
    }

    /** The high half of a v128, or the last eight shuffle lanes. */
    public long bitsHigh() {
        return high;
    }

    /** The heap type, or the first of two. */
    public HeapType heapType() {
        return heapType;
    }

    /** The second heap type. */
    public HeapType heapType2() {
        return heapType2;
    }

    /** Whether the first reference type of a cast branch takes null. */
    public boolean nullable() {
        return (castFlags & 1) != 0;
    }

    /** Whether the second reference type of a cast branch takes null. */
    public boolean nullable2() {
        return (castFlags & 2) != 0;
    }

    /** The types of a typed select, in an array of the caller's own. */
    public ValType[] types() {
        return types;
    }

    /** The number of labels of a br_table, the default one included. */
    public int labelCount() {
        return count;
    }

    /** A label of a br_table; the last one is the default. */
    public int label(int i) {
        return labels[i];
    }

    /** The type index of a block type, or -1 if it has none. */
    public int blockTypeIdx() {
        return index;
    }

    /** The single result of a block type without index, or null if it has no result. */
    public ValType blockResult() {
        return blockResult;
    }

    /** How many catch clauses a try_table has. */
    public int catchCount() {
        return count;
    }

    /** The kind of a catch clause: {@link #CATCH}, {@link #CATCH_REF}, {@link #CATCH_ALL}, {@link #CATCH_ALL_REF}. */
    public int catchKind(int i) {
        return catches[3 * i];
    }

    /** The tag of a catch clause, or -1 if it catches all. */
    public int catchTag(int i) {
        return catches[3 * i + 1];
    }

    /** The label that a catch clause branches to, counted from outside the try_table. */
    public int catchLabel(int i) {
        return catches[3 * i + 2];
    }

    /**
     * Moves to the next instruction; asks that there is one.
     *
     * @throws MalformedException if there is no well-formed instruction
     */
    public Opcode next() {
        offset = position;
        if (position >= end) {
            throw noEnd();
        }
        int first = bytes[position++] & 0xFF;
        Opcode op = Opcode.isPrefix(first) ? prefixed(first) : Opcode.of(0, first);
        if (op == null || !everything && !has(op.feature())) {
            throw illegal(first, op);
        }
        opcode = op;
        Immediates immediates = op.immediates();
        if (immediates == Immediates.NONE) {
            if (op == Opcode.END) {
                end();
            }
        } else {
            immediates(immediates, op);
        }
        return op;
    }

    private Opcode prefixed(int prefix) {
        return Opcode.of(prefix, u32());
    }

    /** The phrases are those of a decoder that reads on behind the given size, looking for the end. */
    private MalformedException noEnd() {
        if (end == bytes.length) {
            return unexpectedEnd();
        }
        return malformed(bytes[end] == (byte) Opcode.END.code()
                ? "section size mismatch: the final end is behind the function's size"
                : "END opcode expected", position);
    }

    private void end() {
        if (--depth == 0 && !open && position != end) {
            throw malformed("section size mismatch: the function's size goes beyond its final end", position);
        }
    }

    private MalformedException illegal(int first, Opcode known) {
        StringBuilder phrase = new StringBuilder("illegal opcode ").append(String.format("%02x", first));
        if (Opcode.isPrefix(first) && position > offset + 1) {
            position = offset + 1;
            phrase.append(String.format(" %02x", u32()));
        }
        if (known != null) {
            phrase.append(": ").append(known).append(" needs the proposal ").append(known.feature());
        }
        return malformed(phrase.toString(), offset);
    }

    private void immediates(Immediates immediates, Opcode op) {
        switch (immediates) {
            case NONE -> {
            }
            case LOCAL, GLOBAL, FUNC, TABLE, TAG, ELEM, TYPE -> index = u32();
            case LABEL -> {
                index = u32();
                if (op == Opcode.DELEGATE && --depth == 0) {
                    throw malformed("END opcode expected: delegate without try", offset);
                }
            }
            case DATA -> dataIndex();
            case MEM -> index = memIndex();
            case I32 -> low = s32();
            case I64 -> low = s64();
            case F32 -> low = i32le();
            case F64 -> low = i64le();
            case V128, SHUFFLE -> {
                low = i64le();
                high = i64le();
            }
            case BLOCK_TYPE -> {
                blockType();
                depth++;
            }
            case BLOCK_TYPE_CATCHES -> {
                blockType();
                depth++;
                catches();
            }
            case LABELS -> labels();
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16, ATOMIC_1, ATOMIC_2, ATOMIC_4, ATOMIC_8 -> memarg();
            case LANE_16, LANE_8, LANE_4, LANE_2 -> lane = u8();
            case MEMARG_1_LANE, MEMARG_2_LANE, MEMARG_4_LANE, MEMARG_8_LANE -> {
                memarg();
                lane = u8();
            }
            case TYPE_TABLE -> {
                index = u32();
                index2 = tableIndex();
            }
            case MEM_MEM -> {
                index = memIndex();
                index2 = memIndex();
            }
            case DATA_MEM -> {
                dataIndex();
                index2 = memIndex();
            }
            case TABLE_TABLE, ELEM_TABLE -> {
                index = immediates == Immediates.ELEM_TABLE ? u32() : tableIndex();
                index2 = tableIndex();
            }
            case TYPE_FIELD, TYPE_COUNT, TYPE_ELEM, TYPE_TYPE -> {
                index = u32();
                index2 = u32();
            }
            case TYPE_DATA -> {
                index = u32();
                index2 = u32();
                requireDataCount();
            }
            case HEAP_TYPE -> heapType = readHeapType();
            case CAST -> cast();
            case VAL_TYPES -> types = valTypes().toArray(new ValType[0]);
            case FENCE -> zeroByte();
        }
    }

    private void dataIndex() {
        index = u32();
        requireDataCount();
    }

    private void requireDataCount() {
        if (lacksDataCount) {
            throw malformed("data count section required: " + opcode, offset);
        }
    }

    private int memIndex() {
        if (everything || has(Feature.MULTI_MEMORY)) {
            return u32();
        }
        zeroByte();
        return 0;
    }

    private int tableIndex() {
        if (everything || has(Feature.REFERENCE_TYPES)) {
            return u32();
        }
        zeroByte();
        return 0;
    }

    private void blockType() {
        int code = peek();
        index = -1;
        if (code == 0x40) {
            position++;
            blockResult = null;
        } else if (code > 0x40 && code < 0x80) {
            blockResult = valType();
        } else {
            int start = position;
            require(Feature.MULTI_VALUE, "malformed block type", start);
            long idx = s33();
            if (idx < 0) {
                throw malformed("malformed block type", start);
            }
            index = (int) Math.min(idx, Integer.MAX_VALUE);
            blockResult = null;
        }
    }

    private void labels() {
        int targets = length();
        count = 0;
        for (int i = 0; i <= targets; i++) {
            if (count == labels.length) {
                labels = Arrays.copyOf(labels, Math.max(FIRST_CAPACITY, 2 * count));
            }
            labels[count++] = u32();
        }
    }

    private void catches() {
        int clauses = length();
        count = 0;
        for (int i = 0; i < clauses; i++) {
            if (3 * i == catches.length) {
                catches = Arrays.copyOf(catches, Math.max(3 * FIRST_CAPACITY, 2 * catches.length));
            }
            int kind = u8();
            if (kind > CATCH_ALL_REF) {
                throw malformed("malformed catch clause: kind " + kind, position - 1);
            }
            catches[3 * i] = kind;
            catches[3 * i + 1] = kind < CATCH_ALL ? u32() : -1;
            catches[3 * i + 2] = u32();
            count++;
        }
    }

    private void memarg() {
        int start = position;
        int flags = u32();
        if ((flags & ~0x7F) != 0 || flags >= 0x40 && !has(Feature.MULTI_MEMORY)) {
            throw malformed("malformed memop flags", start);
        }
        align = flags & 0x3F;
        index = flags >= 0x40 ? u32() : 0;
        low = everything || has(Feature.MEMORY64) ? u64() : Integer.toUnsignedLong(u32());
    }

    private void cast() {
        castFlags = u8();
        if (castFlags > 3) {
            throw malformed("malformed br_on_cast flags", position - 1);
        }
        index = u32();
        heapType = readHeapType();
        heapType2 = readHeapType();
    }
}
