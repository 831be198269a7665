package dev.weft.host.caos;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The requests that a job runs for, from the outermost to its own. Immutable; each level shares those above.
 *
 * <p>Thousands of jobs may wait one for another, so the text of a stack is made when somebody asks for it.
 */
final class RunStack {
    /** Nobody's. */
    static final RunStack EMPTY = new RunStack(null, "", 0);

    private static final int HASH = 40;

    private final RunStack above;
    private final String request;
    private final int depth;

    private RunStack(RunStack above, String request, int depth) {
        this.above = above;
        this.request = request;
        this.depth = depth;
    }

    /** The stack of a text with a hash on each line; blank lines do not count. */
    static RunStack parse(String text) throws CaosException {
        RunStack stack = EMPTY;
        for (String line : text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
            if (!GitObject.isHash(line)) {
                throw CaosException.of(400, "invalid stack: " + line);
            }
            stack = stack.with(line);
        }
        return stack;
    }

    RunStack with(String inner) {
        return new RunStack(this, inner, depth + 1);
    }

    int depth() {
        return depth;
    }

    /** The innermost request; empty if there is none. */
    String last() {
        return request;
    }

    boolean contains(String wanted) {
        int hash = wanted.hashCode();
        for (RunStack at = this; at.depth > 0; at = at.above) {
            if (at.request.hashCode() == hash && at.request.equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The text of the stack as a string of JSON without its quotes, between other bytes: a guest is told its stack with
     * every look at its job, and of a deep one that is most of the work.
     */
    byte[] escapedBetween(byte[] before, byte[] behind) {
        int step = HASH + 2;
        int length = before.length + Math.max(0, depth * step - 2);
        byte[] bytes = Arrays.copyOf(before, length + behind.length);
        int end = length;
        for (RunStack at = this; at.depth > 0; at = at.above) {
            byte[] text = at.request.getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(text, 0, bytes, end - HASH, HASH);
            end -= HASH;
            if (at.depth > 1) {
                bytes[--end] = 'n';
                bytes[--end] = '\\';
            }
        }
        System.arraycopy(behind, 0, bytes, length, behind.length);
        return bytes;
    }

    /** The requests with something between them, outermost first. */
    String join(String between) {
        String[] parts = new String[depth];
        for (RunStack at = this; at.depth > 0; at = at.above) {
            parts[at.depth - 1] = at.request;
        }
        return String.join(between, parts);
    }

    /** A hash on each line. */
    @Override
    public String toString() {
        return join("\n");
    }
}
