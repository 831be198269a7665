package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * The functions of WASI preview 1 over one guest's state; {@code unstable}: with the layouts of the snapshot before it.
 */
final class WasiPreview1 {
    /** The name of the import module. */
    static final String MODULE = "wasi_snapshot_preview1";
    /** The name of the snapshot before. */
    static final String UNSTABLE_MODULE = "wasi_unstable";

    private final DescriptorTable table;
    private final SystemFunctions system;
    private final FdFunctions fds;
    private final PathFunctions paths;
    private final PollFunctions poll;
    private final SocketFunctions sockets;

    WasiPreview1(DescriptorTable table, SystemFunctions system, WasiClock clock, boolean unstable) {
        this.table = table;
        this.system = system;
        this.fds = new FdFunctions(table, clock, unstable);
        this.paths = new PathFunctions(table, fds);
        this.poll = new PollFunctions(table, clock, unstable);
        this.sockets = new SocketFunctions(table);
    }

    /**
     * Calls a function; arguments are at {@code s[b]} and on, an i32 in the low half. Returns the errno.
     *
     * @throws ProcExit when the guest ends itself
     */
    int call(WasiFunction function, GuestMemory memory, long[] s, int b) {
        try {
            dispatch(function, memory, s, b);
            return Errno.SUCCESS.code();
        } catch (ClosedByInterruptException e) {
            throw Interruption.trap();
        } catch (IOException e) {
            return Errno.of(e).code();
        } catch (RuntimeException e) {
            Errno errno = Errno.of(e);
            if (errno == null) {
                throw e;
            }
            return errno.code();
        }
    }

    private void dispatch(WasiFunction function, GuestMemory m, long[] s, int b) throws IOException {
        switch (function) {
            case ARGS_GET -> system.argsGet(m, (int) s[b], (int) s[b + 1]);
            case ARGS_SIZES_GET -> system.argsSizesGet(m, (int) s[b], (int) s[b + 1]);
            case ENVIRON_GET -> system.environGet(m, (int) s[b], (int) s[b + 1]);
            case ENVIRON_SIZES_GET -> system.environSizesGet(m, (int) s[b], (int) s[b + 1]);
            case CLOCK_RES_GET -> system.clockResGet(m, (int) s[b], (int) s[b + 1]);
            case CLOCK_TIME_GET -> system.clockTimeGet(m, (int) s[b], (int) s[b + 2]);
            case FD_ADVISE -> fds.advise((int) s[b], s[b + 1], s[b + 2], (int) s[b + 3]);
            case FD_ALLOCATE -> fds.allocate((int) s[b], s[b + 1], s[b + 2]);
            case FD_CLOSE -> table.close((int) s[b]);
            case FD_DATASYNC -> fds.sync((int) s[b], false);
            case FD_FDSTAT_GET -> fds.fdstatGet(m, (int) s[b], (int) s[b + 1]);
            case FD_FDSTAT_SET_FLAGS -> fds.fdstatSetFlags((int) s[b], (int) s[b + 1]);
            case FD_FDSTAT_SET_RIGHTS -> fds.fdstatSetRights((int) s[b], s[b + 1], s[b + 2]);
            case FD_FILESTAT_GET -> fds.filestatGet(m, (int) s[b], (int) s[b + 1]);
            case FD_FILESTAT_SET_SIZE -> fds.filestatSetSize((int) s[b], s[b + 1]);
            case FD_FILESTAT_SET_TIMES -> fds.filestatSetTimes((int) s[b], s[b + 1], s[b + 2], (int) s[b + 3]);
            case FD_PREAD -> fds.pread(m, (int) s[b], (int) s[b + 1], (int) s[b + 2], s[b + 3], (int) s[b + 4]);
            case FD_PRESTAT_GET -> fds.prestatGet(m, (int) s[b], (int) s[b + 1]);
            case FD_PRESTAT_DIR_NAME -> fds.prestatDirName(m, (int) s[b], (int) s[b + 1], (int) s[b + 2]);
            case FD_PWRITE -> fds.pwrite(m, (int) s[b], (int) s[b + 1], (int) s[b + 2], s[b + 3], (int) s[b + 4]);
            case FD_READ -> fds.read(m, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3]);
            case FD_READDIR -> fds.readdir(m, (int) s[b], (int) s[b + 1], (int) s[b + 2], s[b + 3], (int) s[b + 4]);
            case FD_RENUMBER -> table.renumber((int) s[b], (int) s[b + 1]);
            case FD_SEEK -> fds.seek(m, (int) s[b], s[b + 1], (int) s[b + 2], (int) s[b + 3]);
            case FD_SYNC -> fds.sync((int) s[b], true);
            case FD_TELL -> fds.tell(m, (int) s[b], (int) s[b + 1]);
            case FD_WRITE -> fds.write(m, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3]);
            case POLL_ONEOFF -> poll.oneoff(m, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3]);
            case PROC_EXIT -> throw new ProcExit((int) s[b]);
            case PROC_RAISE -> SystemFunctions.raise((int) s[b]);
            case SCHED_YIELD -> SystemFunctions.yieldNow();
            case RANDOM_GET -> system.randomGet(m, (int) s[b], (int) s[b + 1]);
            case SOCK_ACCEPT -> sockets.accept(m, (int) s[b], (int) s[b + 1], (int) s[b + 2]);
            case SOCK_RECV -> sockets.recv(m, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3],
                (int) s[b + 4], (int) s[b + 5]);
            case SOCK_SEND -> sockets.send(m, (int) s[b], (int) s[b + 1], (int) s[b + 2], (int) s[b + 3],
                (int) s[b + 4]);
            case SOCK_SHUTDOWN -> sockets.shutdown((int) s[b], (int) s[b + 1]);
            default -> dispatchPath(function, m, s, b);
        }
    }

    private void dispatchPath(WasiFunction function, GuestMemory m, long[] s, int b) throws IOException {
        int fd = (int) s[b];
        int one = (int) s[b + 1];
        int two = (int) s[b + 2];
        switch (function) {
            case PATH_CREATE_DIRECTORY -> paths.createDirectory(m, fd, one, two);
            case PATH_FILESTAT_GET -> paths.filestatGet(m, fd, one, two, (int) s[b + 3], (int) s[b + 4]);
            case PATH_FILESTAT_SET_TIMES -> paths.filestatSetTimes(m, fd, one, two, (int) s[b + 3], s[b + 4], s[b + 5],
                (int) s[b + 6]);
            case PATH_LINK -> paths.link(m, fd, one, two, (int) s[b + 3], (int) s[b + 4], (int) s[b + 5],
                (int) s[b + 6]);
            case PATH_OPEN -> paths.open(m, fd, one, two, (int) s[b + 3], (int) s[b + 4], s[b + 5], s[b + 6],
                (int) s[b + 7], (int) s[b + 8]);
            case PATH_READLINK -> paths.readlink(m, fd, one, two, (int) s[b + 3], (int) s[b + 4], (int) s[b + 5]);
            case PATH_REMOVE_DIRECTORY -> paths.removeDirectory(m, fd, one, two);
            case PATH_RENAME -> paths.rename(m, fd, one, two, (int) s[b + 3], (int) s[b + 4], (int) s[b + 5]);
            case PATH_SYMLINK -> paths.symlink(m, fd, one, two, (int) s[b + 3], (int) s[b + 4]);
            case PATH_UNLINK_FILE -> paths.unlinkFile(m, fd, one, two);
            default -> throw new ErrnoException(Errno.NOSYS);
        }
    }
}
