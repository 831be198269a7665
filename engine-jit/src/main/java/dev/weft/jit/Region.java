package dev.weft.jit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A range of pieces that is a method of its own, called where it stands by the method around it. */
final class Region {
    final int number;
    final int first;
    final int last;
    final Region parent;
    /** Places in it to which control comes from outside, and places outside to which it goes. */
    final List<Integer> entries = new ArrayList<>();
    final List<Integer> exits = new ArrayList<>();
    final List<Region> children = new ArrayList<>();
    /** Starts of its loops around calls of regions: after some rounds it is left there, to be entered again. */
    final List<Integer> turns = new ArrayList<>();
    /** What it costs the method around it. */
    int callSize;
    /** The least number of operands while it runs. */
    int lowest = Integer.MAX_VALUE;
    /** Locals that it reads from the frame at its start; that it and what it calls may write. */
    final BitSet wants = new BitSet();
    final BitSet writes = new BitSet();
    /** Locals that its code, but not that of its children, touches. */
    final BitSet own = new BitSet();
    /** Locals that live in the frame all the time, and not in variables. */
    final BitSet framed = new BitSet();
    /** Whether the memory may have moved behind it. */
    boolean movesMemory;
    /** Whether a handler outside may catch what it throws. */
    boolean guarded;

    Region(int number, int first, int last, Region parent) {
        this.number = number;
        this.first = first;
        this.last = last;
        this.parent = parent;
    }

    boolean contains(int piece) {
        return first <= piece && piece <= last;
    }

    /** The child with a piece, or null. */
    Region childWith(int piece) {
        for (Region child : children) {
            if (child.contains(piece)) {
                return child;
            }
        }
        return null;
    }

    /** The innermost region with a piece. */
    Region owner(int piece) {
        Region region = this;
        for (Region child = this; child != null; child = child.childWith(piece)) {
            region = child;
        }
        return region;
    }

    boolean isMain() {
        return parent == null;
    }
}
