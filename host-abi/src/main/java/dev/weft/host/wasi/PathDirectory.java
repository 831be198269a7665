package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A directory of a file system without {@code openat} (Windows, a zip file): plain paths, and before each use a check
 * that the directory is still the one that was lent. Links, dots and absolute paths cannot get out; another process
 * that swaps a folder for a link within the microseconds between check and use could.
 */
final class PathDirectory implements Directory {
    private static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

    private final Path path;

    PathDirectory(Path path) {
        this.path = path;
    }

    private Path entry(String name) throws IOException {
        Path entry = HostRoot.entry(path.getFileSystem(), name);
        check();
        return path.resolve(entry);
    }

    private void check() throws IOException {
        if (!path.toRealPath().equals(path)) {
            throw new ErrnoException(Errno.NOTCAPABLE);
        }
    }

    private static Filestat read(Path path) throws IOException {
        return HostRoot.filestat(Files.readAttributes(path, BasicFileAttributes.class, NOFOLLOW));
    }

    @Override
    public Filestat stat() throws IOException {
        check();
        return HostRoot.complete(read(path), path);
    }

    @Override
    public Filestat stat(String name) throws IOException {
        Path entry = entry(name);
        return HostRoot.complete(read(entry), entry);
    }

    @Override
    public Filestat lookup(String name) throws IOException {
        return read(entry(name));
    }

    @Override
    public List<String> list() throws IOException {
        check();
        ArrayList<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                names.add(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
            }
        }
        return names;
    }

    @Override
    public Directory openDirectory(String name) throws IOException {
        if (name.equals(".")) {
            return new PathDirectory(path);
        }
        Path entry = entry(name);
        Filestat stat = read(entry);
        if (!stat.isDirectory()) {
            throw new ErrnoException(stat.isSymbolicLink() ? Errno.LOOP : Errno.NOTDIR);
        }
        return new PathDirectory(entry);
    }

    @Override
    public OpenFile openFile(String name, boolean read, boolean write) throws IOException {
        Path entry = entry(name);
        switch (read(entry).type()) {
            case SYMBOLIC_LINK -> throw new ErrnoException(Errno.LOOP);
            case DIRECTORY -> throw new ErrnoException(Errno.ISDIR);
            default -> { }
        }
        return new PathFile(entry, Files.newByteChannel(entry, options(read || !write, write)));
    }

    @Override
    public OpenFile createFile(String name, boolean read, boolean write) throws IOException {
        Path entry = entry(name);
        Set<OpenOption> options = options(read, true);
        options.add(StandardOpenOption.CREATE_NEW);
        return new PathFile(entry, Files.newByteChannel(entry, options));
    }

    private static Set<OpenOption> options(boolean read, boolean write) {
        Set<OpenOption> options = new HashSet<>();
        if (read) {
            options.add(StandardOpenOption.READ);
        }
        if (write) {
            options.add(StandardOpenOption.WRITE);
        }
        return options;
    }

    @Override
    public String readLink(String name) throws IOException {
        Path entry = entry(name);
        if (!read(entry).isSymbolicLink()) {
            throw new ErrnoException(Errno.INVAL);
        }
        return Files.readSymbolicLink(entry).toString().replace('\\', '/');
    }

    @Override
    public void createDirectory(String name) throws IOException {
        Files.createDirectory(entry(name));
    }

    @Override
    public void createSymbolicLink(String name, String target) throws IOException {
        Files.createSymbolicLink(entry(name), path.getFileSystem().getPath(target));
    }

    @Override
    public void createLink(String name, Directory source, String sourceName) throws IOException {
        Path existing = peer(source).entry(sourceName);
        if (read(existing).isDirectory()) {
            throw new ErrnoException(Errno.PERM);
        }
        Files.createLink(entry(name), existing);
    }

    private static PathDirectory peer(Directory directory) throws IOException {
        if (directory instanceof PathDirectory other) {
            return other;
        }
        throw new ErrnoException(directory instanceof ReadOnlyDirectory ? Errno.ROFS : Errno.XDEV);
    }

    @Override
    public void rename(String name, Directory target, String targetName) throws IOException {
        Path from = entry(name);
        Path to = peer(target).entry(targetName);
        boolean directory = read(from).isDirectory();
        if (directory && to.startsWith(from) && !to.equals(from)) {
            throw new ErrnoException(Errno.INVAL);
        }
        try {
            if (read(to).isDirectory() != directory) {
                throw new ErrnoException(directory ? Errno.NOTDIR : Errno.ISDIR);
            }
        } catch (NoSuchFileException e) {
            // nothing to replace
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException | UnsupportedOperationException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void unlink(String name) throws IOException {
        Path entry = entry(name);
        if (read(entry).isDirectory()) {
            throw new ErrnoException(Errno.ISDIR);
        }
        Files.delete(entry);
    }

    @Override
    public void removeDirectory(String name) throws IOException {
        Path entry = entry(name);
        if (!read(entry).isDirectory()) {
            throw new ErrnoException(Errno.NOTDIR);
        }
        Files.delete(entry);
    }

    @Override
    public void setTimes(String name, long atim, long mtim) throws IOException {
        HostDirectory.setTimes(Files.getFileAttributeView(entry(name), BasicFileAttributeView.class, NOFOLLOW), atim,
            mtim);
    }

    @Override
    public void setTimes(long atim, long mtim) throws IOException {
        check();
        HostDirectory.setTimes(Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW), atim, mtim);
    }

    @Override
    public void close() {
        // a path holds nothing
    }

    /** An open file that is a channel with a position, which is not a {@link FileChannel} everywhere. */
    private static final class PathFile implements OpenFile {
        private final Path path;
        private final SeekableByteChannel channel;

        PathFile(Path path, SeekableByteChannel channel) {
            this.path = path;
            this.channel = channel;
        }

        @Override
        public Filestat stat() throws IOException {
            return HostRoot.complete(PathDirectory.read(path), path);
        }

        @Override
        public synchronized int read(ByteBuffer target, long position) throws IOException {
            return channel.position(position).read(target);
        }

        @Override
        public synchronized int write(ByteBuffer source, long position) throws IOException {
            int length = source.remaining();
            channel.position(position);
            while (source.hasRemaining()) {
                channel.write(source);
            }
            return length;
        }

        @Override
        public synchronized int append(ByteBuffer source) throws IOException {
            return write(source, channel.size());
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public synchronized void setSize(long size) throws IOException {
            if (size > channel.size()) {
                write(ByteBuffer.allocate(1), size - 1);
            } else {
                channel.truncate(size);
            }
        }

        @Override
        public void setTimes(long atim, long mtim) throws IOException {
            HostDirectory.setTimes(Files.getFileAttributeView(path, BasicFileAttributeView.class, NOFOLLOW), atim,
                mtim);
        }

        @Override
        public void sync(boolean attributes) throws IOException {
            if (channel instanceof FileChannel file) {
                file.force(attributes);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
