package dev.weft.syntax;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The type of a function: what it takes and what it yields, both in order.
 *
 * @see <a href="https://webassembly.github.io/spec/core/syntax/types.html#function-types">Function types</a>
 */
public record FuncType(List<ValType> params, List<ValType> results) implements CompType {

    public FuncType {
        params = List.copyOf(params);
        results = List.copyOf(results);
    }

    // By hand for the reason that RecType has.

    @Override
    public boolean equals(Object other) {
        return other instanceof FuncType that && params.equals(that.params) && results.equals(that.results);
    }

    @Override
    public int hashCode() {
        return 31 * params.hashCode() + results.hashCode();
    }

    @Override
    public boolean matches(CompType expected) {
        return expected instanceof FuncType other
                && matches(other.params, params)
                && matches(results, other.results);
    }

    @Override
    public AbsHeapType kind() {
        return AbsHeapType.FUNC;
    }

    /** Whether each type of one list may stand where the other list's is asked for. */
    public static boolean matches(List<ValType> actual, List<ValType> expected) {
        if (actual.size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < actual.size(); i++) {
            if (!actual.get(i).matches(expected.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return show(params) + " -> " + show(results);
    }

    private static String show(List<ValType> types) {
        return types.stream().map(Object::toString).collect(Collectors.joining(" ", "[", "]"));
    }
}
