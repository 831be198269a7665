package dev.weft.jit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a body is cut into methods: a tree of regions.
 *
 * <p>Implementation note. Loops and tries are never cut through: a region lies within one, or has all of it. Inner
 * loops come first; what is still too long around them has neighbours grouped into regions of about {@link #TARGET}
 * bytes, again and again until what is left fits. So an inner loop that fits into a method is in one, and a long switch
 * in a loop becomes a loop around calls of methods with a dozen arms each.
 *
 * <p>Locals and operands that cross from one method to another lie in a frame, an object with a field for each. A
 * method reads what it wants at its start and writes what it changed when it is left. Around calls of its regions a
 * method does the same; where that is more work than to use the frame's field in place, it does that.
 *
 * <p>A loop around calls of regions is a region itself, or in one, and is left after some rounds to be entered again at
 * once. HotSpot throws away a method's code when one of its calls meets what the code was made without, but other calls
 * that are in it go on there, and from such code what is compiled later is never called: it is interpreted. So none may
 * stay for long.
 */
final class Plan {
    /** What C2 compiles well, in bytes of bytecode. */
    private static final int TARGET = 3_600;
    /** What is left of a method around its regions. */
    private static final int SHELL = 4_200;
    /** What is left longer than that has a loop in it made a region though nothing joins it there. */
    private static final int LONG_SHELL = 6_000;
    private static final int LEAST = 350;
    private static final int WHOLE_LOOP = 1_000;
    private static final int CALL = 60;
    /** A short piece that so many lead to stays in the method that calls them: it is what comes behind a switch. */
    private static final int MANY = 16;
    private static final int SHORT_JOIN = 400;

    final Survey survey;
    final Region main;
    final List<Region> regions = new ArrayList<>();
    private final double scale;
    private final int params;
    private final int locals;
    /** For each piece the first and the last of those that lead to it; none: a first one that is after the last. */
    private final int[] firstSource;
    private final int[] lastSource;
    /** The same without those that lead to it by a long table. */
    private final int[] firstJump;
    private final int[] lastJump;
    /** How many those are. */
    private final int[] jumps;

    /**
     * A plan.
     *
     * @param scale how many bytes a byte of the survey counts for
     */
    private Plan(Survey survey, int params, int locals, double scale) {
        this.survey = survey;
        this.scale = scale;
        this.params = params;
        this.locals = locals;
        this.main = new Region(-1, 0, survey.pieces.size() - 1, null);
        this.firstSource = new int[survey.pieces.size()];
        this.lastSource = new int[survey.pieces.size()];
        this.firstJump = new int[survey.pieces.size()];
        this.lastJump = new int[survey.pieces.size()];
        this.jumps = new int[survey.pieces.size()];
        Arrays.fill(firstSource, Integer.MAX_VALUE);
        Arrays.fill(lastSource, -1);
        Arrays.fill(firstJump, Integer.MAX_VALUE);
        Arrays.fill(lastJump, -1);
        for (Piece piece : survey.pieces) {
            for (int target : piece.targets()) {
                if (target != Survey.RETURN) {
                    leads(piece, survey.at(target).index);
                }
            }
            if (piece.fallsThrough) {
                leads(piece, piece.index + 1);
            }
        }
    }

    private void leads(Piece from, int to) {
        firstSource[to] = Math.min(firstSource[to], from.index);
        lastSource[to] = Math.max(lastSource[to], from.index);
        if (!from.endsWithTable) {
            firstJump[to] = Math.min(firstJump[to], from.index);
            lastJump[to] = Math.max(lastJump[to], from.index);
            jumps[to]++;
        }
    }

    static Plan of(Survey survey, int params, int locals, double scale) {
        Plan plan = new Plan(survey, params, locals, scale);
        List<Node> top = plan.encloseLoops(plan.fit(survey.root));
        plan.adopt(top, plan.main);
        plan.complete(plan.main);
        return plan;
    }

    private int size(Node node) {
        return (int) (node.size() * scale);
    }

    private int size(List<Node> nodes) {
        int size = 0;
        for (Node node : nodes) {
            size += size(node);
        }
        return size;
    }

    /** Groups nodes until what is left is no longer than a method should be. */
    private List<Node> fit(List<Node> nodes) {
        List<Node> fitted = new ArrayList<>();
        for (Node node : nodes) {
            fitted.add(node.children.isEmpty() ? node : shrink(node));
        }
        while (size(fitted) > SHELL) {
            List<Node> grouped = group(fitted);
            boolean isShorter = size(fitted) > LONG_SHELL && size(grouped) < size(fitted);
            if (grouped.size() == fitted.size() && !isShorter) {
                break;
            }
            fitted = grouped;
        }
        return fitted;
    }

    /** A loop or try that fits into a method. */
    private Node shrink(Node node) {
        if (size(node) <= SHELL) {
            return node;
        }
        Node shrunk = Node.compound(node.isLoop, node.first);
        shrunk.last = node.last;
        shrunk.children.addAll(fit(node.children));
        return shrunk;
    }

    private List<Node> group(List<Node> nodes) {
        List<Node> result = new ArrayList<>();
        List<Node> group = new ArrayList<>();
        int size = 0;
        for (Node node : nodes) {
            int more = size(node);
            boolean alone = !node.children.isEmpty() && more > WHOLE_LOOP;
            boolean stays = node.isPinned() || jumps[node.first] > MANY && more <= SHORT_JOIN;
            if (stays || alone || size + more > TARGET) {
                close(group, size, result);
                size = 0;
            }
            if (stays) {
                result.add(node);
                continue;
            }
            group.add(node);
            size += more;
            if (alone) {
                close(group, size, result);
                size = 0;
            }
        }
        close(group, size, result);
        return result;
    }

    private void close(List<Node> group, int size, List<Node> result) {
        boolean useful = size >= LEAST && (group.size() > 1 || group.getFirst().region == null);
        if (!useful) {
            result.addAll(group);
        } else {
            Region region = new Region(regions.size(), group.getFirst().first, group.getLast().last, null);
            Set<Integer> exits = exits(region.first, region.last);
            int places = 12 * exits.size() + 8 * entries(region.first, region.last, firstJump, lastJump).size();
            region.callSize = (int) ((CALL + places) / scale);
            Node node = Node.of(region);
            node.inner.addAll(group);
            result.add(node);
        }
        group.clear();
    }

    /**
     * Makes a region of each loop around calls of regions. The function's first method must not have one; and a region
     * is entered again where the rounds of its loop begin, which is its start only if no other loop is around that.
     */
    private List<Node> encloseLoops(List<Node> nodes) {
        List<Node> result = new ArrayList<>();
        for (Node node : nodes) {
            if (node.region != null || !node.loopsAroundRegions()) {
                result.add(node);
                continue;
            }
            Node inside = Node.compound(node.isLoop, node.first);
            inside.last = node.last;
            inside.children.addAll(encloseLoops(node.children));
            if (node.isLoop) {
                Node enclosing = Node.of(new Region(regions.size(), node.first, node.last, null));
                enclosing.inner.add(inside);
                result.add(enclosing);
            } else {
                result.add(inside);
            }
        }
        return result;
    }

    private Set<Integer> exits(int first, int last) {
        Set<Integer> exits = new LinkedHashSet<>();
        for (int i = first; i <= last; i++) {
            Piece piece = survey.pieces.get(i);
            for (int target : piece.targets()) {
                if (target == Survey.RETURN || !isIn(target, first, last)) {
                    exits.add(target);
                }
            }
        }
        if (survey.pieces.get(last).fallsThrough) {
            exits.add(survey.pieces.get(last + 1).key);
        }
        return exits;
    }

    /** The places in a range that pieces outside of it lead to. */
    private List<Integer> entries(int first, int last, int[] firsts, int[] lasts) {
        List<Integer> entries = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            if (firsts[i] < first || lasts[i] > last) {
                entries.add(survey.pieces.get(i).key);
            }
        }
        return entries;
    }

    private boolean isIn(int key, int first, int last) {
        int index = survey.at(key).index;
        return first <= index && index <= last;
    }

    /** Puts the regions among nodes, and below them, into the tree. */
    private void adopt(List<Node> nodes, Region parent) {
        for (Node node : nodes) {
            if (node.region != null) {
                Region region = new Region(regions.size(), node.first, node.last, parent);
                regions.add(region);
                parent.children.add(region);
                region.guarded = survey.pieces.get(region.first).guards.length > 0 && outerGuard(region);
                adopt(node.inner, region);
            } else {
                adopt(node.children, parent);
                if (node.isLoop && node.hasRegions()) {
                    parent.turns.add(survey.pieces.get(node.first).key);
                }
            }
        }
    }

    /** Whether a try guards a region that is not itself in it. */
    private boolean outerGuard(Region region) {
        for (int guard : survey.pieces.get(region.first).guards) {
            Piece handler = survey.handler(guard);
            if (handler != null && !region.contains(handler.index)) {
                return true;
            }
        }
        return false;
    }

    /** Works out what crosses the border of each region. */
    private void complete(Region region) {
        if (!region.isMain()) {
            region.entries.addAll(entries(region.first, region.last, firstSource, lastSource));
            region.exits.addAll(exits(region.first, region.last));
            for (int turn : region.turns) {
                if (!region.entries.contains(turn)) {
                    region.entries.add(turn);
                }
                region.exits.add(turn);
            }
        }
        for (Region child : region.children) {
            complete(child);
            region.writes.or(child.writes);
            region.movesMemory |= child.movesMemory;
            region.lowest = Math.min(region.lowest, child.lowest);
        }
        BitSet below = new BitSet();
        long[] here = new long[locals];
        long[] sync = new long[locals];
        for (int i = region.first; i <= region.last; i++) {
            Region child = region.childWith(i);
            if (child != null) {
                below.or(child.wants);
                long weight = weight(survey.pieces.get(child.first).loops);
                for (int x = child.wants.nextSetBit(0); x >= 0; x = child.wants.nextSetBit(x + 1)) {
                    sync[x] += weight;
                }
                for (int x = child.writes.nextSetBit(0); x >= 0; x = child.writes.nextSetBit(x + 1)) {
                    sync[x] += weight;
                }
                i = child.last;
                continue;
            }
            Piece piece = survey.pieces.get(i);
            region.lowest = Math.min(region.lowest, piece.lowest);
            region.writes.or(piece.writes);
            region.movesMemory |= piece.movesMemory;
            for (int x : piece.touched) {
                region.own.set(x);
                here[x] += weight(piece.loops);
            }
        }
        for (int x = 0; x < locals; x++) {
            if (sync[x] > 0 && here[x] <= sync[x]) {
                region.framed.set(x);
            }
        }
        keepForHandlers(region);
        if (region.isMain()) {
            for (int x = 0; x < params; x++) {
                region.framed.set(x, region.framed.get(x) || below.get(x) && !region.own.get(x));
            }
        }
        // what it wants: what it touches or its children want, as far as it is live where it is entered
        BitSet live = new BitSet();
        for (int entry : region.entries) {
            live.or(survey.at(entry).live);
        }
        region.wants.or(region.own);
        region.wants.or(below);
        region.wants.or(region.writes);
        region.wants.and(live);
    }

    private static long weight(int loops) {
        return 1L << 3 * Math.min(loops, 10);
    }

    /** Locals that regions write and a handler in this method wants stay in the frame, which is right at any time. */
    private void keepForHandlers(Region region) {
        for (Region child : region.children) {
            for (int guard : survey.pieces.get(child.first).guards) {
                Piece handler = survey.handler(guard);
                if (handler != null && !child.contains(handler.index)) {
                    BitSet kept = (BitSet) child.writes.clone();
                    kept.and(handler.live);
                    region.framed.or(kept);
                }
            }
        }
    }
}
