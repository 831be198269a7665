package dev.weft.host.wasi;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * A guest's path, walked inside the sandbox: the open directory that holds the last name, and that name.
 *
 * <p>Implementation note. The walk starts at an open directory and takes one name at a time, each opened relative to
 * the one before without following links ({@code openat} with {@code O_NOFOLLOW} below), so no other process can slip a
 * link in between a check and its use. Links are read and expanded here: an absolute one, like an absolute path or a
 * {@code ..} above the start, is NOTCAPABLE. Only the current directory is kept open; {@code ..} drops the last name
 * and the remaining ones are walked again when they are needed, which keeps a deep path from eating all file
 * descriptors.
 */
final class PathWalk implements AutoCloseable {
    /** What happens to a symbolic link that is the last name. */
    enum LastLink {
        /** It is expanded. */
        FOLLOW,
        /** It is the result, unless a slash comes after it. */
        KEEP,
        /**
         * It is the result; a slash after it is NOTDIR: the operation is about the entry, not about what it leads to.
         */
        ENTRY
    }

    /** How long a path or the text of a link may be. */
    static final int MAX_PATH = 4096;

    private static final int MAX_LINKS = 40;

    private final Directory base;
    private final ArrayList<String> names = new ArrayList<>();
    private final ArrayDeque<String> pending = new ArrayDeque<>();
    private Directory current;
    private String name;
    private boolean slash;
    private boolean dot;

    private PathWalk(Directory base) {
        this.base = base;
        this.current = base;
    }

    /** Walks {@code path} from {@code base}; the caller closes the result, and keeps {@code base}. */
    static PathWalk of(Directory base, String path, LastLink lastLink) throws IOException {
        PathWalk walk = new PathWalk(base);
        try {
            walk.run(path, lastLink);
            return walk;
        } catch (IOException | RuntimeException e) {
            walk.close();
            throw e;
        }
    }

    /** The directory that holds {@link #name()}. */
    Directory parent() {
        return current;
    }

    /** The last name; null when the path leads to {@link #parent()} itself. */
    String name() {
        return name;
    }

    /** Whether the path asks for a directory, by a slash or a dot at its end. */
    boolean asksDirectory() {
        return slash;
    }

    /**
     * The last name, for an operation that makes, moves or removes it, which cannot be done to {@code .} and {@code
     * ..}.
     */
    String entry(Errno ifNone) throws IOException {
        if (name == null || dot) {
            throw new ErrnoException(ifNone);
        }
        return name;
    }

    private void run(String path, LastLink lastLink) throws IOException {
        if (path.length() > MAX_PATH) {
            throw new ErrnoException(Errno.NAMETOOLONG);
        }
        prepend(path);
        int links = 0;
        for (String step = pending.poll(); step != null; step = pending.poll()) {
            if (step.equals("..")) {
                up();
                continue;
            }
            boolean last = pending.isEmpty();
            if (last && !slash && lastLink != LastLink.FOLLOW) {
                arrive(step);
                return;
            }
            Filestat stat = lookup(step, last);
            if (stat == null) {
                arrive(step);
                return;
            }
            if (stat.isSymbolicLink()) {
                if (last && lastLink == LastLink.ENTRY) {
                    throw new ErrnoException(Errno.NOTDIR);
                }
                if (++links > MAX_LINKS) {
                    throw new ErrnoException(Errno.LOOP);
                }
                prepend(current().readLink(step));
                continue;
            }
            if ((!last || slash) && !stat.isDirectory()) {
                throw new ErrnoException(Errno.NOTDIR);
            }
            if (last) {
                arrive(step);
                return;
            }
            down(step);
        }
        current();
    }

    private void prepend(String path) throws IOException {
        if (path.isEmpty()) {
            throw new ErrnoException(Errno.NOENT);
        }
        if (path.charAt(0) == '/') {
            throw new ErrnoException(Errno.NOTCAPABLE);
        }
        if (path.indexOf('\0') >= 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        boolean last = pending.isEmpty();
        int end = path.length();
        boolean tail = true;
        while (end > 0) {
            int start = path.lastIndexOf('/', end - 1) + 1;
            String step = path.substring(start, end);
            if (step.isEmpty() || step.equals(".")) {
                slash |= last && tail;
                dot |= last && tail && !step.isEmpty();
            } else {
                pending.push(step);
                tail = false;
            }
            end = start - 1;
        }
    }

    private Filestat lookup(String step, boolean last) throws IOException {
        try {
            return current().lookup(step);
        } catch (IOException e) {
            if (last && Errno.of(e) == Errno.NOENT) {
                return null;
            }
            throw e;
        }
    }

    private void arrive(String step) throws IOException {
        current();
        name = step;
    }

    private void up() throws IOException {
        if (names.isEmpty()) {
            throw new ErrnoException(Errno.NOTCAPABLE);
        }
        names.removeLast();
        leave();
        if (names.isEmpty()) {
            current = base;
        }
    }

    private void down(String step) throws IOException {
        Directory next = current().openDirectory(step);
        leave();
        names.add(step);
        current = next;
    }

    private Directory current() throws IOException {
        if (current == null) {
            Directory at = base;
            for (String step : names) {
                Interruption.check();
                Directory next;
                try {
                    next = at.openDirectory(step);
                } finally {
                    if (at != base) {
                        at.close();
                    }
                }
                at = next;
            }
            current = at;
        }
        return current;
    }

    private void leave() throws IOException {
        Directory left = current;
        current = null;
        if (left != null && left != base) {
            left.close();
        }
    }

    @Override
    public void close() throws IOException {
        leave();
    }
}
