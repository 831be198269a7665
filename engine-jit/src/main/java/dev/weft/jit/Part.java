package dev.weft.jit;

import dev.weft.runtime.compiled.SourceLines;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** What belongs to one JVM method while it is emitted: its variables, its labels, and what is left for its end. */
final class Part {
    final MethodVisitor mv;
    /** What of the function it is, or null if it is all of it. */
    final Region region;
    final List<int[]> homes = new ArrayList<>();
    int nextVar;
    /** Variables of the context, the depth of this call, the memory's view and its limit, the frame. */
    int context;
    int depth;
    int view = -1;
    int limit = -1;
    /** The variable of the native address of the memory's first byte, where that is used. */
    int base = -1;
    /** Of variables that hold addresses: how many bytes from there on have been found inside the memory. */
    final Map<Integer, Integer> checked = new HashMap<>();
    /** Of locals that were set to themselves and a constant: whether that was negative. */
    final Map<Integer, Boolean> countsDown = new HashMap<>();
    int frame = -1;
    /** The variable that tells a region where to begin. */
    int entry = -1;
    /** The variable that counts the rounds until a region is left to be entered again. */
    int rounds = -1;
    /** Variables of a species and of the memory for vectors; some for use within an instruction, -1 until then. */
    int species = -1;
    int segment = -1;
    int scratch = -1;
    /** Of each local its variable, {@link CodeEmitter#FRAMED} and less in the frame, -1 if it has none yet. */
    int[] localVars;
    /** Variables for the arrays of the value stack. */
    int[] arrays;
    /** Whether code looks at the memory's view. */
    boolean usesMemory;
    /** Variables that code has used. */
    final BitSet touched = new BitSet();
    /** Code that is seldom run, emitted behind the rest. */
    final List<Runnable> outOfLine = new ArrayList<>();
    /** What is told of line numbers beside the method, see {@link SourceLines}. */
    final StringBuilder farLines = new StringBuilder();
    final Charges.Scope scope = new Charges.Scope();
    final Map<Integer, Label> labels = new HashMap<>();
    final Map<Region, Label> calls = new HashMap<>();
    /** Where exceptions go that leave the function by way of a delegate. */
    Label escape;
    /** Where a region's first instruction is, behind what reads the frame. */
    final Label body = new Label();
    final Label prologue = new Label();

    Part(MethodVisitor mv, Region region) {
        this.mv = mv;
        this.region = region;
    }
}
