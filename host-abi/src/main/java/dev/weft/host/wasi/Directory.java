package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory lent to a guest: the whole of what a file system has to offer to WASI. A name is one entry of this very
 * directory, never empty, {@code .} or {@code ..}, and has no slash (except that {@link #openDirectory} takes
 * {@code .}). <b>No operation follows a symbolic link</b>; paths are walked by {@link PathWalk}, entry by entry, which
 * is why a guest cannot get out, whatever links and dots it writes.
 *
 * <p>Failures are {@link ErrnoException}s, or what the Java file API throws, which {@link Errno#of} translates. Times
 * are nanoseconds since 1970; {@link #KEEP} leaves one as it is.
 *
 * <p>Threads: safe for use by many. Holds operating system resources until closed.
 */
public interface Directory extends AutoCloseable {
    /** The time that means "do not change". */
    long KEEP = Long.MIN_VALUE;

    /**
     * A directory of the host, with everything below it. The folder must exist; links on the way to {@code path} itself
     * are followed, for it is the embedder who wrote it.
     */
    static Directory ofHost(Path path) throws IOException {
        return HostDirectory.open(path);
    }

    /** The same directory, and everything below it, without the power to change anything (errno ROFS). */
    default Directory readOnly() {
        return this instanceof ReadOnlyDirectory ? this : new ReadOnlyDirectory(this);
    }

    /** This directory's attributes. */
    Filestat stat() throws IOException;

    /** The attributes of an entry, of the link itself if it is one; NOENT when there is none. */
    Filestat stat(String name) throws IOException;

    /**
     * What kind of thing an entry is and which; cheaper than {@link #stat(String)} where link count and ctim cost
     * extra.
     */
    default Filestat lookup(String name) throws IOException {
        return stat(name);
    }

    /** The names of all entries, without {@code .} and {@code ..}, in any order. */
    List<String> list() throws IOException;

    /** A new handle to an entry that is a directory, or to this directory for {@code .}; NOTDIR, LOOP for a link. */
    Directory openDirectory(String name) throws IOException;

    /** Opens a regular file or device that exists; LOOP for a link, ISDIR for a directory. */
    OpenFile openFile(String name, boolean read, boolean write) throws IOException;

    /** Creates an empty file and opens it, in one step; EXIST when there is such an entry already. */
    OpenFile createFile(String name, boolean read, boolean write) throws IOException;

    /** What a symbolic link says; INVAL when it is none. */
    String readLink(String name) throws IOException;

    /** Creates an empty directory; EXIST when there is such an entry. */
    void createDirectory(String name) throws IOException;

    /** Creates a symbolic link that says {@code target}; EXIST when there is such an entry. */
    void createSymbolicLink(String name, String target) throws IOException;

    /** Makes {@code name} one more name of the entry {@code sourceName} of {@code source}, which is no directory. */
    void createLink(String name, Directory source, String sourceName) throws IOException;

    /**
     * Renames an entry as POSIX {@code renameat} does, replacing a file by a file or an empty directory by a directory.
     */
    void rename(String name, Directory target, String targetName) throws IOException;

    /** Removes an entry that is no directory; ISDIR otherwise. */
    void unlink(String name) throws IOException;

    /** Removes an empty directory; NOTDIR, NOTEMPTY otherwise. */
    void removeDirectory(String name) throws IOException;

    /** Sets an entry's access and modification time, of the link itself if it is one. */
    void setTimes(String name, long atim, long mtim) throws IOException;

    /** Sets this directory's access and modification time. */
    void setTimes(long atim, long mtim) throws IOException;

    @Override
    void close() throws IOException;
}
