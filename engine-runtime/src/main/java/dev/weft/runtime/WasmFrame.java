package dev.weft.runtime;

import dev.weft.debug.LineTable;
import dev.weft.syntax.Names;

/**
 * One call of a guest's function that a trap or an uncaught exception ended.
 *
 * @param module  the module that defines the function
 * @param funcIdx the function's index in that module
 * @param offset  of the instruction in the binary, or -1 if it is not known
 */
public record WasmFrame(PreparedModule module, int funcIdx, int offset) {

    /** The function's name according to the module's name section, or else its export name, or null. */
    public String functionName() {
        return module == null ? null : module.functionName(funcIdx);
    }

    /** The line of the source, if the module has debugging information in the format DWARF, or null. */
    public LineTable.Line sourceLine() {
        LineTable lines = module == null || offset < 0 ? null : module.lines();
        return lines == null ? null : lines.at(offset);
    }

    /** The place as messages show it: {@code func 12 "average", offset 0x1f3}. */
    public String place() {
        String name = functionName();
        return "func " + funcIdx
                + (name == null ? "" : " " + Names.quoted(name))
                + (offset < 0 ? "" : ", offset 0x" + Integer.toHexString(offset));
    }

    /**
     * The frame in the shape of a Java one: the module's name (or {@code wasm}) as class, the function's name as
     * method, the binary offset in place of the line; or the line, if the engine has source lines.
     */
    public StackTraceElement toStackTraceElement() {
        String name = functionName();
        String moduleName = module == null ? null : module.name();
        LineTable.Line line = module != null && module.engine().hasSourceLines() ? sourceLine() : null;
        return new StackTraceElement(
                moduleName == null || moduleName.isEmpty() ? "wasm" : Names.escaped(moduleName),
                name == null ? "func[" + funcIdx + "]" : Names.escaped(name),
                line != null ? line.file() : offset < 0 ? "func " + funcIdx
                        : "func " + funcIdx + ", offset 0x" + Integer.toHexString(offset),
                line != null ? line.line() : -1);
    }

    @Override
    public String toString() {
        return place();
    }
}
