package dev.weft.valid;

import dev.weft.binary.CodeReader;
import dev.weft.syntax.BotType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RecIdx;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.ValType;
import java.util.Arrays;

/**
 * The state of one walk over an expression: operand stack, control stack, and whether the current place can be
 * reached. The rules of each family of instructions work on it.
 *
 * <p>Implementation note: two notions of "unreachable" are kept apart. A frame is <em>polymorphic</em> where the
 * specification's typing says so, until its end. {@link #live} says whether execution can really arrive: it stays
 * false behind a block whose end nothing reaches, although typing goes on there with the block's results. Live code
 * never sees a polymorphic stack, so what a sink is told has no unknown types.
 *
 * @see <a href="https://webassembly.github.io/spec/core/appendix/algorithm.html">Validation algorithm</a>
 */
final class BodyState {
    static final ValType[] EMPTY = {};

    /** A non-null reference to nobody knows what; occurs only where the stack is polymorphic. */
    static final RefType BOT_REF = new RefType(false, new RecIdx(-1));

    /** More operands than any function is known to need, and few enough to hold. */
    private static final int MAX_HEIGHT = 1 << 22;

    final ModuleContext context;
    CodeReader reader;
    InstructionSink sink;
    LocalTypes locals;

    /** Whether the current instruction can be reached. */
    boolean live;
    /** The innermost frame. */
    ControlFrame frame;

    private ValType[] operands = new ValType[64];
    private int height;
    private ControlFrame[] frames = new ControlFrame[16];
    private int depth;

    /** "func" or the name of another section, and an index, for messages. */
    private String placeKind;
    private int placeIndex;

    BodyState(ModuleContext context) {
        this.context = context;
    }

    void begin(CodeReader code, InstructionSink to, LocalTypes localTypes, String kind, int index) {
        reader = code;
        sink = to;
        locals = localTypes;
        placeKind = kind;
        placeIndex = index;
        height = 0;
        depth = 0;
        live = true;
    }

    /** Whether the sink is to be told of the current instruction. */
    boolean tells() {
        return live && sink != null;
    }

    // The operand stack

    void push(ValType type) {
        if (height == operands.length) {
            grow();
        }
        operands[height++] = type;
    }

    private void grow() {
        if (operands.length >= MAX_HEIGHT) {
            throw invalid("too many operands: " + MAX_HEIGHT);
        }
        operands = Arrays.copyOf(operands, 2 * operands.length);
    }

    void push(ValType[] types) {
        if (types.length == 1) {
            push(types[0]);
        } else if (types.length != 0) {
            while (operands.length - height < types.length) {
                grow();
            }
            System.arraycopy(types, 0, operands, height, types.length);
            height += types.length;
        }
    }

    void pop(ValType expected) {
        int top = height - 1;
        if (top >= frame.height && operands[top] == expected) {
            height = top;
        } else {
            popSubtype(expected);
        }
    }

    private void popSubtype(ValType expected) {
        if (height == frame.height) {
            if (!frame.polymorphic) {
                throw mismatch(height, expected);
            }
        } else if (matches(operands[height - 1], expected)) {
            height--;
        } else {
            throw mismatch(height, expected);
        }
    }

    /** Pops an operand of whatever type; BOT if nobody knows. */
    ValType pop() {
        if (height > frame.height) {
            return operands[--height];
        }
        if (!frame.polymorphic) {
            throw invalid("type mismatch: instruction requires an operand but stack has []");
        }
        return BotType.BOT;
    }

    /** Pops a number of operands of one type; it may exceed what could ever be there. */
    void popMany(int number, ValType expected) {
        if (Integer.compareUnsigned(number, height - frame.height) > 0) {
            if (!frame.polymorphic) {
                throw invalid("type mismatch: instruction requires " + Integer.toUnsignedString(number) + " of "
                        + show(expected) + " but stack has " + showStack(height));
            }
            number = height - frame.height;
        }
        for (int i = 0; i < number; i++) {
            pop(expected);
        }
    }

