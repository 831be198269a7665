package dev.weft.host.wasi;

import java.io.IOException;
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
        return directory.openFile(name, read, false);
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
}
