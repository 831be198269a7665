package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** What a file descriptor stands for: the thing, the rights to it, and its flags. */
abstract sealed class Descriptor
        permits Descriptor.Folder, Descriptor.File, InputDescriptor, OutputDescriptor, SocketDescriptor {
    static final int APPEND = 1;
    static final int DSYNC = 2;
    static final int NONBLOCK = 4;
    static final int RSYNC = 8;
    static final int SYNC = 16;

    private long rights;
    private long inheriting;
    private volatile int flags;

    Descriptor(long rights, long inheriting, int flags) {
        this.rights = rights;
        this.inheriting = inheriting;
        this.flags = flags;
    }

    final synchronized long rights() {
        return rights;
    }

    final synchronized long inheriting() {
        return inheriting;
    }

    /** Gives rights up; rights it does not have are NOTCAPABLE. */
    final synchronized void setRights(long newRights, long newInheriting) throws IOException {
        if ((newRights & ~rights) != 0 || (newInheriting & ~inheriting) != 0) {
            throw new ErrnoException(Errno.NOTCAPABLE);
        }
        rights = newRights;
        inheriting = newInheriting;
    }

    /** Returns this if it has all of {@code needed}; otherwise NOTCAPABLE. */
    final void require(long needed) throws IOException {
        if ((needed & ~rights()) != 0) {
            throw new ErrnoException(Errno.NOTCAPABLE);
        }
    }

    final int flags() {
        return flags;
    }

    void setFlags(int newFlags) throws IOException {
        flags = newFlags;
    }

    final boolean has(int flag) {
        return (flags & flag) != 0;
    }

    abstract FileType type();

    abstract Filestat stat() throws IOException;

    abstract void close() throws IOException;

    /** Reads what is there, waiting for the first byte; -1 at the end. */
    int read(ByteBuffer target) throws IOException {
        throw new ErrnoException(Errno.BADF);
    }

    int write(ByteBuffer source) throws IOException {
        throw new ErrnoException(Errno.BADF);
    }

    /** The file with positions below this descriptor; SPIPE when there is none. */
    File file() throws IOException {
        throw new ErrnoException(Errno.SPIPE);
    }

    /** The directory; NOTDIR when it is none. */
    Folder folder() throws IOException {
        throw new ErrnoException(Errno.NOTDIR);
    }

    SocketDescriptor socket() throws IOException {
        throw new ErrnoException(Errno.NOTSOCK);
    }

    void sync(boolean attributes) throws IOException {
        throw new ErrnoException(Errno.INVAL);
    }

    void setTimes(long atim, long mtim) throws IOException {
        throw new ErrnoException(Errno.NOTSUP);
    }

    /** A directory. */
    static final class Folder extends Descriptor {
        final Directory directory;
        /** The name it was lent under; null when the guest opened it. */
        final String preopened;
        private List<String> listing;

        Folder(Directory directory, String preopened, long rights, long inheriting, int flags) {
            super(rights, inheriting, flags);
            this.directory = directory;
            this.preopened = preopened;
        }

        /** The entries as of the last time they were read from the start. */
        synchronized List<String> listing(boolean fromStart) throws IOException {
            if (fromStart || listing == null) {
                listing = directory.list();
            }
            return listing;
        }

        /** Forgets them; who goes on reading gets those of then. */
        synchronized void forgetListing() {
            listing = null;
        }

        @Override
        FileType type() {
            return FileType.DIRECTORY;
        }

        @Override
        Filestat stat() throws IOException {
            return directory.stat();
        }

        @Override
        Folder folder() {
            return this;
        }

        @Override
        File file() throws IOException {
            throw new ErrnoException(Errno.ISDIR);
        }

        @Override
        int read(ByteBuffer target) throws IOException {
            throw new ErrnoException(Errno.ISDIR);
        }

        @Override
        int write(ByteBuffer source) throws IOException {
            throw new ErrnoException(Errno.ISDIR);
        }

        @Override
        void sync(boolean attributes) {
            // Java does not sync directories; renames and removals are in order anyway
        }

        @Override
        void setTimes(long atim, long mtim) throws IOException {
            directory.setTimes(atim, mtim);
        }

        @Override
        void close() throws IOException {
            forgetListing();
            directory.close();
        }
    }

    /** A file and the position in it. */
    static final class File extends Descriptor {
        private final OpenFile file;
        private final FileType type;
        private long position;

        File(OpenFile file, FileType type, long rights, long inheriting, int flags) {
            super(rights, inheriting, flags);
            this.file = file;
            this.type = type;
        }

        @Override
        FileType type() {
            return type;
        }

        @Override
        Filestat stat() throws IOException {
            return file.stat();
        }

        @Override
        File file() throws IOException {
            if (!file.seekable()) {
                throw new ErrnoException(Errno.SPIPE);
            }
            return this;
        }

        @Override
        synchronized int read(ByteBuffer target) throws IOException {
            int count = file.read(target, position);
            if (count > 0) {
                position += count;
            }
            return count;
        }

        int read(ByteBuffer target, long at) throws IOException {
            return file.read(target, at);
        }

        @Override
        synchronized int write(ByteBuffer source) throws IOException {
            int count;
            if (has(APPEND) && file.seekable()) {
                count = file.append(source);
                position = file.size();
            } else {
                count = file.write(source, position);
                position += count;
            }
            writeThrough();
            return count;
        }

        int write(ByteBuffer source, long at) throws IOException {
            int count = file.write(source, at);
            writeThrough();
            return count;
        }

        private void writeThrough() throws IOException {
            if (has(SYNC)) {
                file.sync(true);
            } else if (has(DSYNC)) {
                file.sync(false);
            }
        }

        synchronized long seek(long offset, int whence) throws IOException {
            long origin = switch (whence) {
                case 0 -> 0;
                case 1 -> position;
                case 2 -> file.size();
                default -> throw new ErrnoException(Errno.INVAL);
            };
            long target = origin + offset;
            if (offset > 0 && target < origin) {
                throw new ErrnoException(Errno.OVERFLOW);
            }
            if (target < 0) {
                throw new ErrnoException(Errno.INVAL);
            }
            position = target;
            return target;
        }

        synchronized long position() {
            return position;
        }

        void setSize(long size) throws IOException {
            file.setSize(size);
        }

        void allocate(long offset, long length) throws IOException {
            if (offset < 0 || length <= 0) {
                throw new ErrnoException(Errno.INVAL);
            }
            if (offset + length < 0) {
                throw new ErrnoException(Errno.FBIG);
            }
            if (offset + length > file.size()) {
                file.setSize(offset + length);
            }
        }

        @Override
        void sync(boolean attributes) throws IOException {
            file.sync(attributes);
        }

        @Override
        void setTimes(long atim, long mtim) throws IOException {
            file.setTimes(atim, mtim);
        }

        @Override
        void close() throws IOException {
            file.close();
        }
    }
}
