package dev.weft.script;

import dev.weft.runtime.V128;
import dev.weft.syntax.NumType;

/** Turns a script's values into what the API takes. */
final class Arguments {

    private Arguments() {
    }

    static Object box(Value value) {
        return switch (value) {
            case Value.Null _ -> null;
            case Value.Host host -> host;
            case Value.Bits bits -> {
                if (!(bits.type() instanceof NumType type)) {
                    yield new V128(bits.low(), bits.high());
                }
                yield switch (type) {
                    case I32 -> (Object) (int) bits.low();
                    case I64 -> bits.low();
                    case F32 -> Float.intBitsToFloat((int) bits.low());
                    case F64 -> Double.longBitsToDouble(bits.low());
                };
            }
        };
    }
}
