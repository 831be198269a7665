package dev.weft.text;

import dev.weft.binary.BranchHints;
import dev.weft.binary.CodeReader;
import dev.weft.syntax.Immediates;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Prints instructions in flat form, each as its row in the instruction table says. */
final class BodyPrinter {
    private TextWriter out;
    private final PrintNames names;
    private final PrintNames.Space locals;
    private final IntFunction<String> labelNames;
    private final BranchHints hints;
    private final List<String> labels = new ArrayList<>();
    private int blocks;

    BodyPrinter(TextWriter out, PrintNames names, PrintNames.Space locals, IntFunction<String> labelNames,
            BranchHints hints) {
        this.out = out;
        this.names = names;
        this.locals = locals;
        this.labelNames = labelNames;
        this.hints = hints;
    }

    /** Prints a function body, a line for each instruction. */
    void body(CodeReader code) {
        labels.add(null);
        while (code.hasNext()) {
            Opcode op = code.next();
            if (!code.hasNext()) {
                break;
            }
            boolean closes = op == Opcode.END || op == Opcode.DELEGATE;
            if (closes) {
                labels.removeLast();
            }
            boolean arm = op == Opcode.ELSE || op == Opcode.CATCH || op == Opcode.CATCH_ALL;
            out.line(labels.size() + (arm ? 0 : 1));
            hint(code.offset());
            instruction(code, op);
        }
    }

    /** The text of one instruction without its operands; opens a label if it is a block. */
    String head(CodeReader code, Opcode op) {
        if (labels.isEmpty()) {
            labels.add(null);
        }
        TextWriter all = out;
        out = new TextWriter(names);
        instruction(code, op);
        String head = out.toString();
        out = all;
        return head;
    }

    /** The innermost block ends. */
    void closeLabel() {
        labels.removeLast();
    }

    /** A hint in front of the instruction at an offset, with a space behind; empty if there is none. */
    String hintText(int offset) {
        TextWriter all = out;
        out = new TextWriter(names);
        hint(offset);
        String text = out.toString();
        out = all;
        return text;
    }

    /** Prints a constant expression on the current line, with a space before each instruction. */
    void constant(CodeReader code) {
        while (code.hasNext()) {
            Opcode op = code.next();
            if (code.hasNext()) {
                out.space();
                instruction(code, op);
            }
        }
    }

    private void hint(int offset) {
        if (hints == null || hints.isEmpty()) {
            return;
        }
        BranchHints.Hint hint = hints.at(offset);
        if (hint != BranchHints.Hint.NONE) {
            out.put("(@").put(BranchHints.NAME).put(hint == BranchHints.Hint.LIKELY ? " \"\\01\") " : " \"\\00\") ");
        }
    }

    private void instruction(CodeReader code, Opcode op) {
        out.put(op.mnemonic());
        switch (op) {
            case REF_TEST, REF_CAST -> out.space().refType(RefType.of(false, code.heapType()));
            case REF_TEST_NULL, REF_CAST_NULL -> out.space().refType(RefType.of(true, code.heapType()));
            default -> immediates(code, op.immediates());
        }
    }

