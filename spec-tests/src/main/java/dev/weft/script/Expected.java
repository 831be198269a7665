package dev.weft.script;

import dev.weft.syntax.AbsHeapType;
import java.util.List;

/** A pattern that a result must fit. */
sealed interface Expected {

    /** Exactly these bits: i32, i64, f32, f64. */
    record Bits(String type, long bits) implements Expected {
    }

    /** A NaN: canonical (only the quiet bit of the payload) or arithmetic (at least that). */
    record NaN(String type, boolean canonical) implements Expected {
    }

    /** Lanes of a v128, in the shape they are written. */
    record Lanes(String shape, List<Expected> lanes) implements Expected {
    }

    /** A null reference; {@code type} is null for any. */
    record Null(AbsHeapType type) implements Expected {
    }

    /** A reference to an object of this abstract type, not null. */
    record Ref(AbsHeapType type) implements Expected {
    }

    /** The host's object of this number. */
    record Host(int number) implements Expected {
    }

    /** Any of several. */
    record Either(List<Expected> options) implements Expected {
    }
}
