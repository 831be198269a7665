package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what follows a mnemonic and writes the instruction, as its row in the instruction table says.
 *
 * @see <a href="https://webassembly.github.io/spec/core/text/instructions.html">Instructions</a>
 */
final class ImmediateReader {
    private final TokenCursor in;
    private final ModuleScope scope;
    private final TypeReader types;
    private final List<String> labels;
    private final IndexSpace locals;

    /** The reader for one function body or expression, whose open labels are {@code labels}, the innermost last. */
    ImmediateReader(TokenCursor in, ModuleScope scope, TypeReader types, IndexSpace locals, List<String> labels) {
        this.in = in;
        this.scope = scope;
        this.types = types;
        this.locals = locals;
        this.labels = labels;
    }

    /** Reads the immediates of {@code op}, whose mnemonic has been read, and writes the whole instruction. */
    void instruction(Opcode op, BinaryWriter out) {
        switch (op) {
            case SELECT -> select(out);
            case REF_TEST -> cast(Opcode.REF_TEST, Opcode.REF_TEST_NULL, out);
            case REF_CAST -> cast(Opcode.REF_CAST, Opcode.REF_CAST_NULL, out);
            default -> {
                out.opcode(op);
                immediates(op, out);
            }
        }
    }

    private void select(BinaryWriter out) {
        if (!in.atList("result")) {
            out.opcode(Opcode.SELECT);
            return;
        }
        List<ValType> results = new ArrayList<>();
        while (in.enter("result")) {
            while (!in.at(TokenKind.RPAR)) {
                results.add(types.valType());
            }
            in.close();
        }
        out.opcode(Opcode.SELECT_T);
        out.valTypes(results);
    }

    private void cast(Opcode plain, Opcode nullable, BinaryWriter out) {
        RefType type = types.refType();
        out.opcode(type.nullable() ? nullable : plain);
        out.heapType(type.heap());
    }

    private void immediates(Opcode op, BinaryWriter out) {
        switch (op.immediates()) {
            case NONE -> { }
            case BLOCK_TYPE, BLOCK_TYPE_CATCHES -> throw new IllegalArgumentException(op.mnemonic());
            case LABEL -> out.u32(label());
            case LABELS -> labels(out);
            case CAST -> branchOnCast(out);
            case LOCAL -> out.u32(locals.index(in));
            case GLOBAL -> out.u32(scope.globals.index(in));
            case FUNC -> out.u32(scope.funcs.index(in));
            case TABLE -> out.u32(scope.tables.optionalIndex(in));
            case MEM -> out.u32(scope.memories.optionalIndex(in));
            case TAG -> out.u32(scope.tags.index(in));
            case DATA -> out.u32(data());
            case ELEM -> out.u32(scope.elems.index(in));
            case TYPE -> out.u32(scope.types.index(in));
            case TYPE_TABLE -> {
                int table = scope.tables.optionalIndex(in);
                out.u32(types.typeUse(false, null));
                out.u32(table);
            }
            case TABLE_TABLE -> pair(scope.tables, out);
            case MEM_MEM -> pair(scope.memories, out);
            case ELEM_TABLE -> segment(scope.elems, scope.tables, out);
            case DATA_MEM -> {
                scope.needsDataCount = true;
                segment(scope.datas, scope.memories, out);
            }
            case TYPE_FIELD -> {
                int type = scope.types.index(in);
                out.u32(type);
                out.u32(scope.fieldsOf(type).index(in));
            }
            case TYPE_COUNT -> {
                out.u32(scope.types.index(in));
                out.u32(in.u32());
            }
            case TYPE_DATA -> {
                out.u32(scope.types.index(in));
                out.u32(data());
            }
            case TYPE_ELEM -> {
                out.u32(scope.types.index(in));
                out.u32(scope.elems.index(in));
            }
            case TYPE_TYPE -> {
                out.u32(scope.types.index(in));
                out.u32(scope.types.index(in));
            }
            case HEAP_TYPE -> out.heapType(types.heapType());
            case VAL_TYPES -> throw new IllegalArgumentException(op.mnemonic());
            case I32 -> out.s32((int) in.integer(32));
            case I64 -> out.s64(in.integer(64));
            case F32 -> out.f32(in.f32());
            case F64 -> out.f64(in.f64());
            case V128 -> vector(in, out);
            case SHUFFLE -> shuffle(out);
            case LANE_16, LANE_8, LANE_4, LANE_2 -> out.u8((int) in.unsigned(8));
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16,
                 MEMARG_1_LANE, MEMARG_2_LANE, MEMARG_4_LANE, MEMARG_8_LANE,
                 ATOMIC_1, ATOMIC_2, ATOMIC_4, ATOMIC_8 -> MemargReader.read(op.immediates(), in, scope, out);
            case FENCE -> out.u8(0);
        }
    }

    private int data() {
        scope.needsDataCount = true;
        return scope.datas.index(in);
    }

