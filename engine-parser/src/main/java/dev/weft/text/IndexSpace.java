package dev.weft.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One index space of a module or function: how many things it has, and which of them have identifiers. */
final class IndexSpace {
    private final String kind;
    private final Map<String, Integer> byId = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    /** An empty space; {@code kind} is what errors call its members. */
    IndexSpace(String kind) {
        this.kind = kind;
    }

    int size() {
        return names.size();
    }

    /** Adds the next thing, whose identifier, if it has one, comes next in the text. */
    int define(TokenCursor in) {
        int at = in.position();
        String id = in.optionalId();
        int index = names.size();
        if (id != null && byId.putIfAbsent(id, index) != null) {
            throw in.tokens().error(at, "duplicate " + kind + " $" + id);
        }
        names.add(id);
        return index;
    }

    /** Adds so many things without identifiers. */
    void defineAnonymous(int count) {
        for (int i = 0; i < count; i++) {
            names.add(null);
        }
    }

    /** Gives a thing another name than its identifier. */
    void rename(int index, String name) {
        names.set(index, name);
    }

    /** The names by index; null where there is none. */
    List<String> names() {
        return names;
    }

    /** Steps over an index or identifier and returns the index. */
    int index(TokenCursor in) {
        if (!in.at(TokenKind.ID)) {
            return in.u32();
        }
        Integer index = byId.get(in.tokens().id(in.position()));
        if (index == null) {
            throw in.error("unknown " + kind + " " + in.tokens().text(in.position()));
        }
        in.advance();
        return index;
    }

    /** The same where it may be missing, which means 0. */
    int optionalIndex(TokenCursor in) {
        return in.atIndex() ? index(in) : 0;
    }
}
