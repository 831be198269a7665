package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A directory, and everything below it, that answers every change with ROFS. */
final class ReadOnlyDirectory implements Directory {
    private final Directory directory;

    ReadOnlyDirectory(Directory directory) {
        this.directory = directory;
    }

    private static ErrnoException refusal() {
        return new ErrnoException(Errno.ROFS);
    }

    @Override
    public Filestat stat() throws IOException {
        return directory.stat();
    }

    @Override
    public Filestat stat(String name) throws IOException {
        return directory.stat(name);
    }

    @Override
    public Filestat lookup(String name) throws IOException {
        return directory.lookup(name);
    }

    @Override
    public List<String> list() throws IOException {
        return directory.list();
    }

    @Override
    public Directory openDirectory(String name) throws IOException {
        return new ReadOnlyDirectory(directory.openDirectory(name));
    }

    @Override
    public OpenFile openFile(String name, boolean read, boolean write) throws IOException {
        if (write) {
            throw refusal();
        }
        return new ReadOnlyFile(directory.openFile(name, read, false));
    }

    @Override
    public OpenFile createFile(String name, boolean read, boolean write) throws IOException {
        throw refusal();
    }

    @Override
    public String readLink(String name) throws IOException {
        return directory.readLink(name);
    }

    @Override
    public void createDirectory(String name) throws IOException {
        throw refusal();
    }

    @Override
    public void createSymbolicLink(String name, String target) throws IOException {
        throw refusal();
    }

    @Override
    public void createLink(String name, Directory source, String sourceName) throws IOException {
        throw refusal();
    }

    @Override
    public void rename(String name, Directory target, String targetName) throws IOException {
        throw refusal();
    }

    @Override
    public void unlink(String name) throws IOException {
        throw refusal();
    }

    @Override
    public void removeDirectory(String name) throws IOException {
        throw refusal();
    }

    @Override
    public void setTimes(String name, long atim, long mtim) throws IOException {
        throw refusal();
    }

    @Override
    public void setTimes(long atim, long mtim) throws IOException {
        throw refusal();
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }

    /** A file of it: its times are the directory's to protect, too. */
    private record ReadOnlyFile(OpenFile file) implements OpenFile {
        @Override
        public Filestat stat() throws IOException {
            return file.stat();
        }

        @Override
        public boolean seekable() {
            return file.seekable();
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return file.read(target, position);
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            throw refusal();
        }

        @Override
        public int append(ByteBuffer source) throws IOException {
            throw refusal();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void setSize(long size) throws IOException {
            throw refusal();
        }

        @Override
        public void setTimes(long atim, long mtim) throws IOException {
            throw refusal();
        }

        @Override
        public void sync(boolean attributes) throws IOException {
            file.sync(attributes);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
