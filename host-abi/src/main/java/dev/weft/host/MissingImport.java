package dev.weft.host;

import dev.weft.syntax.Names;
import java.util.List;

/**
 * An import that a layer does not supply, or not of the type asked for.
 *
 * @param module    the first of its names
 * @param name      the second
 * @param wanted    the type the guest asks for
 * @param found     the type there is, or null if there is none of the name
 * @param suppliers ABIs that would supply it, as {@code name} or {@code name@version}; empty if none is known
 */
public record MissingImport(String module, String name, String wanted, String found, List<String> suppliers) {

    /** One line. */
    @Override
    public String toString() {
        return Names.quoted(module) + " " + Names.quoted(name) + " (" + wanted + "): "
                + (found != null ? "incompatible, there is " + found
                : suppliers.isEmpty() ? "no ABI supplies it" : "supplied by " + String.join(" or ", suppliers));
    }
}
