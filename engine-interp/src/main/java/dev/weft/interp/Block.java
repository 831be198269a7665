package dev.weft.interp;

import dev.weft.valid.CatchClause;
import dev.weft.valid.Label;
import java.util.Arrays;
import java.util.List;

/** What pre-decoding knows of a block: kept in its label's mark. */
final class Block {
    final Label label;
    /** Operands below its parameters, and the home of the first one. */
    final int size;
    final int base;
    /** Where a loop starts, and its place in the binary. */
    int start;
    int offset;
    /** A loop's number among those of the function. */
    int loop;
    /** Places in the code that ask for the end, or for a loop's start. */
    int[] fixups = new int[4];
    int fixupCount;
    int elseFixup = FrameBuilder.NONE;
    /** Of a try: its number, its first pc, its clauses so far, the end of its body. */
    int tryId = FrameBuilder.NONE;
    int tryStart;
    int tryEnd = FrameBuilder.NONE;
    List<Code.Clause> clauses = List.of();
    List<CatchClause> landings = List.of();

    Block(Label label, int size, int base) {
        this.label = label;
        this.size = size;
        this.base = base;
    }

    void ask(int place) {
        if (fixupCount == fixups.length) {
            fixups = Arrays.copyOf(fixups, fixupCount * 2);
        }
        fixups[fixupCount++] = place;
    }
}
