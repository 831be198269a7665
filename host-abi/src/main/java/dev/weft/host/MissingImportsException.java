package dev.weft.host;

import java.util.List;
import java.util.stream.Collectors;

/** A module that asks for more than its layer supplies; found when it is prepared. */
public final class MissingImportsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<MissingImport> missing;

    /** An error whose message lists every import that is missing, and the ABIs that would supply it. */
    public MissingImportsException(List<MissingImport> missing, int imports) {
        super("unknown import: " + missing.size() + " of " + imports + " imports are not supplied\n"
                + missing.stream().map(item -> "    " + item).collect(Collectors.joining("\n")));
        this.missing = List.copyOf(missing);
    }

    /** What is missing, in the module's order. */
    public List<MissingImport> missing() {
        return missing;
    }
}
