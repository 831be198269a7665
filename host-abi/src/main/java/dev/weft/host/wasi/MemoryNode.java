package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** A file, link or folder of a file system in memory: what a name stands for. Guarded by its {@link Volume}. */
abstract sealed class MemoryNode {
    /** What all nodes of one file system share: the lock, the identity, and how much may be kept. */
    static final class Volume {
        private static final AtomicLong DEVICES = new AtomicLong(0x6D656D00);

        private final long dev = DEVICES.incrementAndGet();
        private final long capacity;
        private long used;
        private long lastIno;

        Volume(long capacity) {
            this.capacity = capacity;
        }

        boolean full(long bytes) {
            return bytes > capacity - used;
        }

        void take(long bytes) throws IOException {
            if (full(bytes)) {
                throw new ErrnoException(Errno.NOSPC);
            }
            used += bytes;
        }

        void release(long bytes) {
            used -= bytes;
        }
    }

    /** What a node costs beside its content. */
    static final int OVERHEAD = 256;

    final Volume volume;
    private final long ino;
    int links;
    private long atim;
    private long mtim;
    private long ctim;

    private MemoryNode(Volume volume) throws IOException {
        volume.take(OVERHEAD);
        this.volume = volume;
        this.ino = ++volume.lastIno;
        this.atim = now();
        this.mtim = atim;
        this.ctim = atim;
    }

    static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    abstract FileType type();

    abstract long size();

    Filestat stat() {
        return new Filestat(volume.dev, ino, type(), links, size(), atim, mtim, ctim);
    }

    void modified() {
        mtim = now();
        ctim = mtim;
    }

    void changed() {
        ctim = now();
    }

    void setTimes(long newAtim, long newMtim) {
        atim = newAtim == Directory.KEEP ? atim : newAtim;
        mtim = newMtim == Directory.KEEP ? mtim : newMtim;
        changed();
    }

    /** A folder: names and what they stand for, in order. */
    static final class Folder extends MemoryNode {
        final TreeMap<String, MemoryNode> entries = new TreeMap<>();
        boolean removed;

        Folder(Volume volume) throws IOException {
            super(volume);
            links = 1;
        }

        @Override
        FileType type() {
            return FileType.DIRECTORY;
        }

        @Override
        long size() {
            return entries.size();
        }
    }

    /** A symbolic link. */
    static final class Link extends MemoryNode {
        final String target;

        Link(Volume volume, String target) throws IOException {
            super(volume);
            volume.take(2L * target.length());
            this.target = target;
        }

        @Override
        FileType type() {
            return FileType.SYMBOLIC_LINK;
        }

        @Override
        long size() {
            return target.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** A regular file: pages of bytes, where a page that was never written is zeros and costs nothing. */
    static final class Content extends MemoryNode {
        private static final int PAGE = 4096;
        private static final long MAX_SIZE = (long) Integer.MAX_VALUE * PAGE;

        private final HashMap<Integer, byte[]> pages = new HashMap<>();
        private long size;
        int handles;

        Content(Volume volume) throws IOException {
            super(volume);
        }

        @Override
        FileType type() {
            return FileType.REGULAR_FILE;
        }

        @Override
        long size() {
            return size;
        }

        int read(ByteBuffer target, long position) {
            if (!target.hasRemaining()) {
                return 0;
            }
            if (position >= size) {
                return -1;
            }
            int length = (int) Math.min(target.remaining(), size - position);
            for (int done = 0; done < length;) {
                int start = (int) ((position + done) % PAGE);
                int part = Math.min(PAGE - start, length - done);
                byte[] page = pages.get((int) ((position + done) / PAGE));
                target.put(page == null ? new byte[PAGE] : page, start, part);
                done += part;
            }
            return length;
        }

        int write(ByteBuffer source, long position) throws IOException {
            int length = source.remaining();
            if (length == 0) {
                return 0;
            }
            if (position > MAX_SIZE - length) {
                throw new ErrnoException(Errno.FBIG);
            }
            while (source.hasRemaining()) {
                int start = (int) (position % PAGE);
                int part = Math.min(PAGE - start, source.remaining());
                int index = (int) (position / PAGE);
                byte[] page = pages.get(index);
                if (page == null) {
                    if (volume.full(PAGE) && source.remaining() < length) {
                        break;
                    }
                    volume.take(PAGE);
                    page = new byte[PAGE];
                    pages.put(index, page);
                }
                source.get(page, start, part);
                position += part;
                size = Math.max(size, position);
            }
            modified();
            return length - source.remaining();
        }

        void setSize(long newSize) throws IOException {
            if (newSize > MAX_SIZE) {
                throw new ErrnoException(Errno.FBIG);
            }
            if (newSize < size) {
                int kept = (int) ((newSize + PAGE - 1) / PAGE);
                int before = pages.size();
                pages.keySet().removeIf(index -> index >= kept);
                volume.release((long) (before - pages.size()) * PAGE);
                byte[] last = newSize % PAGE == 0 ? null : pages.get(kept - 1);
                if (last != null) {
                    Arrays.fill(last, (int) (newSize % PAGE), PAGE, (byte) 0);
                }
            }
            size = newSize;
            modified();
        }
    }

    /** Gives back what the node cost, when no name and no handle is left. */
    void releaseIfUnused() throws IOException {
        if (links > 0) {
            return;
        }
        if (this instanceof Link link) {
            volume.release(2L * link.target.length());
        }
        if (this instanceof Content content) {
            if (content.handles > 0) {
                return;
            }
            content.setSize(0);
        }
        volume.release(OVERHEAD);
    }
}
