package dev.weft.host.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Plays the guest: one page of memory, and the functions of WASI called as a tier would call them. */
final class Guest implements AutoCloseable {
    static final int CREAT = 1;
    static final int DIRECTORY = 2;
    static final int EXCL = 4;
    static final int TRUNC = 8;
    static final int FOLLOW = 1;
    static final int SIZE = 1 << 16;

    private static final int PATH = 0x1000;
    private static final int PATH2 = 0x3000;
    private static final int RESULT = 0x100;
    private static final int VECTOR = 0x200;
    private static final int DATA = 0x8000;

    final MemoryInstance memory = MemoryInstance.allocate(1, 1, 16, false, false, MemoryLimiter.DEFAULT);
    private final GuestMemory guestMemory = new GuestMemory(memory);
    private final WasiPreview1 functions;
    private final Wasi wasi;

    Guest(Wasi wasi) {
        this(wasi, false);
    }

    Guest(Wasi wasi, boolean unstable) {
        this.wasi = wasi;
        this.functions = wasi.functions(unstable);
    }

    Errno call(WasiFunction function, long... arguments) {
        long[] slots = new long[12];
        System.arraycopy(arguments, 0, slots, 1, arguments.length);
        return Errno.values()[functions.call(function, guestMemory, slots, 1)];
    }

    private int put(int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        memory.write(at, bytes, 0, bytes.length);
        return bytes.length;
    }

    int i32(int address) {
        return memory.loadI32(address);
    }

    Errno tryOpen(int fd, int lookup, String path, int flags, long rights, long inheriting, int fdFlags) {
        int length = put(PATH, path);
        return call(WasiFunction.PATH_OPEN, fd, lookup, PATH, length, flags, rights, inheriting, fdFlags, RESULT);
    }

    Errno tryOpen(int fd, String path, int flags) {
        return tryOpen(fd, 0, path, flags, 0, 0, 0);
    }

    int open(int fd, int lookup, String path, int flags, long rights, long inheriting, int fdFlags) {
        assertEquals(Errno.SUCCESS, tryOpen(fd, lookup, path, flags, rights, inheriting, fdFlags), path);
        return i32(RESULT);
    }

    int open(int fd, String path, int flags) {
        return open(fd, 0, path, flags, Rights.FILE, Rights.ALL, 0);
    }

    int openDirectory(int fd, String path) {
        return open(fd, 0, path, DIRECTORY, Rights.DIRECTORY, Rights.ALL, 0);
    }

    Errno close(int fd) {
        return call(WasiFunction.FD_CLOSE, fd);
    }

    void create(int fd, String path, String content) {
        int file = open(fd, path, CREAT | TRUNC);
        assertEquals(content.length(), write(file, content));
        assertEquals(Errno.SUCCESS, close(file));
    }

    int write(int fd, String text) {
        assertEquals(Errno.SUCCESS, tryWrite(fd, text));
        return i32(RESULT);
    }

    Errno tryWrite(int fd, String text) {
        vector(put(DATA, text));
        return call(WasiFunction.FD_WRITE, fd, VECTOR, 1, RESULT);
    }

    private void vector(int length) {
        memory.storeI32(VECTOR, DATA);
        memory.storeI32(VECTOR + 4, length);
    }

    String read(int fd, int length) {
        assertEquals(Errno.SUCCESS, tryRead(fd, length));
        return memory.readUtf8(DATA, i32(RESULT));
    }

    Errno tryRead(int fd, int length) {
        vector(length);
        return call(WasiFunction.FD_READ, fd, VECTOR, 1, RESULT);
    }

    String pread(int fd, int length, long offset) {
        vector(length);
        assertEquals(Errno.SUCCESS, call(WasiFunction.FD_PREAD, fd, VECTOR, 1, offset, RESULT));
        return memory.readUtf8(DATA, i32(RESULT));
    }

    int pwrite(int fd, String text, long offset) {
        vector(put(DATA, text));
        assertEquals(Errno.SUCCESS, call(WasiFunction.FD_PWRITE, fd, VECTOR, 1, offset, RESULT));
        return i32(RESULT);
    }

