package dev.weft.runtime;

import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.TagType;
import java.util.Objects;

/**
 * An exception tag: what tells one kind of guest exception from another (specification, section 4.2.10).
 *
 * <p>Tags are the same only if they are the same object, whatever their types. Immutable, safe for any thread.
 *
 * @see <a href="https://webassembly.github.io/spec/core/exec/runtime.html#tag-instances">Tag instances</a>
 */
public final class TagInstance {
    private final DefType type;

    private TagInstance(DefType type) {
        this.type = type;
    }

    /** A new tag whose exceptions carry the parameters of a closed function type. */
    public static TagInstance of(FuncType type) {
        return of(DefType.of(type));
    }

    /** A new tag with a defined function type. */
    public static TagInstance of(DefType type) {
        Objects.requireNonNull(type.funcType());
        return new TagInstance(type);
    }

    /** The defined type; its parameters are what an exception carries. */
    public DefType defType() {
        return type;
    }

    /** The function type whose parameters an exception carries. */
    public FuncType funcType() {
        return type.funcType();
    }

    /** The type as imports and exports show it. */
    public TagType type() {
        return new TagType(type);
    }
}
