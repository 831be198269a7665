package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * An open file of the host. Java cannot ask a channel for its attributes: they are read by path and believed when they
 * are of the file that was opened; for a file that lost its name, they are those it had when opened, with the size of
 * now.
 */
final class HostFile implements OpenFile, HostRoot.Located {
    private final HostRoot root;
    private final FileChannel channel;
    private final Filestat opened;
    private volatile Path path;
    private FileChannel appender;
    private boolean appendsByHand;

    HostFile(HostRoot root, Path path, FileChannel channel, Filestat opened) {
        this.root = root;
        this.path = path;
        this.channel = channel;
        this.opened = opened;
        root.enter(this);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public void relocate(Path newPath) {
        path = newPath;
    }

    @Override
    public Filestat stat() throws IOException {
        try {
            Filestat now = HostRoot.filestat(Files.readAttributes(path, BasicFileAttributes.class, HostRoot.NOFOLLOW));
            if (now.sameFile(opened)) {
                return HostRoot.complete(now, path);
            }
        } catch (IOException e) {
            // it has another name by now, or none
        }
        return new Filestat(opened.dev(), opened.ino(), opened.type(), 0, seekable() ? size() : 0, opened.atim(),
            opened.mtim(), opened.ctim());
    }

    @Override
    public boolean seekable() {
        return opened.type() == FileType.REGULAR_FILE;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return seekable() ? channel.read(target, position) : channel.read(target);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        int length = source.remaining();
        long at = position;
        while (source.hasRemaining()) {
            at += seekable() ? channel.write(source, at) : channel.write(source);
        }
        return length;
    }

    @Override
    public synchronized int append(ByteBuffer source) throws IOException {
        if (appender == null && !appendsByHand) {
            appender = openAppender();
            appendsByHand = appender == null;
        }
        if (appendsByHand) {
            return write(source, channel.size());
        }
        int length = source.remaining();
        while (source.hasRemaining()) {
            appender.write(source);
        }
        return length;
    }

    /** A second channel to the same file on which the system appends in one step; null when the name is gone. */
    private FileChannel openAppender() {
        Path name = path.getFileName();
        try (SecureDirectoryStream<Path> parent = root.openParent(path)) {
            if (HostRoot.read(parent, name).sameFile(opened)) {
                SeekableByteChannel second = parent.newByteChannel(name, Set.of(StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND, HostRoot.NOFOLLOW));
                if (second instanceof FileChannel file && HostRoot.read(parent, name).sameFile(opened)) {
                    return file;
                }
                second.close();
            }
        } catch (IOException | RuntimeException e) {
            // by hand, then
        }
        return null;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void setSize(long size) throws IOException {
        if (size > channel.size()) {
            channel.write(ByteBuffer.allocate(1), size - 1);
        } else {
            channel.truncate(size);
        }
    }

    @Override
    public void setTimes(long atim, long mtim) throws IOException {
        Path name = path.getFileName();
        try (SecureDirectoryStream<Path> parent = root.openParent(path)) {
            if (!HostRoot.read(parent, name).sameFile(opened)) {
                throw new ErrnoException(Errno.NOTSUP);
            }
            HostDirectory.setTimes(parent.getFileAttributeView(name, BasicFileAttributeView.class, HostRoot.NOFOLLOW),
                atim, mtim);
        }
    }

    @Override
    public void sync(boolean attributes) throws IOException {
        channel.force(attributes);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            channel.close();
        } finally {
            if (appender != null) {
                appender.close();
            }
            root.leave(this);
        }
    }
}
