package dev.weft.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a body after it has been emitted once as one method: its pieces, how they follow each other, which
 * locals they touch, how long their code is. From that {@link Plan} decides how to cut it.
 *
 * <p>A <em>place</em> is where a piece begins. Blocks have three, for their start, end and else; other places have
 * numbers below {@link #RETURN}, which stands for the end of the function.
 */
final class Survey {
    static final int RETURN = -1;
    /** A branch table of more targets is emitted as a look into an array where the function is cut. */
    static final int MANY_TARGETS = 64;
    private static final int SHORT_TABLE = 60;
    /** More loops and tries in each other than anybody writes; who cuts them would take minutes. */
    private static final int MOST_NESTED = 1_000;
    /** A piece of more bytes ends at the next instruction before which little lies on the operand stack. */
    private static final int LONG_PIECE = 300;
    private static final int LONGER_PIECE = 900;

    final List<Piece> pieces = new ArrayList<>();
    final List<Node> root = new ArrayList<>();
    /** The places of cuts in the middle of straight code, by the ordinal of the instruction. */
    final Map<Integer, Integer> cuts = new HashMap<>();
    private final Map<Integer, Integer> indexOf = new HashMap<>();
    private final List<Node> open = new ArrayList<>();
    private final List<Integer> guards = new ArrayList<>();
    private final Map<Integer, Integer> handlers = new HashMap<>();
    /** Whether vectors are objects. */
    boolean vectors;
    private Piece current;
    private int start;
    private int loops;
    private int nextPlace = RETURN - 1;
    private int neglected;
    private int neglectedInAll;

    private List<Node> list() {
        return open.isEmpty() ? root : open.getLast().children;
    }

    /** A place of its own. */
    int newPlace() {
        return nextPlace--;
    }

    /** A piece begins, at a bytecode offset. */
    void begin(int key, List<Operand> operands, int offset, boolean reachable, boolean pinned) {
        end(offset, reachable);
        Kind[] kinds = new Kind[operands.size()];
        for (int i = 0; i < kinds.length; i++) {
            Kind kind = operands.get(i).kind;
            kinds[i] = kind == Kind.V && vectors ? Kind.X : kind;
        }
        current = new Piece(pieces.size(), key, kinds, loops, pinned,
                guards.stream().mapToInt(Integer::intValue).toArray());
        pieces.add(current);
        indexOf.put(key, current.index);
        start = offset;
        list().add(Node.of(current));
    }

    private void end(int offset, boolean reachable) {
        if (current != null) {
            current.size = offset - start - neglected;
            neglected = 0;
            current.fallsThrough = reachable;
        }
    }

    /** Bytes of a branch table that will not be there in the end. */
    void neglect(int bytes) {
        current.pinned = true;
        current.endsWithTable = true;
        neglected += Math.max(0, bytes - SHORT_TABLE);
        neglectedInAll += Math.max(0, bytes - SHORT_TABLE);
    }

    /** Bytes of all pieces. */
    int size() {
        return neglectedInAll + pieces.stream().mapToInt(piece -> piece.size).sum();
    }

    /** Whether a piece had better end here. */
    boolean wantsCut(int height, int offset) {
        int size = offset - start;
        return size > LONG_PIECE && (height <= current.operands.length || size > LONGER_PIECE);
    }

    void finish(int offset) {
        end(offset, false);
    }

    void branch(int key) {
        current.branch(key);
    }

    /** From the first piece the function goes to a place, with all its locals given. */
    void enterAt(int key, int locals) {
        Piece first = pieces.getFirst();
        first.writes.set(0, locals);
        first.branch(key);
    }

    void read(int localIdx) {
        current.read(localIdx);
    }

    void write(int localIdx) {
        current.write(localIdx);
    }

    void memoryMayMove() {
        if (current != null) {
            current.movesMemory = true;
        }
    }

    void height(int height) {
        if (current != null && height < current.lowest) {
            current.lowest = height;
        }
    }

    /**
     * A loop or a try begins with the next piece.
     *
     * @throws TooLargeException if there are too many around it
     */
    void enter(boolean isLoop) {
        if (open.size() == MOST_NESTED) {
            throw new TooLargeException();
        }
        Node node = Node.compound(isLoop, pieces.size());
        list().add(node);
        open.add(node);
        loops += isLoop ? 1 : 0;
    }

    /** The innermost loop or try ends before the next piece. */
    void leave() {
        Node node = open.removeLast();
        node.last = pieces.size() - 1;
        loops -= node.isLoop ? 1 : 0;
    }

    /** What a try guards begins. */
    void guard(int tryId) {
        guards.add(tryId);
    }

    /** What it guards ends; the next piece is its handler. */
    void unguard(int tryId) {
        guards.remove((Integer) tryId);
        handlers.put(tryId, pieces.size());
    }

    /** The piece at a place. */
    Piece at(int key) {
        return pieces.get(indexOf.get(key));
    }

    /** Where a try's exceptions arrive. */
    Piece handler(int tryId) {
        Integer index = handlers.get(tryId);
        return index == null ? null : pieces.get(index);
    }

    /** Finds out which locals are wanted where. */
    void analyse() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = pieces.size() - 1; i >= 0; i--) {
                changed |= pieces.get(i).flow(this);
            }
        }
    }

    /** All locals that pieces of a range write. */
    BitSet writes(int first, int last) {
        BitSet writes = new BitSet();
        for (int i = first; i <= last; i++) {
            writes.or(pieces.get(i).writes);
        }
        return writes;
    }

    @Override
    public String toString() {
        return pieces.size() + " pieces " + Arrays.toString(pieces.stream().mapToInt(p -> p.size).toArray());
    }
}
