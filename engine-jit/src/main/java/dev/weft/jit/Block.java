package dev.weft.jit;

import dev.weft.valid.CatchClause;
import java.util.List;
import org.objectweb.asm.Label;

/** What is known of a block while its function is emitted: kept in its label's mark. */
final class Block {
    final dev.weft.valid.Label label;
    /** Operands below its parameters. */
    final int size;
    final Label start = new Label();
    final Label end = new Label();
    /** Where an if goes on when the condition is false; null once that has been emitted. */
    Label otherwise;
    /** Of a try: where exceptions of its body arrive, on the JVM's stack. */
    Label handler;
    /** Whether code being emitted is guarded by it. */
    boolean guards;
    /** The variable that holds what a legacy try has caught, and where the next clause looks at it. */
    int exception = -1;
    Label nextClause;
    List<CatchClause> clauses = List.of();

    Block(dev.weft.valid.Label label, int size) {
        this.label = label;
        this.size = size;
    }
}
