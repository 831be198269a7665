package dev.weft.host.caos;

/** What a git object is; caos knows no commits and no tags. */
public enum ObjectKind {
    /** Bytes. */
    BLOB("blob", "100644"),
    /** Names with modes and hashes. */
    TREE("tree", "40000");

    private final String text;
    private final String mode;

    ObjectKind(String text, String mode) {
        this.text = text;
        this.mode = mode;
    }

    /** The kind that git calls by a word; null if there is none. */
    public static ObjectKind of(String text) {
        return "blob".equals(text) ? BLOB : "tree".equals(text) ? TREE : null;
    }

    /** The mode of a tree's entry for such an object, if nobody asks for another one. */
    public String mode() {
        return mode;
    }

    /** The word git has for it. */
    @Override
    public String toString() {
        return text;
    }
}
