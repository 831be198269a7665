package dev.weft.jit.vector;

/** How the 128 bits of a vector in a JVM variable are divided into lanes: its class. */
public enum Lane {
    B("Byte", "Bytes", "B", 1), S("Short", "Shorts", "S", 2), I("Int", "Ints", "I", 4), L("Long", "Longs", "J", 8),
    F("Float", "Floats", "F", 4), D("Double", "Doubles", "D", 8);

    /** Internal name of the class. */
    public final String type;
    /** The method that makes a vector of this class from any other; no bit changes. */
    public final String reinterpret;
    /** Descriptor of a lane. */
    public final String element;
    /** Bytes of a lane. */
    public final int bytes;

    Lane(String name, String plural, String element, int bytes) {
        this.type = "jdk/incubator/vector/" + name + "Vector";
        this.reinterpret = "reinterpretAs" + plural;
        this.element = element;
        this.bytes = bytes;
    }

    /** The lanes of that name in a mnemonic, such as i8x16; null if it is not one. */
    public static Lane of(String shape) {
        return switch (shape) {
            case "i8x16" -> B;
            case "i16x8" -> S;
            case "i32x4" -> I;
            case "i64x2" -> L;
            case "f32x4" -> F;
            case "f64x2" -> D;
            default -> null;
        };
    }

    public boolean isFloat() {
        return this == F || this == D;
    }

    /** Integer lanes of the same size. */
    public Lane integer() {
        return this == F ? I : this == D ? L : this;
    }
}
