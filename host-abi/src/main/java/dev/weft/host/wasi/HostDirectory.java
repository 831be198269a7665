package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A directory of the host, held open by a file descriptor of the operating system.
 *
 * <p>Implementation note. {@link SecureDirectoryStream} is {@code openat}, {@code fstatat}, {@code unlinkat} and
 * {@code renameat} in Java's clothes: whatever happens to the path meanwhile, an operation stays in the directory that
 * was opened. Java has no {@code mkdirat}, {@code symlinkat}, {@code linkat} and {@code readlinkat}. The first three
 * are made under a random name that guests cannot speak, in the lent folder itself (or, if that is another file system
 * or not writable, right here), checked for identity, and moved into place by {@code renameat}. A link is read by path
 * and believed only when the path leads to the entry before and after. RATIONALE.md has what is left over.
 */
final class HostDirectory implements Directory, HostRoot.Located {
    private static final int OPEN_ATTEMPTS = 16;

    private final HostRoot root;
    private final SecureDirectoryStream<Path> stream;
    private volatile Path path;

    /** Makes an entry at a path. */
    private interface Maker {
        void make(Path path) throws IOException;
    }

    private HostDirectory(HostRoot root, SecureDirectoryStream<Path> stream, Path path) {
        this.root = root;
        this.stream = stream;
        this.path = path;
        root.enter(this);
    }

    static Directory open(Path path) throws IOException {
        Path real = path.toRealPath();
        DirectoryStream<Path> stream = Files.newDirectoryStream(real);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            HostRoot root = new HostRoot(real, secure);
            return new HostDirectory(root, secure.newDirectoryStream(real.getFileSystem().getPath("."),
                HostRoot.NOFOLLOW), real);
        }
        stream.close();
        return new PathDirectory(real);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void relocate(Path newPath) {
        path = newPath;
    }

    private Path entry(String name) throws IOException {
        return HostRoot.entry(root.fileSystem, name);
    }

    @Override
    public Filestat stat() throws IOException {
        return HostRoot.complete(identity(), path);
    }

    private Filestat identity() throws IOException {
        return HostRoot.filestat(stream.getFileAttributeView(BasicFileAttributeView.class).readAttributes());
    }

    @Override
    public Filestat stat(String name) throws IOException {
        return HostRoot.complete(lookup(name), path.resolve(name));
    }

    @Override
    public Filestat lookup(String name) throws IOException {
        return HostRoot.read(stream, entry(name));
    }

