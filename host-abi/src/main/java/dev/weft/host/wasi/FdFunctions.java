package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The functions of WASI that begin with {@code fd_}. */
final class FdFunctions {
    private static final int DIRENT_SIZE = 24;
    private static final int ALL_FLAGS = 31;
    private static final int ADVICE_COUNT = 6;
    private static final int[] WHENCE_OF_UNSTABLE = {1, 2, 0};

    private final DescriptorTable table;
    private final WasiClock clock;
    private final boolean unstable;

    FdFunctions(DescriptorTable table, WasiClock clock, boolean unstable) {
        this.table = table;
        this.clock = clock;
        this.unstable = unstable;
    }

    void advise(int fd, long offset, long length, int advice) throws IOException {
        Descriptor descriptor = table.get(fd, Rights.FD_ADVISE);
        if (advice < 0 || advice >= ADVICE_COUNT || offset < 0 || length < 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        descriptor.file();
    }

    void allocate(int fd, long offset, long length) throws IOException {
        Descriptor.File file = table.get(fd).file();
        file.require(Rights.FD_ALLOCATE);
        file.allocate(offset, length);
    }

    void sync(int fd, boolean attributes) throws IOException {
        table.get(fd, attributes ? Rights.FD_SYNC : Rights.FD_DATASYNC).sync(attributes);
    }

    void fdstatGet(GuestMemory memory, int fd, int result) throws IOException {
        Descriptor descriptor = table.get(fd);
        memory.check(result, 24);
        memory.storeI64(result, descriptor.type().code() | (long) descriptor.flags() << 16);
        memory.storeI64(result + 8, descriptor.rights());
        memory.storeI64(result + 16, descriptor.inheriting());
    }

    void fdstatSetFlags(int fd, int flags) throws IOException {
        Descriptor descriptor = table.get(fd, Rights.FD_FDSTAT_SET_FLAGS);
        if ((flags & ~ALL_FLAGS) != 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        descriptor.setFlags(flags);
    }

    void fdstatSetRights(int fd, long rights, long inheriting) throws IOException {
        table.get(fd).setRights(rights, inheriting);
    }

    void filestatGet(GuestMemory memory, int fd, int result) throws IOException {
        storeFilestat(memory, result, table.get(fd, Rights.FD_FILESTAT_GET).stat());
    }

    void storeFilestat(GuestMemory memory, int result, Filestat stat) throws IOException {
        memory.check(result, unstable ? 56 : 64);
        memory.storeI64(result, stat.dev());
        memory.storeI64(result + 8, stat.ino());
        memory.storeI64(result + 16, stat.type().code());
        int next;
        if (unstable) {
            memory.storeI32(result + 20, (int) stat.nlink());
            next = result + 24;
        } else {
            memory.storeI64(result + 24, stat.nlink());
            next = result + 32;
        }
        memory.storeI64(next, stat.size());
        memory.storeI64(next + 8, stat.atim());
        memory.storeI64(next + 16, stat.mtim());
        memory.storeI64(next + 24, stat.ctim());
    }

    void filestatSetSize(int fd, long size) throws IOException {
        Descriptor.File file = table.get(fd).file();
        file.require(Rights.FD_FILESTAT_SET_SIZE);
        if (size < 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        file.setSize(size);
    }

    void filestatSetTimes(int fd, long atim, long mtim, int flags) throws IOException {
        Descriptor descriptor = table.get(fd, Rights.FD_FILESTAT_SET_TIMES);
        checkTimes(flags);
        descriptor.setTimes(atim(atim, flags), mtim(mtim, flags));
    }

    static void checkTimes(int flags) throws IOException {
        if ((flags & ~15) != 0 || (flags & 3) == 3 || (flags & 12) == 12) {
            throw new ErrnoException(Errno.INVAL);
        }
    }

    long atim(long atim, int flags) throws IOException {
        return time(atim, flags & 3);
    }

    long mtim(long mtim, int flags) throws IOException {
        return time(mtim, flags >> 2);
    }

    private long time(long given, int flags) throws IOException {
        return switch (flags) {
            case 0 -> Directory.KEEP;
            case 1 -> {
                if (given < 0) {
                    throw new ErrnoException(Errno.INVAL);
                }
                yield given;
            }
            default -> clock.realtime();
        };
    }

    void prestatGet(GuestMemory memory, int fd, int result) throws IOException {
        byte[] name = preopened(fd);
        memory.check(result, 8);
        memory.storeI32(result, 0);
        memory.storeI32(result + 4, name.length);
    }

    void prestatDirName(GuestMemory memory, int fd, int path, int pathLength) throws IOException {
        byte[] name = preopened(fd);
        if ((pathLength & 0xFFFFFFFFL) < name.length) {
            throw new ErrnoException(Errno.NAMETOOLONG);
        }
        memory.write(path, name, 0, name.length);
    }

    private byte[] preopened(int fd) throws IOException {
        if (table.get(fd) instanceof Descriptor.Folder folder && folder.preopened != null) {
            return folder.preopened.getBytes(StandardCharsets.UTF_8);
        }
        throw new ErrnoException(Errno.BADF);
    }

    void read(GuestMemory memory, int fd, int vector, int count, int result) throws IOException {
        Descriptor descriptor = table.get(fd, Rights.FD_READ);
        memory.check(result, 4);
        memory.storeI32(result, (int) fill(memory.buffers(vector, count), descriptor, -1));
    }

    void pread(GuestMemory memory, int fd, int vector, int count, long offset, int result) throws IOException {
        Descriptor.File file = table.get(fd).file();
        file.require(Rights.FD_READ | Rights.FD_SEEK);
        memory.check(result, 4);
        checkOffset(offset);
        memory.storeI32(result, (int) fill(memory.buffers(vector, count), file, offset));
    }

    private static void checkOffset(long offset) throws IOException {
        if (offset < 0) {
            throw new ErrnoException(Errno.INVAL);
        }
    }

    /** Reads into the guest's buffers, from a position or (-1) from where the descriptor stands. */
    static long fill(GuestMemory.Buffers buffers, Descriptor descriptor, long offset) throws IOException {
        if (buffers.total() == 0) {
            return 0;
        }
        byte[] chunk = buffers.chunk();
        long done = 0;
        while (done < buffers.total()) {
            if (done > 0) {
                Interruption.check();
            }
            int wanted = (int) Math.min(chunk.length, buffers.total() - done);
            int got;
            try {
                ByteBuffer target = ByteBuffer.wrap(chunk, 0, wanted);
                got = offset < 0 ? descriptor.read(target) : descriptor.file().read(target, offset + done);
            } catch (IOException e) {
                if (done > 0) {
                    break;
                }
                throw e;
            }
            if (got > 0) {
                buffers.scatter(chunk, got);
                done += got;
            }
            if (got < wanted || !(descriptor instanceof Descriptor.File)) {
                break;
            }
        }
        return done;
    }

    void write(GuestMemory memory, int fd, int vector, int count, int result) throws IOException {
        Descriptor descriptor = table.get(fd, Rights.FD_WRITE);
        memory.check(result, 4);
        memory.storeI32(result, (int) drain(memory.buffers(vector, count), descriptor, -1));
    }

    void pwrite(GuestMemory memory, int fd, int vector, int count, long offset, int result) throws IOException {
        Descriptor.File file = table.get(fd).file();
        file.require(Rights.FD_WRITE | Rights.FD_SEEK);
        memory.check(result, 4);
        checkOffset(offset);
        memory.storeI32(result, (int) drain(memory.buffers(vector, count), file, offset));
    }

    /** Writes the guest's buffers, at a position or (-1) where the descriptor stands. */
    static long drain(GuestMemory.Buffers buffers, Descriptor descriptor, long offset) throws IOException {
        byte[] chunk = buffers.chunk();
        long done = 0;
        do {
            if (done > 0) {
                Interruption.check();
            }
            int wanted = buffers.gather(chunk, (int) Math.min(chunk.length, buffers.total() - done));
            int put;
            try {
                ByteBuffer source = ByteBuffer.wrap(chunk, 0, wanted);
                put = offset < 0 ? descriptor.write(source) : descriptor.file().write(source, offset + done);
            } catch (IOException e) {
                if (done > 0) {
                    break;
                }
                throw e;
            }
            done += put;
            if (put < wanted) {
                break;
            }
        } while (done < buffers.total());
        return done;
    }

    void readdir(GuestMemory memory, int fd, int buffer, int bufferLength, long cookie, int result)
            throws IOException {
        Descriptor.Folder folder = table.folder(fd, Rights.FD_READDIR);
        memory.check(result, 4);
        long room = bufferLength & 0xFFFFFFFFL;
        memory.check(buffer, room);
        List<String> names = folder.listing(cookie == 0);
        table.listed(folder);
        long used = 0;
        for (long i = cookie; i >= 0 && i < names.size() + 2L && used < room; i++) {
            byte[] entry = dirent(folder.directory, names, (int) i);
            int part = (int) Math.min(entry.length, room - used);
            memory.write((int) (buffer + used), entry, 0, part);
            used += part;
        }
        memory.storeI32(result, (int) used);
    }

    private static byte[] dirent(Directory directory, List<String> names, int index) throws IOException {
        String name = index == 0 ? "." : index == 1 ? ".." : names.get(index - 2);
        Filestat stat;
        if (index < 2) {
            stat = directory.stat();
        } else {
            try {
                stat = directory.lookup(name);
            } catch (IOException e) {
                stat = Filestat.of(FileType.UNKNOWN);
            }
        }
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer entry = ByteBuffer.allocate(DIRENT_SIZE + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        entry.putLong(index + 1L).putLong(stat.ino()).putInt(bytes.length).putInt(stat.type().code()).put(bytes);
        return entry.array();
    }

    void seek(GuestMemory memory, int fd, long offset, int whence, int result) throws IOException {
        Descriptor.File file = table.get(fd).file();
        int origin = whence;
        if (unstable && whence >= 0 && whence < WHENCE_OF_UNSTABLE.length) {
            origin = WHENCE_OF_UNSTABLE[whence];
        }
        boolean tells = origin == 1 && offset == 0;
        if (!tells || (file.rights() & Rights.FD_TELL) == 0) {
            file.require(Rights.FD_SEEK);
        }
        memory.check(result, 8);
        memory.storeI64(result, file.seek(offset, origin));
    }

    void tell(GuestMemory memory, int fd, int result) throws IOException {
        Descriptor.File file = table.get(fd).file();
        file.require(Rights.FD_TELL);
        memory.check(result, 8);
        memory.storeI64(result, file.position());
    }
}
