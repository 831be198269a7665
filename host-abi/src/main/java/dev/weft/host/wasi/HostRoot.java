package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The folder an embedder lent, shared by everything opened below it: where entries are prepared that Java cannot make
 * relative to an open directory, and the one place that knows how {@link SecureDirectoryStream} is spoken to.
 */
final class HostRoot {
    /** Names that begin so are ours: no guest can see, make or remove one. */
    static final String STAGED = ".weft-staged-";
    static final LinkOption NOFOLLOW = LinkOption.NOFOLLOW_LINKS;

    private static final String STAGED_UPPER = STAGED.toUpperCase(Locale.ROOT);
    private static final Set<Located> OPEN = ConcurrentHashMap.newKeySet();

    final Path path;
    final FileSystem fileSystem;
    final SecureDirectoryStream<Path> stream;
    private final AtomicInteger users = new AtomicInteger();

    /** Something open that has a path; told when a guest renames what is on the way to it. */
    interface Located {
        Path path();

        void relocate(Path path);
    }

    HostRoot(Path path, SecureDirectoryStream<Path> stream) {
        this.path = path;
        this.fileSystem = path.getFileSystem();
        this.stream = stream;
    }

    void enter(Located user) {
        users.incrementAndGet();
        OPEN.add(user);
    }

    void leave(Located user) throws IOException {
        if (OPEN.remove(user) && users.decrementAndGet() == 0) {
            stream.close();
        }
    }

    static void renamed(Path from, Path to) {
        for (Located open : OPEN) {
            Path path = open.path();
            if (path.startsWith(from)) {
                open.relocate(path.equals(from) ? to : to.resolve(from.relativize(path)));
            }
        }
    }

    static String stagedName() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return STAGED + HexFormat.of().formatHex(random);
    }

    /** Whether a name is ours, on file systems that do not tell upper from lower case, too. */
    static boolean isStaged(String name) {
        return name.startsWith(".") && name.toUpperCase(Locale.ROOT).startsWith(STAGED_UPPER);
    }

    /** A name as a path of one step; names with a meaning of their own to the platform are refused. */
    static Path entry(FileSystem fileSystem, String name) throws IOException {
        Path entry = fileSystem.getPath(name);
        if (isStaged(name)) {
            throw new ErrnoException(Errno.NOENT);
        }
        if (entry.isAbsolute() || entry.getNameCount() != 1 || !entry.toString().equals(name)) {
            throw new ErrnoException(Errno.INVAL);
        }
        return entry;
    }

    /**
     * Opens the directory that holds {@code file}, which lies below this root, name by name and without following
     * links.
     */
    SecureDirectoryStream<Path> openParent(Path file) throws IOException {
        if (!file.startsWith(path)) {
            throw new ErrnoException(Errno.NOTSUP);
        }
        SecureDirectoryStream<Path> at = stream.newDirectoryStream(fileSystem.getPath("."), NOFOLLOW);
        Path way = path.relativize(file).getParent();
        if (way != null) {
            for (Path step : way) {
                SecureDirectoryStream<Path> next;
                try {
                    next = at.newDirectoryStream(step, NOFOLLOW);
                } finally {
                    at.close();
                }
                at = next;
            }
        }
        return at;
    }

    static Filestat read(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        return filestat(directory.getFileAttributeView(name, BasicFileAttributeView.class, NOFOLLOW).readAttributes());
    }

    /**
     * Adds what only a path gives (link count, ctim, kind of device) to what is known of a file, provided that the path
     * leads to that very file; attributes come with the identity in one system call, so a swap cannot mix two files.
     */
    static Filestat complete(Filestat known, Path path) {
        try {
            var unix = Files.readAttributes(path, "unix:dev,ino,nlink,ctime,mode", NOFOLLOW);
            if ((Long) unix.get("dev") != known.dev() || (Long) unix.get("ino") != known.ino()) {
                return known;
            }
            FileType type = known.type() == FileType.UNKNOWN ? typeOf((Integer) unix.get("mode")) : known.type();
            return new Filestat(known.dev(), known.ino(), type, ((Number) unix.get("nlink")).longValue(), known.size(),
                known.atim(), known.mtim(), nanos((FileTime) unix.get("ctime")));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return known;
        }
    }

    private static FileType typeOf(int mode) {
        return switch (mode & 0170000) {
            case 0020000 -> FileType.CHARACTER_DEVICE;
            case 0060000 -> FileType.BLOCK_DEVICE;
            case 0140000 -> FileType.SOCKET_STREAM;
            default -> FileType.UNKNOWN;
        };
    }

    static Filestat filestat(BasicFileAttributes attributes) {
        long dev = 0;
        long ino = 0;
        String key = String.valueOf(attributes.fileKey());
        int comma = key.indexOf(",ino=");
        if (key.startsWith("(dev=") && comma > 0 && key.endsWith(")")) {
            dev = Long.parseUnsignedLong(key, 5, comma, 16);
            ino = Long.parseUnsignedLong(key, comma + 5, key.length() - 1, 10);
        } else {
            ino = key.hashCode() & 0xFFFFFFFFL;
        }
        FileType type = attributes.isRegularFile() ? FileType.REGULAR_FILE
            : attributes.isDirectory() ? FileType.DIRECTORY
            : attributes.isSymbolicLink() ? FileType.SYMBOLIC_LINK : FileType.UNKNOWN;
        long mtim = nanos(attributes.lastModifiedTime());
        return new Filestat(dev, ino, type, 1, attributes.size(), nanos(attributes.lastAccessTime()), mtim, mtim);
    }

    static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    static FileTime time(long nanos) {
        return nanos == Directory.KEEP ? null : FileTime.from(nanos, TimeUnit.NANOSECONDS);
    }
}
