package dev.weft.jit;

import java.util.ArrayList;
import java.util.List;

/** A piece of a body, a loop or try with all that is in it, or a region that has become a method of its own. */
final class Node {
    /** Null unless it is a piece. */
    final Piece piece;
    final List<Node> children;
    final boolean isLoop;
    /** Null unless it is a region; then what is in it. */
    Region region;
    final List<Node> inner = new ArrayList<>();
    int first;
    int last;

    private Node(Piece piece, List<Node> children, boolean isLoop) {
        this.piece = piece;
        this.children = children;
        this.isLoop = isLoop;
    }

    static Node of(Piece piece) {
        Node node = new Node(piece, List.of(), false);
        node.first = piece.index;
        node.last = piece.index;
        return node;
    }

    static Node compound(boolean isLoop, int first) {
        Node node = new Node(null, new ArrayList<>(), isLoop);
        node.first = first;
        node.last = first;
        return node;
    }

    static Node of(Region region) {
        Node node = new Node(null, List.of(), false);
        node.region = region;
        node.first = region.first;
        node.last = region.last;
        return node;
    }

    boolean isPinned() {
        return piece != null && piece.pinned;
    }

    /** Whether it is a loop that has a region in it, or has such a loop. */
    boolean loopsAroundRegions() {
        boolean found = isLoop && hasRegions();
        for (int i = 0; i < children.size() && !found; i++) {
            found = children.get(i).loopsAroundRegions();
        }
        return found;
    }

    /** Whether it is a region or has one in it. */
    boolean hasRegions() {
        boolean found = region != null;
        for (int i = 0; i < children.size() && !found; i++) {
            found = children.get(i).hasRegions();
        }
        return found;
    }

    /** Bytes of JVM code in the method it is part of. */
    int size() {
        if (region != null) {
            return region.callSize;
        }
        if (piece != null) {
            return piece.size;
        }
        int size = 0;
        for (Node child : children) {
            size += child.size();
        }
        return size;
    }
}
