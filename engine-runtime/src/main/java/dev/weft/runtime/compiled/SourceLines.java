package dev.weft.runtime.compiled;

import dev.weft.debug.LineTable;
import dev.weft.runtime.PreparedModule;
import dev.weft.syntax.Func;

/**
 * The line numbers of one function's instructions, in the order in which a walk over the body meets them: their
 * ordinals from 1, or lines of the source.
 *
 * <p>A class file names one source file. Instructions that come from another one, such as those of functions that were
 * inlined, get the line before them.
 *
 * <p>A JVM has no lines above 65,535. Higher lines of a source become that one. Ordinals from {@value #FAR} on are
 * numbered anew in each method that has them, and beside the method is one that tells them, {@link EmittedNames#LINES}:
 * a string with two chars for each, the upper bits and the lower 15.
 */
public final class SourceLines {
    private static final int HIGHEST = 0xFFFF;
    /** Leaves more lines than a method has instructions that HotSpot compiles. */
    private static final int FAR = 0xE000;
    private static final int LOW_BITS = 15;

    private final LineTable table;
    private final String file;
    private int ordinal;
    private int line = 1;

    private SourceLines(LineTable table, String file) {
        this.table = table;
        this.file = file;
    }

    /** The lines of a function of which a class's source file is known; that is null if lines are ordinals. */
    public static SourceLines of(PreparedModule module, String file) {
        return new SourceLines(file == null ? null : module.lines(), file);
    }

    /** The source file of a function that the module defines, or null if lines are to be ordinals. */
    public static String fileOf(PreparedModule module, Func func) {
        LineTable table = module.engine().hasSourceLines() ? module.lines() : null;
        // its last instruction: the first may be of another function that was inlined
        LineTable.Line line = table == null ? null : table.at(func.code().offset() + func.code().length() - 1);
        return line == null ? null : line.file();
    }

    /**
     * The line of the next instruction, whose offset in the binary is given; see {@link #shown} for what a class file
     * has in its place.
     */
    public int next(int offset) {
        if (table == null) {
            return ++ordinal;
        }
        LineTable.Line found = table.at(offset);
        if (found != null && found.file().equals(file)) {
            line = Math.min(found.line(), HIGHEST);
        }
        return line;
    }

    /** The number for a line in a class file; {@code far} collects what the method beside the method tells. */
    public int shown(int line, StringBuilder far) {
        if (table != null || line < FAR) {
            return line;
        }
        far.append((char) (line >>> LOW_BITS)).append((char) (line & (1 << LOW_BITS) - 1));
        return Math.min(FAR + far.length() / 2 - 1, HIGHEST);
    }

    /** Whether a number in a class file stands for an ordinal that is only told beside the method. */
    boolean isFar(int shown) {
        return table == null && shown >= FAR;
    }

    /** The ordinal for which a number stands, by what the method beside the method tells. */
    static int ordinal(int shown, String far) {
        int at = 2 * (shown - FAR);
        return far.charAt(at) << LOW_BITS | far.charAt(at + 1);
    }
}
