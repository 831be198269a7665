package dev.weft.valid;

/**
 * One clause of a {@code try_table}.
 *
 * @param tagIdx  the tag it catches, or -1 for all
 * @param withRef whether it also passes the exception itself, as an exnref behind the tag's values
 * @param target  where it branches to; the values go where a branch to this label puts them
 */
public record CatchClause(int tagIdx, boolean withRef, Label target) {
}
