package dev.weft.syntax;

/**
 * A value type classifies the individual values that WebAssembly code computes with.
 *
 * @see <a href="https://webassembly.github.io/spec/core/syntax/types.html#value-types">Value types</a>
 */
public sealed interface ValType extends StorageType permits NumType, VecType, RefType, BotType {

    /** Whether values of this type may stand where {@code expected} is asked for; both types are closed. */
    default boolean matches(ValType expected) {
        return this == expected
                || this == BotType.BOT
                || this instanceof RefType actual && expected instanceof RefType other && actual.matches(other);
    }

    /** Whether locals of this type start with a default value: zero, or null. */
    default boolean isDefaultable() {
        return !(this instanceof RefType ref) || ref.nullable();
    }

    /** Whether this is a reference type. */
    default boolean isRef() {
        return this instanceof RefType;
    }
}
