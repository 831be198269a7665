package dev.weft.jit;

import dev.weft.valid.CatchClause;
import java.util.List;
import org.objectweb.asm.Label;

/** What is known of a block while its function is emitted: kept in its label's mark. */
final class Block {
    final dev.weft.valid.Label label;
    /** Operands below its parameters. */
    final int size;
    /** Its number, in the order in which blocks begin; the numbers of its places follow from it. */
    final int number;
    /** Whether it is an if whose else has not begun. */
    boolean hasElse;
    /** Of a try: where what it guards begins in the code. */
    Label from;
    /** Of a loop: the fuel to look ahead for before branching back to it, or 0. */
    long back;
    /** The method it is in. */
    Part part;
    /** Of a try: where exceptions of its body arrive, on the JVM's stack. */
    Label handler;
    /** Whether code being emitted is guarded by it. */
    boolean guards;
    /** The variable that holds what a legacy try has caught, and where the next clause looks at it. */
    int exception = -1;
    Label nextClause;
    int nextPlace;
    List<CatchClause> clauses = List.of();

    Block(dev.weft.valid.Label label, int size, int number) {
        this.label = label;
        this.size = size;
        this.number = number;
    }

    /** The place of its first instruction. */
    int start() {
        return 8 * number;
    }

    /** The place behind it. */
    int end() {
        return 8 * number + 1;
    }

    /** The place of its else. */
    int otherwise() {
        return 8 * number + 2;
    }

    /** The place of its first arm. */
    int then() {
        return 8 * number + 3;
    }

    /** The place just before what it guards. */
    int before() {
        return 8 * number + 4;
    }

    /** The place of its handler. */
    int handlers() {
        return 8 * number + 5;
    }
}
