package dev.weft.syntax;

import java.util.List;

/**
 * An element segment: references for a table.
 *
 * @param type      of the references
 * @param functions their function indices, or null if the segment is written as expressions; not to be changed
 * @param exprs     their expressions, or null if the segment is written as function indices
 * @param mode      when it is used
 */
public record Elem(RefType type, int[] functions, List<Expr> exprs, SegmentMode mode) {

    /** How many references there are. */
    public int size() {
        return functions != null ? functions.length : exprs.size();
    }
}