    /** Pops a reference of whatever type; BOT_REF if nobody knows. */
    RefType popRef() {
        int before = height;
        ValType type = pop();
        if (type == BotType.BOT) {
            return BOT_REF;
        }
        if (type instanceof RefType ref) {
            return ref;
        }
        throw invalid("type mismatch: instruction requires a reference but stack has " + showStack(before));
    }

    void pop(ValType[] types) {
        int before = height;
        for (int i = types.length - 1; i >= 0 && !isBottomless(); i--) {
            popOneOf(types[i], types, before);
        }
    }

    /** Pops where null stands for an address type. */
    void pop(ValType[] types, ValType address) {
        int before = height;
        for (int i = types.length - 1; i >= 0 && !isBottomless(); i--) {
            popOneOf(types[i] == null ? address : types[i], types, before);
        }
    }

    private void popOneOf(ValType expected, ValType[] all, int before) {
        int top = height - 1;
        if (top < frame.height || operands[top] != expected && !matches(operands[top], expected)) {
            throw mismatch(before, all);
        }
        height = top;
    }

    /** Whether only unknown operands are left, any number of them. */
    boolean isBottomless() {
        return height == frame.height && frame.polymorphic;
    }

    /** Pops values of these types and pushes them again, as these types. */
    void cast(ValType[] types) {
        int bottom = height - types.length;
        if (bottom < frame.height) {
            pop(types);
            push(types);
            return;
        }
        for (int i = types.length - 1; i >= 0; i--) {
            ValType actual = operands[bottom + i];
            if (actual != types[i]) {
                if (!matches(actual, types[i])) {
                    throw mismatch(height, types);
                }
                operands[bottom + i] = types[i];
            }
        }
    }

    /** Asks that values of these types lie on top, and leaves them there as they are. */
    void peek(ValType[] types) {
        for (int i = types.length - 1, at = height - 1; i >= 0; i--, at--) {
            if (at < frame.height) {
                if (!frame.polymorphic) {
                    throw mismatch(height, types);
                }
                return;
            }
            if (!matches(operands[at], types[i])) {
                throw mismatch(height, types);
            }
        }
    }

    static boolean matches(ValType actual, ValType expected) {
        return actual == expected || actual == BotType.BOT
                || (actual == BOT_REF ? expected.isRef() : actual.matches(expected));
    }

    // The control stack

    /** Opens a block whose parameters have been popped, and pushes them. */
    void enter(Label.Kind kind, ValType[] params, ValType[] results) {
        if (depth == frames.length) {
            frames = Arrays.copyOf(frames, 2 * depth);
        }
        ControlFrame opened = frames[depth];
        if (opened == null) {
            opened = new ControlFrame();
            frames[depth] = opened;
        }
        depth++;
        frame = opened;
        opened.kind = kind;
        opened.params = params;
        opened.results = results;
        opened.height = height;
        opened.localsSet = locals == null ? 0 : locals.mark();
        opened.polymorphic = false;
        opened.startLive = live;
        opened.endLive = false;
        opened.lastArm = false;
        opened.inCatch = false;
        opened.seenBy = 0;
        opened.label = null;
        push(params);
    }

    /** A label of the current frame for the sink. */
    Label label(FuncType type) {
        frame.label = new Label(frame.kind, type, frame.height);
        return frame.label;
    }

    /** Checks the end of an arm: its results, and nothing else, lie on the stack of the frame; takes them away. */
    void endArm() {
        ValType[] results = frame.results;
        int before = height;
        pop(results);
        if (height != frame.height) {
            throw blockMismatch(results, before);
        }
    }

    /** Begins another arm of the current frame with these operands; it can be reached when the block was. */
    void nextArm(ValType[] operandTypes) {
        frame.endLive |= live;
        frame.polymorphic = false;
        live = frame.startLive;
        if (locals != null) {
            locals.reset(frame.localsSet);
        }
        push(operandTypes);
    }

    /** Closes the current frame after {@link #endArm} and pushes its results; the frame stays readable. */
    ControlFrame exit() {
        ControlFrame closed = frame;
        if (locals != null) {
            locals.reset(closed.localsSet);
        }
        depth--;
        frame = depth == 0 ? null : frames[depth - 1];
        live |= closed.endLive;
        push(closed.results);
        return closed;
    }