    String content(int fd, String path) {
        int file = open(fd, 0, path, 0, Rights.FD_READ, 0, 0);
        String content = read(file, 4096);
        close(file);
        return content;
    }

    Errno seek(int fd, long offset, int whence) {
        return call(WasiFunction.FD_SEEK, fd, offset, whence, RESULT);
    }

    long position() {
        return memory.loadI64(RESULT);
    }

    Errno createDirectory(int fd, String path) {
        return call(WasiFunction.PATH_CREATE_DIRECTORY, fd, PATH, put(PATH, path));
    }

    Errno removeDirectory(int fd, String path) {
        return call(WasiFunction.PATH_REMOVE_DIRECTORY, fd, PATH, put(PATH, path));
    }

    Errno unlink(int fd, String path) {
        return call(WasiFunction.PATH_UNLINK_FILE, fd, PATH, put(PATH, path));
    }

    Errno symlink(String target, int fd, String path) {
        return call(WasiFunction.PATH_SYMLINK, PATH2, put(PATH2, target), fd, PATH, put(PATH, path));
    }

    Errno link(int fd, String path, int newFd, String newPath) {
        return call(WasiFunction.PATH_LINK, fd, 0, PATH, put(PATH, path), newFd, PATH2, put(PATH2, newPath));
    }

    Errno rename(int fd, String path, int newFd, String newPath) {
        return call(WasiFunction.PATH_RENAME, fd, PATH, put(PATH, path), newFd, PATH2, put(PATH2, newPath));
    }

    Errno tryReadlink(int fd, String path, int room) {
        return call(WasiFunction.PATH_READLINK, fd, PATH, put(PATH, path), DATA, room, RESULT);
    }

    String readlink(int fd, String path) {
        assertEquals(Errno.SUCCESS, tryReadlink(fd, path, 4096));
        return memory.readUtf8(DATA, i32(RESULT));
    }

    String truncatedLink(int fd, String path, int room) {
        assertEquals(Errno.SUCCESS, tryReadlink(fd, path, room));
        return memory.readUtf8(DATA, i32(RESULT));
    }

    Errno tryStat(int fd, int lookup, String path) {
        return call(WasiFunction.PATH_FILESTAT_GET, fd, lookup, PATH, put(PATH, path), DATA);
    }

    Filestat stat(int fd, int lookup, String path) {
        assertEquals(Errno.SUCCESS, tryStat(fd, lookup, path), path);
        return filestat();
    }

    Filestat stat(int fd) {
        assertEquals(Errno.SUCCESS, call(WasiFunction.FD_FILESTAT_GET, fd, DATA));
        return filestat();
    }

    private Filestat filestat() {
        FileType type = FileType.values()[memory.loadI8U(DATA + 16)];
        return new Filestat(memory.loadI64(DATA), memory.loadI64(DATA + 8), type,
            memory.loadI64(DATA + 24), memory.loadI64(DATA + 32), memory.loadI64(DATA + 40), memory.loadI64(DATA + 48),
            memory.loadI64(DATA + 56));
    }

    Errno setTimes(int fd, int lookup, String path, long atim, long mtim, int flags) {
        return call(WasiFunction.PATH_FILESTAT_SET_TIMES, fd, lookup, PATH, put(PATH, path), atim, mtim, flags);
    }

    /** The names that one call of fd_readdir lists, and the bytes it used. */
    List<String> readdir(int fd, int room, long cookie) {
        assertEquals(Errno.SUCCESS, call(WasiFunction.FD_READDIR, fd, DATA, room, cookie, RESULT));
        int used = i32(RESULT);
        ArrayList<String> names = new ArrayList<>();
        int at = 0;
        while (at + 24 <= used) {
            int length = i32(DATA + at + 16);
            if (at + 24 + length > used) {
                break;
            }
            names.add(memory.readUtf8(DATA + at + 24, length));
            at += 24 + length;
        }
        return names;
    }

    @Override
    public void close() {
        wasi.close();
        memory.close();
    }
}
