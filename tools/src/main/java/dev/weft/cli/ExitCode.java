package dev.weft.cli;

/**
 * The exit codes of {@code weft}, apart from those of guests: 0, 1 for a test run with failures, 134 as a shell reports
 * an aborted process, and some of the codes that BSD's sysexits.h lists.
 */
final class ExitCode {
    static final int OK = 0;
    /** Tests failed. */
    static final int FAILURES = 1;
    /** The command line is wrong. */
    static final int USAGE = 64;
    /** The module is malformed or not valid. */
    static final int BAD_MODULE = 65;
    /** A file or folder is missing or cannot be read. */
    static final int NO_INPUT = 66;
    /** An import is missing or of another type, or a limit does not allow an instance. */
    static final int NO_LINK = 69;
    /** A bug of Weft's. */
    static final int INTERNAL = 70;
    /** A file cannot be written. */
    static final int NO_OUTPUT = 73;
    /** The guest trapped or threw what nobody caught. */
    static final int TRAP = 134;

    private ExitCode() {
    }
}
