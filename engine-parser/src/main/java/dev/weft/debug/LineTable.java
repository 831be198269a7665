package dev.weft.debug;

import dev.weft.syntax.CustomSection;
import dev.weft.syntax.WasmModule;
import java.util.Arrays;
import java.util.List;

/**
 * Which line of the source each instruction of a module comes from, as its section {@code .debug_line} says (DWARF 2 to
 * 5). Immutable, safe for any thread.
 *
 * <p>Debugging information cannot make a module malformed: what cannot be read is left out.
 *
 * @see <a href="https://yurydelendik.github.io/webassembly-dwarf/">DWARF for WebAssembly</a>
 */
public final class LineTable {
    /** Says that no line is known from an address on. */
    static final int NONE = -1;

    private final List<String> files;
    /** Offsets in the binary in order, from each of which on the same line holds; what holds: file and line. */
    private final int[] offsets;
    private final int[] fileOf;
    private final int[] lineOf;

    /**
     * A line of a source file.
     *
     * @param file as the compiler was told its name, with its folder if that is known
     * @param line from 1
     */
    public record Line(String file, int line) {

        /** The file's name without its folders. */
        public String baseName() {
            return file.substring(file.lastIndexOf('/') + 1);
        }
    }

    private LineTable(LineProgram program, int base) {
        this.files = List.copyOf(program.files());
        long[] rows = program.rows();
        int count = rows.length;
        offsets = new int[count];
        fileOf = new int[count];
        lineOf = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = base + program.address(i);
            fileOf[i] = program.file(i);
            lineOf[i] = program.line(i);
        }
    }

    /** The table of a module, or null if there is no such section. */
    public static LineTable of(WasmModule module) {
        CustomSection lines = module.custom(".debug_line");
        int code = lines == null ? -1 : codeSection(module.bytes());
        if (code < 0) {
            return null;
        }
        LineProgram program = new LineProgram(module.bytes(), lines, module.custom(".debug_line_str"),
                module.custom(".debug_str"));
        program.run();
        program.sort();
        return new LineTable(program, code);
    }

    /** Where the contents of the code section begin: addresses count from there. -1 if there is none. */
    private static int codeSection(byte[] bytes) {
        DwarfReader in = new DwarfReader(bytes, 8, bytes.length);
        while (in.remaining() > 0) {
            int id = in.u8();
            long length = in.uleb();
            if (id == 10) {
                return in.position();
            }
            in.skip(length);
        }
        return -1;
    }

    /** The line of the instruction at an offset of the binary, or null if it is not known. */
    public Line at(int offset) {
        int at = Arrays.binarySearch(offsets, offset);
        if (at < 0) {
            at = -at - 2;
        }
        // of several rows for one offset the last holds, but the end of one function may be the start of another
        while (at >= 0 && at + 1 < offsets.length && offsets[at + 1] == offsets[at]) {
            at++;
        }
        while (at > 0 && fileOf[at] == NONE && offsets[at - 1] == offsets[at]) {
            at--;
        }
        return at < 0 || fileOf[at] == NONE || lineOf[at] <= 0 ? null
                : new Line(files.get(fileOf[at]), lineOf[at]);
    }

    /** All source files, in no order. */
    public List<String> files() {
        return files;
    }
}
