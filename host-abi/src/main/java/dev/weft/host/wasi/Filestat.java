package dev.weft.host.wasi;

/**
 * The attributes of a file, as WASI's {@code filestat}: device and serial number (together the file's identity), kind,
 * number of hard links, size in bytes, and times in nanoseconds since 1970.
 */
public record Filestat(long dev, long ino, FileType type, long nlink, long size, long atim, long mtim, long ctim) {
    /** The attributes of something that is no file: a stream or a socket. */
    static Filestat of(FileType type) {
        return new Filestat(0, 0, type, 1, 0, 0, 0, 0);
    }

    boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    boolean isSymbolicLink() {
        return type == FileType.SYMBOLIC_LINK;
    }

    /** Whether both describe the same file. */
    boolean sameFile(Filestat other) {
        return dev == other.dev && ino == other.ino;
    }
}
