package dev.weft.text;

/**
 * An annotation that means something to the assembler: {@code (@custom …)}, {@code (@name …)},
 * {@code (@metadata.code.branch_hint …)}. All others are skipped like comments.
 *
 * @param id       its name, without the {@code @}
 * @param before   the index of the token that follows it
 * @param start    where it begins in the source
 * @param contents its own tokens
 */
record Annotation(String id, int before, int start, Tokens contents) {

    static final String CUSTOM = "custom";
    static final String NAME = "name";
    static final String BRANCH_HINT = "metadata.code.branch_hint";

    static boolean isKnown(String id) {
        return id.equals(CUSTOM) || id.equals(NAME) || id.equals(BRANCH_HINT);
    }
}