    @Override
    public List<String> list() throws IOException {
        ArrayList<String> names = new ArrayList<>();
        try (SecureDirectoryStream<Path> fresh = again()) {
            for (Path entry : fresh) {
                String name = entry.getFileName().toString();
                if (!HostRoot.isStaged(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private SecureDirectoryStream<Path> again() throws IOException {
        return stream.newDirectoryStream(root.fileSystem.getPath("."), HostRoot.NOFOLLOW);
    }

    @Override
    public Directory openDirectory(String name) throws IOException {
        if (name.equals(".")) {
            return new HostDirectory(root, again(), path);
        }
        Path entry = entry(name);
        Filestat stat = HostRoot.read(stream, entry);
        if (!stat.isDirectory()) {
            throw new ErrnoException(stat.isSymbolicLink() ? Errno.LOOP : Errno.NOTDIR);
        }
        return new HostDirectory(root, stream.newDirectoryStream(entry, HostRoot.NOFOLLOW), path.resolve(entry));
    }

    @Override
    public OpenFile openFile(String name, boolean read, boolean write) throws IOException {
        Path entry = entry(name);
        for (int attempt = 0; attempt < OPEN_ATTEMPTS; attempt++) {
            Filestat stat = lookup(name);
            if (stat.type() == FileType.UNKNOWN) {
                stat = stat(name);
            }
            switch (stat.type()) {
                case REGULAR_FILE, CHARACTER_DEVICE -> { }
                case SYMBOLIC_LINK -> throw new ErrnoException(Errno.LOOP);
                case DIRECTORY -> throw new ErrnoException(Errno.ISDIR);
                default -> throw new ErrnoException(Errno.NOTSUP);
            }
            FileChannel channel = channel(entry, read || !write, write);
            Filestat now;
            try {
                now = lookup(name);
            } catch (NoSuchFileException e) {
                now = null;
            }
            if (now != null && now.sameFile(stat)) {
                return new HostFile(root, path.resolve(entry), channel, stat);
            }
            channel.close();
        }
        throw new ErrnoException(Errno.AGAIN);
    }

    @Override
    public OpenFile createFile(String name, boolean read, boolean write) throws IOException {
        Path entry = entry(name);
        FileChannel channel = channel(entry, read, true, StandardOpenOption.CREATE_NEW);
        return new HostFile(root, path.resolve(entry), channel, lookup(name));
    }

    private FileChannel channel(Path entry, boolean read, boolean write, OpenOption... more) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(more));
        options.add(HostRoot.NOFOLLOW);
        if (read) {
            options.add(StandardOpenOption.READ);
        }
        if (write) {
            options.add(StandardOpenOption.WRITE);
        }
        SeekableByteChannel channel = stream.newByteChannel(entry, options);
        if (channel instanceof FileChannel file) {
            return file;
        }
        channel.close();
        throw new ErrnoException(Errno.NOTSUP);
    }

    @Override
    public String readLink(String name) throws IOException {
        Filestat stat = lookup(name);
        if (!stat.isSymbolicLink()) {
            throw new ErrnoException(Errno.INVAL);
        }
        Path link = path.resolve(name);
        if (leadsTo(link, stat)) {
            String target = Files.readSymbolicLink(link).toString();
            if (leadsTo(link, stat)) {
                return target;
            }
        }
        throw new ErrnoException(Errno.AGAIN);
    }

    private static boolean leadsTo(Path path, Filestat stat) throws IOException {
        try {
            return HostRoot.filestat(Files.readAttributes(path, BasicFileAttributes.class,
                HostRoot.NOFOLLOW)).sameFile(stat);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    @Override
    public void createDirectory(String name) throws IOException {
        create(name, null, Files::createDirectory);
    }

    @Override
    public void createSymbolicLink(String name, String target) throws IOException {
        Path content = root.fileSystem.getPath(target);
        create(name, null, staged -> Files.createSymbolicLink(staged, content));
    }

    @Override
    public void createLink(String name, Directory source, String sourceName) throws IOException {
        HostDirectory from = peer(source);
        Filestat stat = from.lookup(sourceName);
        if (stat.isDirectory()) {
            throw new ErrnoException(Errno.PERM);
        }
        Path existing = from.path.resolve(sourceName);
        create(name, stat, staged -> Files.createLink(staged, existing));
    }

    private static HostDirectory peer(Directory directory) throws IOException {
        if (directory instanceof HostDirectory host) {
            return host;
        }
        throw new ErrnoException(directory instanceof ReadOnlyDirectory ? Errno.ROFS : Errno.XDEV);
    }

    /** Makes an entry under a staged name and moves it to {@code name}; {@code expected}: what it has to be. */
    private void create(String name, Filestat expected, Maker maker) throws IOException {
        Path entry = entry(name);
        if (exists(entry)) {
            throw new ErrnoException(Errno.EXIST);
        }
        try {
            stage(root.stream, root.path, expected, maker, (place, staged) -> place.move(staged, stream, entry));
        } catch (IOException e) {
            if (exists(entry)) {
                throw new ErrnoException(Errno.EXIST);
            }
            if (!elsewhere(e)) {
                throw e;
            }
            stage(stream, path, expected, maker, (place, staged) -> place.move(staged, stream, entry));
        }
    }

    /**
     * Whether staging has to happen somewhere else than in the lent folder. Not when something is missing: that is
     * somebody who moves folders about, and the path to this one may lead anywhere by now.
     */
    private static boolean elsewhere(IOException e) {
        return e instanceof AtomicMoveNotSupportedException
            || switch (Errno.of(e)) {
                case XDEV, ACCES, PERM, ROFS -> true;
                default -> false;
            };
    }

    private boolean exists(Path entry) throws IOException {
        try {
            HostRoot.read(stream, entry);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** What is done with a staged entry. */
    private interface Use {
        void use(SecureDirectoryStream<Path> place, Path staged) throws IOException;
    }

    private void stage(SecureDirectoryStream<Path> place, Path where, Filestat expected, Maker maker, Use use)
            throws IOException {
        Path staged = root.fileSystem.getPath(HostRoot.stagedName());
        Path made = where.resolve(staged);
        maker.make(made);
        boolean used = false;
        Filestat stat = null;
        try {
            stat = HostRoot.read(place, staged);
            if (expected != null && !expected.sameFile(stat)) {
                throw new ErrnoException(Errno.AGAIN);
            }
            use.use(place, staged);
            used = true;
        } finally {
            if (stat == null) {
                Files.deleteIfExists(made);
            } else if (!used || expected != null) {
                discard(place, staged, stat.isDirectory());
            }
        }
    }

    private static void discard(SecureDirectoryStream<Path> place, Path staged, boolean directory) throws IOException {
        try {
            if (directory) {
                place.deleteDirectory(staged);
            } else {
                place.deleteFile(staged);
            }
        } catch (NoSuchFileException e) {
            // moved, as it should be
        }
    }

    @Override
    public void rename(String name, Directory target, String targetName) throws IOException {
        HostDirectory to = peer(target);
        Path from = entry(name);
        Path into = to.entry(targetName);
        Path oldPath = path.resolve(from);
        Path newPath = to.path.resolve(into);
        boolean directory = HostRoot.read(stream, from).isDirectory();
        if (directory && to.path.startsWith(oldPath)) {
            throw new ErrnoException(Errno.INVAL);
        }
        if (to.exists(into)) {
            boolean replacesDirectory = HostRoot.read(to.stream, into).isDirectory();
            if (directory != replacesDirectory) {
                throw new ErrnoException(directory ? Errno.NOTDIR : Errno.ISDIR);
            }
        }
        stream.move(from, to.stream, into);
        HostRoot.renamed(oldPath, newPath);
    }

    @Override
    public void unlink(String name) throws IOException {
        Path entry = entry(name);
        if (HostRoot.read(stream, entry).isDirectory()) {
            throw new ErrnoException(Errno.ISDIR);
        }
        stream.deleteFile(entry);
    }

    @Override
    public void removeDirectory(String name) throws IOException {
        Path entry = entry(name);
        if (!HostRoot.read(stream, entry).isDirectory()) {
            throw new ErrnoException(Errno.NOTDIR);
        }
        stream.deleteDirectory(entry);
    }

    @Override
    public void setTimes(String name, long atim, long mtim) throws IOException {
        Path entry = entry(name);
        Filestat stat = HostRoot.read(stream, entry);
        switch (stat.type()) {
            case REGULAR_FILE, DIRECTORY ->
                setTimes(stream.getFileAttributeView(entry, BasicFileAttributeView.class, HostRoot.NOFOLLOW), atim,
                    mtim);
            case SYMBOLIC_LINK -> setLinkTimes(name, stat, atim, mtim);
            default -> throw new ErrnoException(Errno.NOTSUP);
        }
    }

    /** Through a second, staged name of the link: Java sets a link's own times by path only. */
    private void setLinkTimes(String name, Filestat stat, long atim, long mtim) throws IOException {
        Path existing = path.resolve(name);
        Maker link = staged -> Files.createLink(staged, existing);
        try {
            stage(root.stream, root.path, stat, link, (_, staged) -> setTimes(root.path.resolve(staged), atim, mtim));
        } catch (IOException e) {
            if (!elsewhere(e)) {
                throw e;
            }
            stage(stream, path, stat, link, (_, staged) -> setTimes(path.resolve(staged), atim, mtim));
        }
    }

    private static void setTimes(Path path, long atim, long mtim) throws IOException {
        setTimes(Files.getFileAttributeView(path, BasicFileAttributeView.class, HostRoot.NOFOLLOW), atim, mtim);
    }

    static void setTimes(BasicFileAttributeView view, long atim, long mtim) throws IOException {
        view.setTimes(HostRoot.time(mtim), HostRoot.time(atim), null);
    }

    @Override
    public void setTimes(long atim, long mtim) throws IOException {
        setTimes(stream.getFileAttributeView(BasicFileAttributeView.class), atim, mtim);
    }

    @Override
    public void close() throws IOException {
        stream.close();
        root.leave(this);
    }
}
