package dev.weft.jit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A stretch of a body between two places where branches may arrive or where the body may be cut. Pieces are numbered
 * in the order of the binary.
 */
final class Piece {
    /** A branch out of the piece: where to, and which locals the piece has certainly written before. */
    private record Branch(int key, BitSet written) {
    }

    final int index;
    /** The place at which it begins; see {@link Survey}. */
    final int key;
    /** What lies on the operand stack at its start. */
    final Kind[] operands;
    /** How many loops are around it. */
    final int loops;
    /** Whether it must stay in the method of the try or loop around it. */
    boolean pinned;
    /** Indices of the tries whose handlers guard it, outermost first. */
    final int[] guards;
    /** The least number of operands while it runs: those below are not touched. */
    int lowest;
    /** Bytes of JVM code. */
    int size;
    boolean fallsThrough;
    /** Whether it ends with a long branch table, which needs no code in the places it leads to or on the way. */
    boolean endsWithTable;
    /** Whether it calls or grows, so that the memory may have moved behind it. */
    boolean movesMemory;
    /** Locals that it reads before it writes them; that it writes; how often it touches each. */
    final BitSet reads = new BitSet();
    final BitSet writes = new BitSet();
    final List<Integer> touched = new ArrayList<>();
    /** Locals whose value is wanted at its start. */
    final BitSet live = new BitSet();
    private final Set<Branch> branches = new LinkedHashSet<>();
    private int[] targets;

    Piece(int index, int key, Kind[] operands, int loops, boolean pinned, int[] guards) {
        this.index = index;
        this.key = key;
        this.operands = operands;
        this.lowest = operands.length;
        this.loops = loops;
        this.pinned = pinned;
        this.guards = guards;
    }

    void read(int localIdx) {
        touched.add(localIdx);
        if (!writes.get(localIdx)) {
            reads.set(localIdx);
        }
    }

    void write(int localIdx) {
        touched.add(localIdx);
        writes.set(localIdx);
    }

    void branch(int target) {
        if (!branches.contains(new Branch(target, writes))) {
            branches.add(new Branch(target, (BitSet) writes.clone()));
            targets = null;
        }
    }

    /** The places its branches lead to. */
    int[] targets() {
        if (targets == null) {
            targets = branches.stream().mapToInt(Branch::key).distinct().toArray();
        }
        return targets;
    }

    /** Adds to the live locals what follows from those of other pieces; whether that changed anything. */
    boolean flow(Survey survey) {
        int before = live.cardinality();
        live.or(reads);
        for (Branch branch : branches) {
            if (branch.key != Survey.RETURN) {
                flow(survey.at(branch.key), branch.written);
            }
        }
        if (fallsThrough) {
            flow(survey.pieces.get(index + 1), writes);
        }
        for (int guard : guards) {
            Piece handler = survey.handler(guard);
            if (handler != null) {
                live.or(handler.live);
            }
        }
        return live.cardinality() != before;
    }

    private void flow(Piece next, BitSet written) {
        if (written.isEmpty()) {
            live.or(next.live);
            return;
        }
        BitSet wanted = (BitSet) next.live.clone();
        wanted.andNot(written);
        live.or(wanted);
    }
}
