package dev.weft.host.wasi;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;

/** A guest's file descriptors: the numbers and what they stand for; a new one gets the lowest free number. */
final class DescriptorTable {
    private static final int MAX_LISTED = 16;

    private final int limit;
    private final ArrayList<Descriptor> descriptors = new ArrayList<>();
    /** The folders that keep a list of their entries, those read last behind. */
    private final ArrayDeque<Descriptor.Folder> listed = new ArrayDeque<>();
    private boolean closed;

    DescriptorTable(int limit) {
        this.limit = limit;
    }

    /** What {@code fd} stands for; BADF when nothing. */
    synchronized Descriptor get(int fd) throws IOException {
        Descriptor descriptor = fd >= 0 && fd < descriptors.size() ? descriptors.get(fd) : null;
        if (descriptor == null) {
            throw new ErrnoException(Errno.BADF);
        }
        return descriptor;
    }

    /** What {@code fd} stands for, if it grants {@code rights}. */
    Descriptor get(int fd, long rights) throws IOException {
        Descriptor descriptor = get(fd);
        descriptor.require(rights);
        return descriptor;
    }

    /** The directory {@code fd}, if it grants {@code rights}. */
    Descriptor.Folder folder(int fd, long rights) throws IOException {
        Descriptor.Folder folder = get(fd).folder();
        folder.require(rights);
        return folder;
    }

    /**
     * Notes that a folder keeps a list of its entries. Only a few do, the others forget theirs: a guest with many
     * descriptors of a folder with many entries must not fill the host's heap.
     */
    synchronized void listed(Descriptor.Folder folder) {
        listed.remove(folder);
        listed.addLast(folder);
        if (listed.size() > MAX_LISTED) {
            listed.removeFirst().forgetListing();
        }
    }

    /** Gives a descriptor a number; when there is none left, or everything was closed, it is closed. */
    synchronized int add(Descriptor descriptor) throws IOException {
        if (closed) {
            descriptor.close();
            throw new ErrnoException(Errno.BADF);
        }
        int fd = descriptors.indexOf(null);
        if (fd < 0) {
            if (descriptors.size() >= limit) {
                descriptor.close();
                throw new ErrnoException(Errno.MFILE);
            }
            fd = descriptors.size();
            descriptors.add(descriptor);
        } else {
            descriptors.set(fd, descriptor);
        }
        return fd;
    }

    void close(int fd) throws IOException {
        Descriptor closed;
        synchronized (this) {
            closed = get(fd);
            descriptors.set(fd, null);
        }
        closed.close();
    }

    /** Moves what {@code from} stands for to {@code to}, which must be open and is closed by it. */
    void renumber(int from, int to) throws IOException {
        Descriptor closed;
        synchronized (this) {
            Descriptor moved = get(from);
            closed = get(to);
            if (from == to) {
                return;
            }
            descriptors.set(to, moved);
            descriptors.set(from, null);
        }
        closed.close();
    }

    /** Closes everything; the first failure is thrown when all is done. */
    void closeAll() throws IOException {
        ArrayList<Descriptor> open;
        synchronized (this) {
            closed = true;
            open = new ArrayList<>(descriptors);
            descriptors.clear();
            listed.clear();
        }
        IOException failure = null;
        for (Descriptor descriptor : open) {
            if (descriptor != null) {
                try {
                    descriptor.close();
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