    /** Two indices of a space, or none for 0 and 0. */
    private void pair(IndexSpace space, BinaryWriter out) {
        if (in.atIndex()) {
            out.u32(space.index(in));
            out.u32(space.index(in));
        } else {
            out.u32(0);
            out.u32(0);
        }
    }

    /** A segment, with what it is for in front of it unless that is 0; the binary has them the other way round. */
    private void segment(IndexSpace segments, IndexSpace space, BinaryWriter out) {
        int target = 0;
        if (in.kind(1) == TokenKind.NAT || in.kind(1) == TokenKind.ID) {
            target = space.index(in);
        }
        out.u32(segments.index(in));
        out.u32(target);
    }

    /** A label as the number of blocks between here and its own. */
    int label() {
        if (!in.at(TokenKind.ID)) {
            return in.u32();
        }
        int index = labels.lastIndexOf(in.tokens().id(in.position()));
        if (index < 0) {
            throw in.error("unknown label " + in.tokens().text(in.position()));
        }
        in.advance();
        return labels.size() - 1 - index;
    }

    private void labels(BinaryWriter out) {
        List<Integer> depths = new ArrayList<>();
        do {
            depths.add(label());
        } while (in.atIndex());
        out.u32(depths.size() - 1);
        depths.forEach(out::u32);
    }

    private void branchOnCast(BinaryWriter out) {
        int label = label();
        RefType from = types.refType();
        RefType to = types.refType();
        out.u8((from.nullable() ? 1 : 0) | (to.nullable() ? 2 : 0));
        out.u32(label);
        out.heapType(from.heap());
        out.heapType(to.heap());
    }

    private void shuffle(BinaryWriter out) {
        int count = in.countNumbers();
        if (in.kind(count) == TokenKind.RESERVED) {
            in.moveTo(in.position() + count);
            throw in.unexpected();
        }
        if (count != 16) {
            throw in.error("invalid lane length: " + count + " lanes, not 16");
        }
        for (int i = 0; i < 16; i++) {
            if (!in.at(TokenKind.NAT)) {
                throw in.error("i8 constant out of range");
            }
            out.u8((int) in.unsigned(8));
        }
    }

    /** The shape and lanes of a v128 constant. */
    private static void vector(TokenCursor in, BinaryWriter out) {
        String shape = in.at(TokenKind.KEYWORD) ? in.tokens().text(in.position()) : "";
        switch (shape) {
            case "i8x16" -> lanes(in, 16, () -> out.u8((int) in.integer(8)));
            case "i16x8" -> lanes(in, 8, () -> {
                int lane = (int) in.integer(16);
                out.u8(lane);
                out.u8(lane >> 8);
            });
            case "i32x4" -> lanes(in, 4, () -> out.f32((int) in.integer(32)));
            case "i64x2" -> lanes(in, 2, () -> out.f64(in.integer(64)));
            case "f32x4" -> lanes(in, 4, () -> out.f32(in.f32()));
            case "f64x2" -> lanes(in, 2, () -> out.f64(in.f64()));
            default -> throw in.unexpected();
        }
    }

    private static void lanes(TokenCursor in, int count, Runnable lane) {
        in.advance();
        int found = in.countNumbers();
        TokenKind next = in.kind(found);
        if (next == TokenKind.KEYWORD && found < count || next == TokenKind.RESERVED) {
            in.moveTo(in.position() + found);
            throw in.unexpected();
        }
        if (found != count) {
            throw in.error("wrong number of lane literals: " + found + ", not " + count);
        }
        for (int i = 0; i < count; i++) {
            lane.run();
        }
    }

    /** Reads the type of a block and writes it. */
    void blockType(BinaryWriter out) {
        int at = in.position();
        boolean explicit = in.atList("type");
        int typeIdx = types.explicitType();
        FuncType type = types.funcType(false, null);
        if (explicit) {
            types.checkInline(at, typeIdx, type);
            out.blockType(typeIdx);
        } else if (type.params().isEmpty() && type.results().size() <= 1) {
            out.blockType(type.results().isEmpty() ? null : type.results().getFirst());
        } else {
            out.blockType(scope.typeIdx(type));
        }
    }

    /** Reads the catch clauses of a try_table and writes them; its own label is not open yet. */
    void catches(BinaryWriter out) {
        BinaryWriter clauses = new BinaryWriter();
        int count = 0;
        while (true) {
            int kind = in.atList("catch") ? 0 : in.atList("catch_ref") ? 1
                    : in.atList("catch_all") ? 2 : in.atList("catch_all_ref") ? 3 : -1;
            if (kind < 0) {
                break;
            }
            in.moveTo(in.position() + 2);
            clauses.u8(kind);
            if (kind < 2) {
                clauses.u32(scope.tags.index(in));
            }
            clauses.u32(label());
            in.close();
            count++;
        }
        out.u32(count);
        out.bytes(clauses);
    }
}
