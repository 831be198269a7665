package dev.weft.valid;

import dev.weft.syntax.ValType;

/** An open block, as validation sees it. Frames are reused from block to block. */
final class ControlFrame {
    Label.Kind kind;
    ValType[] params;
    ValType[] results;
    /** Operands below the block's parameters. */
    int height;
    /** How many locals had been set for the first time when it began. */
    int localsSet;
    /** Whether the stack is polymorphic: the rest of the arm cannot be reached as far as typing knows. */
    boolean polymorphic;
    /** Whether the block was reachable when it began. */
    boolean startLive;
    /** Whether a live branch or an earlier arm reaches its end. */
    boolean endLive;
    /** Whether an else or a catch_all was seen, behind which no further arm may come. */
    boolean lastArm;
    /** Whether the current arm is a legacy catch or catch_all. */
    boolean inCatch;
    /** What the sink is told of it; null if it isn't. */
    Label label;
    /** The last br_table that looked at this frame. */
    int seenBy;

    /** The types a branch to this frame carries. */
    ValType[] branchTypes() {
        return kind == Label.Kind.LOOP ? params : results;
    }
}
