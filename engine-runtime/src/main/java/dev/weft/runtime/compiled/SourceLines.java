package dev.weft.runtime.compiled;

import dev.weft.debug.LineTable;
import dev.weft.runtime.PreparedModule;
import dev.weft.syntax.Func;

/**
 * The line numbers of one function's instructions, in the order in which a walk over the body meets them: their
 * ordinals from 1, or lines of the source.
 *
 * <p>A class file names one source file. Instructions that come from another one, such as those of functions that were
 * inlined, get the line before them. A JVM has no lines above 65,535.
 */
public final class SourceLines {
    private static final int HIGHEST = 0xFFFF;

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

    /** The line of the next instruction, whose offset in the binary is given. */
    public int next(int offset) {
        if (table == null) {
            return Math.min(++ordinal, HIGHEST);
        }
        LineTable.Line found = table.at(offset);
        if (found != null && found.file().equals(file)) {
            line = Math.min(found.line(), HIGHEST);
        }
        return line;
    }
}
