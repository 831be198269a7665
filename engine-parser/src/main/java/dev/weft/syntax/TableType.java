package dev.weft.syntax;

/**
 * The type of a table.
 *
 * @param addr    the type of its indices
 * @param limits  its size range in elements
 * @param element the references it holds
 */
public record TableType(AddrType addr, Limits limits, RefType element) implements ExternType {

    @Override
    public ExternKind kind() {
        return ExternKind.TABLE;
    }

    @Override
    public boolean matches(ExternType expected) {
        return expected instanceof TableType other
                && addr == other.addr
                && limits.matches(other.limits)
                && element.matches(other.element)
                && other.element.matches(element);
    }
}
