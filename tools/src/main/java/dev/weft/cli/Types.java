package dev.weft.cli;

import dev.weft.syntax.AddrType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeUse;

/** Types as people read them. */
final class Types {

    private Types() {
    }

    /** A closed type. */
    static String show(ExternType type) {
        return switch (type) {
            case TypeUse use -> ((DefType) use.type()).funcType().toString();
            case TagType tag -> ((DefType) tag.type()).funcType().toString();
            case TableType table -> table(table);
            case MemType memory -> memory(memory);
            case GlobalType global -> global(global);
        };
    }

    /** A function's type. */
    static String func(FuncType type) {
        return type.toString();
    }

    static String table(TableType table) {
        return table.element() + ", " + range(table.limits(), "elements")
                + (table.addr() == AddrType.I64 ? ", i64" : "");
    }

    static String memory(MemType memory) {
        Limits limits = memory.limits();
        String pages = range(limits, memory.pageSizeLog2() == 0 ? "bytes" : "pages");
        StringBuilder text = new StringBuilder(pages);
        if (limits.min() >>> 62 - memory.pageSizeLog2() == 0) {
            text.append(" (").append(Size.human(limits.min() << memory.pageSizeLog2()));
            if (limits.hasMax() && limits.max() >>> 62 - memory.pageSizeLog2() == 0) {
                text.append(" to ").append(Size.human(limits.max() << memory.pageSizeLog2()));
            }
            text.append(')');
        }
        return text + (memory.addr() == AddrType.I64 ? ", i64" : "") + (memory.shared() ? ", shared" : "");
    }

    static String global(GlobalType global) {
        return global.mutable() ? "(mut " + global.value() + ")" : global.value().toString();
    }

    private static String range(Limits limits, String unit) {
        String min = Long.toUnsignedString(limits.min());
        return limits.hasMax() ? min + " to " + Long.toUnsignedString(limits.max()) + " " + unit
                : min + " " + unit + " or more";
    }
}
