package dev.weft.host.caos;

/**
 * What a job leaves: an object.
 *
 * @param kind what it is
 * @param hash its hash
 */
public record Result(ObjectKind kind, String hash) {

    /** The result that a text like {@link #toString} names; null if it names none. */
    public static Result parse(String text) {
        int blank = text.indexOf(' ');
        ObjectKind kind = blank < 0 ? null : ObjectKind.of(text.substring(0, blank));
        String hash = text.substring(blank + 1);
        return kind == null || !GitObject.isHash(hash) ? null : new Result(kind, hash);
    }

    /** Kind, blank, hash. */
    @Override
    public String toString() {
        return kind + " " + hash;
    }
}