    /** What follows in this arm is unreachable. */
    void dead() {
        height = frame.height;
        frame.polymorphic = true;
        live = false;
    }

    /** The frame a label index names. */
    ControlFrame target(int labelIdx) {
        if (labelIdx < 0 || labelIdx >= depth) {
            throw unknown("label", labelIdx);
        }
        return frames[depth - 1 - labelIdx];
    }

    /** Notes that a branch from here to there is possible, if here is reachable. */
    void branch(ControlFrame to) {
        to.endLive |= live && to.kind != Label.Kind.LOOP;
    }

    /** How many frames are open. */
    int depth() {
        return depth;
    }

    // Index spaces

    DefType type(int typeIdx) {
        if (typeIdx < 0 || typeIdx >= context.types.size()) {
            throw unknown("type", typeIdx);
        }
        return context.types.get(typeIdx);
    }

    /** The function type of an index in the type section. */
    FuncShape funcType(int typeIdx) {
        FuncShape shape = context.shape(type(typeIdx), typeIdx);
        if (shape == null) {
            throw invalid("non-function type " + Integer.toUnsignedString(typeIdx));
        }
        return shape;
    }

    FuncShape func(int funcIdx) {
        if (funcIdx < 0 || funcIdx >= context.funcs.length) {
            throw unknown("function", funcIdx);
        }
        return context.funcs[funcIdx];
    }

    GlobalType global(int globalIdx) {
        if (globalIdx < 0 || globalIdx >= context.globalCount) {
            throw unknown("global", globalIdx);
        }
        return context.globals[globalIdx];
    }

    HeapType close(HeapType heap) {
        return heap instanceof TypeIdx idx ? type(idx.index()) : heap;
    }

    RefType close(boolean nullable, HeapType heap) {
        if (heap instanceof TypeIdx idx) {
            type(idx.index());
            return context.ref(nullable, idx.index());
        }
        return RefType.of(nullable, heap);
    }

    ValType close(ValType type) {
        return type instanceof RefType ref && ref.heap() instanceof TypeIdx ? close(ref.nullable(), ref.heap()) : type;
    }

    MemType memory(int memIdx) {
        if (memIdx < 0 || memIdx >= context.memories.length) {
            throw unknown("memory", memIdx);
        }
        return context.memories[memIdx];
    }

    TableType table(int tableIdx) {
        if (tableIdx < 0 || tableIdx >= context.tables.length) {
            throw unknown("table", tableIdx);
        }
        return context.tables[tableIdx];
    }

    RefType elem(int elemIdx) {
        if (elemIdx < 0 || elemIdx >= context.elems.length) {
            throw unknown("elem segment", elemIdx);
        }
        return context.elems[elemIdx];
    }

    void data(int dataIdx) {
        if (dataIdx < 0 || dataIdx >= context.dataCount) {
            throw unknown("data segment", dataIdx);
        }
    }

    FuncShape tag(int tagIdx) {
        if (tagIdx < 0 || tagIdx >= context.tags.length) {
            throw unknown("tag", tagIdx);
        }
        return context.tags[tagIdx];
    }

    // Errors

    InvalidException unknown(String what, int index) {
        return invalid("unknown " + what + " " + Integer.toUnsignedString(index));
    }

    /** An error at the current instruction. */
    InvalidException invalid(String message) {
        return new InvalidException(message + ", " + reader.opcode() + " ("
                + context.place(placeKind, placeIndex) + ", offset 0x" + Integer.toHexString(reader.offset()) + ")");
    }

    private InvalidException mismatch(int before, ValType... required) {
        return invalid("type mismatch: instruction requires " + context.showAll(required)
                + " but stack has " + showStack(before));
    }

    private InvalidException blockMismatch(ValType[] results, int before) {
        return invalid("type mismatch: block requires " + context.showAll(results)
                + " but stack has " + showStack(before));
    }

    /** How messages show a type. */
    String show(StorageType type) {
        return context.show(type);
    }

    private String showStack(int before) {
        return context.show(operands, frame.height, before);
    }

    /** The type of addresses common to two memories or tables: i32 if either has it. */
    static NumType smaller(NumType a, NumType b) {
        return a == NumType.I32 ? a : b;
    }
}
