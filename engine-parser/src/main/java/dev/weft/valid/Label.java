package dev.weft.valid;

import dev.weft.syntax.FuncType;
import dev.weft.syntax.ValType;
import java.util.List;

/**
 * A structured control instruction as a target of branches: what it takes, what it yields, how deep it lies.
 *
 * <p>One object per block, the same in every call that an {@link InstructionSink} gets; a sink hangs what it knows of
 * a block on {@link #mark}.
 */
public final class Label {

    /** The instruction that opened the block; FUNC is the function body itself. */
    public enum Kind {
        FUNC, BLOCK, LOOP, IF, TRY_TABLE, TRY
    }

    private final Kind kind;
    private final FuncType type;
    private final int height;

    /** Whatever the sink wants to remember of this block. */
    public Object mark;

    Label(Kind kind, FuncType type, int height) {
        this.kind = kind;
        this.type = type;
        this.height = height;
    }

    /** The instruction that opened the block. */
    public Kind kind() {
        return kind;
    }

    /** What the block takes from the operand stack and leaves there; closed types. */
    public FuncType type() {
        return type;
    }

    /** How many operands lie below the block's parameters. */
    public int height() {
        return height;
    }

    /** The values that a branch here carries: parameters of a loop, results of everything else. */
    public List<ValType> branchTypes() {
        return kind == Kind.LOOP ? type.params() : type.results();
    }

    /** How many values a branch here carries. */
    public int arity() {
        return branchTypes().size();
    }
}
