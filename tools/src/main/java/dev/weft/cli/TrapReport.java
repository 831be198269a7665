package dev.weft.cli;

import dev.weft.debug.LineTable;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmFrame;
import dev.weft.syntax.Names;
import java.util.List;

/** A trap as the user sees it: its message, then the guest's calls, innermost first. */
final class TrapReport {
    private static final int MOST_FRAMES = 40;

    private TrapReport() {
    }

    static String of(Trap trap) {
        StringBuilder report = new StringBuilder("trap: ").append(trap.getMessage());
        List<WasmFrame> frames = trap.frames();
        int shown = Math.min(frames.size(), MOST_FRAMES);
        for (int i = 0; i < shown; i++) {
            WasmFrame frame = frames.get(i);
            String name = frame.functionName();
            report.append("\n    at ").append(name == null ? "func[" + frame.funcIdx() + "]" : Names.escaped(name))
                    .append(" (func ").append(frame.funcIdx());
            if (frame.offset() >= 0) {
                report.append(", offset 0x").append(Integer.toHexString(frame.offset()));
            }
            LineTable.Line line = frame.sourceLine();
            if (line != null) {
                report.append(", ").append(line.baseName()).append(':').append(line.line());
            }
            report.append(')');
        }
        if (trap.frameCount() > shown) {
            report.append("\n    and ").append(trap.frameCount() - shown).append(" more calls");
        }
        return report.toString();
    }
}
