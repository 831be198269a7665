package dev.weft.script;

/**
 * What became of one command of a script.
 *
 * @param file   the script, relative to its suite
 * @param line   the command's line
 * @param tier   the tier it ran on
 * @param result how it went
 * @param detail why it failed or was skipped; null if it passed
 */
public record Outcome(String file, int line, String tier, Result result, String detail) {

    /** How a command may end. */
    public enum Result {
        PASSED, FAILED, SKIPPED
    }

    @Override
    public String toString() {
        return file + ":" + line + " [" + tier + "] " + result.name().toLowerCase(java.util.Locale.ROOT)
                + (detail == null ? "" : ": " + detail);
    }
}