    private void immediates(CodeReader code, Immediates kind) {
        switch (kind) {
            case NONE, FENCE -> { }
            case BLOCK_TYPE -> blockType(code);
            case BLOCK_TYPE_CATCHES -> catches(code);
            case LABEL -> out.space().put(label(code.index()));
            case LABELS -> {
                for (int i = 0; i < code.labelCount(); i++) {
                    out.space().put(label(code.label(i)));
                }
            }
            case CAST -> out.space().put(label(code.index()))
                    .space().refType(RefType.of(code.nullable(), code.heapType()))
                    .space().refType(RefType.of(code.nullable2(), code.heapType2()));
            case LOCAL -> ref(locals, code.index());
            case GLOBAL -> ref(names.globals, code.index());
            case FUNC -> ref(names.funcs, code.index());
            case TABLE -> optional(names.tables, code.index());
            case MEM -> optional(names.memories, code.index());
            case TAG -> ref(names.tags, code.index());
            case DATA -> ref(names.datas, code.index());
            case ELEM -> ref(names.elems, code.index());
            case TYPE -> ref(names.types, code.index());
            case TYPE_TABLE -> {
                optional(names.tables, code.index2());
                out.put(" (type ").put(names.types.ref(code.index())).put(")");
            }
            case TABLE_TABLE -> pair(names.tables, code);
            case MEM_MEM -> pair(names.memories, code);
            case ELEM_TABLE -> {
                optional(names.tables, code.index2());
                ref(names.elems, code.index());
            }
            case DATA_MEM -> {
                optional(names.memories, code.index2());
                ref(names.datas, code.index());
            }
            case TYPE_FIELD -> {
                ref(names.types, code.index());
                ref(names.fields(code.index()), code.index2());
            }
            case TYPE_COUNT -> {
                ref(names.types, code.index());
                out.space().u32(code.index2());
            }
            case TYPE_DATA -> {
                ref(names.types, code.index());
                ref(names.datas, code.index2());
            }
            case TYPE_ELEM -> {
                ref(names.types, code.index());
                ref(names.elems, code.index2());
            }
            case TYPE_TYPE -> {
                ref(names.types, code.index());
                ref(names.types, code.index2());
            }
            case HEAP_TYPE -> out.space().heapType(code.heapType());
            case VAL_TYPES -> {
                out.put(" (result");
                for (ValType type : code.types()) {
                    out.space().valType(type);
                }
                out.put(")");
            }
            case I32, I64 -> out.space().put(Long.toString(code.bits()));
            case F32 -> out.space().f32((int) code.bits());
            case F64 -> out.space().f64(code.bits());
            case V128 -> vector(code);
            case SHUFFLE -> {
                for (int i = 0; i < 16; i++) {
                    out.space().u32((int) ((i < 8 ? code.bits() : code.bitsHigh()) >>> i % 8 * 8) & 0xFF);
                }
            }
            case LANE_16, LANE_8, LANE_4, LANE_2 -> out.space().u32(code.lane());
            case MEMARG_1, MEMARG_2, MEMARG_4, MEMARG_8, MEMARG_16, ATOMIC_1, ATOMIC_2, ATOMIC_4, ATOMIC_8 ->
                    memarg(code, kind);
            case MEMARG_1_LANE, MEMARG_2_LANE, MEMARG_4_LANE, MEMARG_8_LANE -> {
                memarg(code, kind);
                out.space().u32(code.lane());
            }
        }
    }

    private void ref(PrintNames.Space space, int index) {
        out.space().put(space.ref(index));
    }

    private void optional(PrintNames.Space space, int index) {
        if (index != 0) {
            ref(space, index);
        }
    }

    private void pair(PrintNames.Space space, CodeReader code) {
        if (code.index() != 0 || code.index2() != 0) {
            ref(space, code.index());
            ref(space, code.index2());
        }
    }

    private void memarg(CodeReader code, Immediates kind) {
        optional(names.memories, code.memIdx());
        if (code.memOffset() != 0) {
            out.put(" offset=").unsigned(code.memOffset());
        }
        if (code.align() != kind.alignLog2()) {
            out.put(" align=").unsigned(1L << code.align());
        }
    }

    private void vector(CodeReader code) {
        out.put(" i32x4");
        for (long half : new long[] {code.bits(), code.bitsHigh()}) {
            out.put(" 0x").put(Integer.toHexString((int) half)).put(" 0x").put(Integer.toHexString((int) (half >> 32)));
        }
    }

    /** A label by name if the name means this label here, else by its depth. */
    private String label(int depth) {
        int at = labels.size() - 1 - depth;
        String name = at >= 0 && at < labels.size() ? labels.get(at) : null;
        return name != null && labels.lastIndexOf(name) == at ? TextWriter.id(name) : Integer.toUnsignedString(depth);
    }

    private void open() {
        String name = labelNames.apply(blocks++);
        labels.add(name);
        if (name != null) {
            out.space().put(TextWriter.id(name));
        }
    }

    private void blockType(CodeReader code) {
        open();
        if (code.blockTypeIdx() >= 0) {
            out.put(" (type ").put(names.types.ref(code.blockTypeIdx())).put(")");
        } else if (code.blockResult() != null) {
            out.put(" (result ").valType(code.blockResult()).put(")");
        }
    }

    private void catches(CodeReader code) {
        blockType(code);
        String own = labels.removeLast();
        for (int i = 0; i < code.catchCount(); i++) {
            out.put(switch (code.catchKind(i)) {
                case CodeReader.CATCH -> " (catch ";
                case CodeReader.CATCH_REF -> " (catch_ref ";
                case CodeReader.CATCH_ALL -> " (catch_all ";
                default -> " (catch_all_ref ";
            });
            if (code.catchTag(i) >= 0) {
                out.put(names.tags.ref(code.catchTag(i))).space();
            }
            out.put(label(code.catchLabel(i))).put(")");
        }
        labels.add(own);
    }
}
