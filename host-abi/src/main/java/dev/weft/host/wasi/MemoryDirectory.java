package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory of a file system in memory, for tests and for embedders whose guests should not touch a disk. It has what
 * POSIX has: hard and symbolic links, files that live on without a name, times, holes. {@link #create()} makes a new,
 * empty file system; lend its root with {@link Wasi.Builder#directory(String, Directory)}.
 *
 * <p>Threads: safe for use by many; one lock per file system. Holds heap memory only, so closing is optional.
 */
public final class MemoryDirectory implements Directory {
    private static final long DEFAULT_CAPACITY = 256L << 20;
    private static final int MAX_NAME = 255;

    private final MemoryNode.Volume volume;
    private final MemoryNode.Folder folder;

    private MemoryDirectory(MemoryNode.Volume volume, MemoryNode.Folder folder) {
        this.volume = volume;
        this.folder = folder;
    }

    /** The root of a new file system that keeps up to 256 MiB. */
    public static MemoryDirectory create() {
        return create(DEFAULT_CAPACITY);
    }

    /**
     * The root of a new file system that keeps up to {@code capacity} bytes, names and attributes included (NOSPC
     * beyond).
     */
    public static MemoryDirectory create(long capacity) {
        MemoryNode.Volume volume = new MemoryNode.Volume(Math.max(capacity, MemoryNode.OVERHEAD));
        try {
            return new MemoryDirectory(volume, new MemoryNode.Folder(volume));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a file, with the folders on the way to it; {@code path} is relative to this directory, with slashes. */
    public void writeFile(String path, byte[] content) throws IOException {
        synchronized (volume) {
            String[] steps = path.split("/");
            MemoryDirectory at = this;
            for (int i = 0; i < steps.length - 1; i++) {
                if (!at.folder.entries.containsKey(steps[i])) {
                    at.createDirectory(steps[i]);
                }
                at = (MemoryDirectory) at.openDirectory(steps[i]);
            }
            String name = steps[steps.length - 1];
            boolean exists = at.folder.entries.containsKey(name);
            try (OpenFile file = exists ? at.openFile(name, true, true) : at.createFile(name, true, true)) {
                file.setSize(0);
                file.write(ByteBuffer.wrap(content), 0);
            }
        }
    }

    /** Reads a file; {@code path} is relative to this directory, with slashes. Links are followed within it. */
    public byte[] readFile(String path) throws IOException {
        synchronized (volume) {
            try (PathWalk walk = PathWalk.of(this, path, PathWalk.LastLink.FOLLOW);
                    OpenFile file = walk.parent().openFile(walk.entry(Errno.ISDIR), true, false)) {
                ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
                file.read(content, 0);
                return content.array();
            }
        }
    }

    private static String checked(String name) throws IOException {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        if (name.length() > MAX_NAME) {
            throw new ErrnoException(Errno.NAMETOOLONG);
        }
        return name;
    }

    private MemoryNode node(String name) throws IOException {
        MemoryNode node = folder.entries.get(checked(name));
        if (node == null) {
            throw new ErrnoException(Errno.NOENT);
        }
        return node;
    }

    @Override
    public Filestat stat() {
        synchronized (volume) {
            return folder.stat();
        }
    }

    @Override
    public Filestat stat(String name) throws IOException {
        synchronized (volume) {
            return node(name).stat();
        }
    }

    @Override
    public List<String> list() {
        synchronized (volume) {
            return new ArrayList<>(folder.entries.keySet());
        }
    }

    @Override
    public Directory openDirectory(String name) throws IOException {
        synchronized (volume) {
            if (name.equals(".")) {
                return new MemoryDirectory(volume, folder);
            }
            return switch (node(name)) {
                case MemoryNode.Folder below -> new MemoryDirectory(volume, below);
                case MemoryNode.Link _ -> throw new ErrnoException(Errno.LOOP);
                case MemoryNode.Content _ -> throw new ErrnoException(Errno.NOTDIR);
            };
        }
    }

    @Override
    public OpenFile openFile(String name, boolean read, boolean write) throws IOException {
        synchronized (volume) {
            return switch (node(name)) {
                case MemoryNode.Content content -> new MemoryFile(content);
                case MemoryNode.Link _ -> throw new ErrnoException(Errno.LOOP);
                case MemoryNode.Folder _ -> throw new ErrnoException(Errno.ISDIR);
            };
        }
    }

    @Override
    public OpenFile createFile(String name, boolean read, boolean write) throws IOException {
        synchronized (volume) {
            checkFree(name);
            MemoryNode.Content content = new MemoryNode.Content(volume);
            add(name, content);
            return new MemoryFile(content);
        }
    }

    @Override
    public String readLink(String name) throws IOException {
        synchronized (volume) {
            if (node(name) instanceof MemoryNode.Link link) {
                return link.target;
            }
            throw new ErrnoException(Errno.INVAL);
        }
    }

    @Override
    public void createDirectory(String name) throws IOException {
        synchronized (volume) {
            checkFree(name);
            MemoryNode.Folder below = new MemoryNode.Folder(volume);
            below.links = 0;
            add(name, below);
        }
    }

    @Override
    public void createSymbolicLink(String name, String target) throws IOException {
        synchronized (volume) {
            checkFree(name);
            add(name, new MemoryNode.Link(volume, target));
        }
    }

    @Override
    public void createLink(String name, Directory source, String sourceName) throws IOException {
        synchronized (volume) {
            MemoryNode node = peer(source).node(sourceName);
            if (node instanceof MemoryNode.Folder) {
                throw new ErrnoException(Errno.PERM);
            }
            checkFree(name);
            add(name, node);
        }
    }

    private void checkFree(String name) throws IOException {
        if (folder.removed) {
            throw new ErrnoException(Errno.NOENT);
        }
        if (folder.entries.containsKey(checked(name))) {
            throw new ErrnoException(Errno.EXIST);
        }
    }

    private void add(String name, MemoryNode node) throws IOException {
        try {
            volume.take(costOf(name));
        } catch (ErrnoException e) {
            node.releaseIfUnused();
            throw e;
        }
        folder.entries.put(name, node);
        node.links++;
        node.changed();
        folder.modified();
    }

    private void remove(String name) {
        folder.entries.remove(name);
        volume.release(costOf(name));
    }

    private static long costOf(String name) {
        return MemoryNode.OVERHEAD + 2L * name.length();
    }

    private void drop(String name, MemoryNode node) throws IOException {
        remove(name);
        node.links--;
        node.changed();
        folder.modified();
        if (node instanceof MemoryNode.Folder gone) {
            gone.removed = true;
        }
        node.releaseIfUnused();
    }

    private MemoryDirectory peer(Directory directory) throws IOException {
        if (directory instanceof MemoryDirectory other && other.volume == volume) {
            return other;
        }
        throw new ErrnoException(directory instanceof ReadOnlyDirectory ? Errno.ROFS : Errno.XDEV);
    }

    @Override
    public void rename(String name, Directory target, String targetName) throws IOException {
        synchronized (volume) {
            MemoryDirectory to = peer(target);
            MemoryNode node = node(name);
            MemoryNode replaced = to.folder.entries.get(checked(targetName));
            if (node == replaced) {
                return;
            }
            if (to.folder.removed) {
                throw new ErrnoException(Errno.NOENT);
            }
            if (node instanceof MemoryNode.Folder moved && contains(moved, to.folder)) {
                throw new ErrnoException(Errno.INVAL);
            }
            if (replaced != null) {
                boolean directory = node instanceof MemoryNode.Folder;
                if (replaced instanceof MemoryNode.Folder old) {
                    if (!directory) {
                        throw new ErrnoException(Errno.ISDIR);
                    }
                    if (!old.entries.isEmpty()) {
                        throw new ErrnoException(Errno.NOTEMPTY);
                    }
                } else if (directory) {
                    throw new ErrnoException(Errno.NOTDIR);
                }
                to.drop(targetName, replaced);
            }
            to.add(targetName, node);
            remove(name);
            node.links--;
            folder.modified();
        }
    }

    private static boolean contains(MemoryNode.Folder outer, MemoryNode.Folder inner) {
        ArrayList<MemoryNode.Folder> left = new ArrayList<>(List.of(outer));
        while (!left.isEmpty()) {
            MemoryNode.Folder next = left.removeLast();
            if (next == inner) {
                return true;
            }
            for (MemoryNode node : next.entries.values()) {
                if (node instanceof MemoryNode.Folder below) {
                    left.add(below);
                }
            }
        }
        return false;
    }

    @Override
    public void unlink(String name) throws IOException {
        synchronized (volume) {
            MemoryNode node = node(name);
            if (node instanceof MemoryNode.Folder) {
                throw new ErrnoException(Errno.ISDIR);
            }
            drop(name, node);
        }
    }

    @Override
    public void removeDirectory(String name) throws IOException {
        synchronized (volume) {
            if (!(node(name) instanceof MemoryNode.Folder below)) {
                throw new ErrnoException(Errno.NOTDIR);
            }
            if (!below.entries.isEmpty()) {
                throw new ErrnoException(Errno.NOTEMPTY);
            }
            drop(name, below);
        }
    }

    @Override
    public void setTimes(String name, long atim, long mtim) throws IOException {
        synchronized (volume) {
            node(name).setTimes(atim, mtim);
        }
    }

    @Override
    public void setTimes(long atim, long mtim) {
        synchronized (volume) {
            folder.setTimes(atim, mtim);
        }
    }

    @Override
    public void close() {
        // the garbage collector knows
    }

    /** An open file of a file system in memory. */
    private static final class MemoryFile implements OpenFile {
        private final MemoryNode.Content content;
        private boolean closed;

        MemoryFile(MemoryNode.Content content) {
            this.content = content;
            content.handles++;
        }

        @Override
        public Filestat stat() {
            synchronized (content.volume) {
                return content.stat();
            }
        }

        @Override
        public int read(ByteBuffer target, long position) {
            synchronized (content.volume) {
                return content.read(target, position);
            }
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            synchronized (content.volume) {
                return content.write(source, position);
            }
        }

        @Override
        public int append(ByteBuffer source) throws IOException {
            synchronized (content.volume) {
                return content.write(source, content.size());
            }
        }

        @Override
        public long size() {
            synchronized (content.volume) {
                return content.size();
            }
        }

        @Override
        public void setSize(long size) throws IOException {
            synchronized (content.volume) {
                content.setSize(size);
            }
        }

        @Override
        public void setTimes(long atim, long mtim) {
            synchronized (content.volume) {
                content.setTimes(atim, mtim);
            }
        }

        @Override
        public void sync(boolean attributes) {
            // nothing survives a crash
        }

        @Override
        public void close() throws IOException {
            synchronized (content.volume) {
                if (!closed) {
                    closed = true;
                    content.handles--;
                    content.releaseIfUnused();
                }
            }
        }
    }
}
