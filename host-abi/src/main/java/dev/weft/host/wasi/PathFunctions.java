package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The functions of WASI that begin with {@code path_}. */
final class PathFunctions {
    private static final int FOLLOW = 1;
    private static final int CREAT = 1;
    private static final int DIRECTORY = 2;
    private static final int EXCL = 4;
    private static final int TRUNC = 8;
    private static final int OPEN_ATTEMPTS = 16;

    private final DescriptorTable table;
    private final FdFunctions files;

    PathFunctions(DescriptorTable table, FdFunctions files) {
        this.table = table;
        this.files = files;
    }

    private PathWalk entry(GuestMemory memory, int fd, int path, int length, long rights) throws IOException {
        Directory directory = table.folder(fd, rights).directory;
        return PathWalk.of(directory, memory.readPath(path, length), PathWalk.LastLink.ENTRY);
    }

    private PathWalk target(GuestMemory memory, int fd, int flags, int path, int length, long rights)
            throws IOException {
        Directory directory = table.folder(fd, rights).directory;
        return PathWalk.of(directory, memory.readPath(path, length),
            (flags & FOLLOW) != 0 ? PathWalk.LastLink.FOLLOW : PathWalk.LastLink.KEEP);
    }

    void createDirectory(GuestMemory memory, int fd, int path, int length) throws IOException {
        try (PathWalk walk = entry(memory, fd, path, length, Rights.PATH_CREATE_DIRECTORY)) {
            walk.parent().createDirectory(walk.entry(Errno.EXIST));
        }
    }

    void filestatGet(GuestMemory memory, int fd, int flags, int path, int length, int result) throws IOException {
        try (PathWalk walk = target(memory, fd, flags, path, length, Rights.PATH_FILESTAT_GET)) {
            files.storeFilestat(memory, result,
                walk.name() == null ? walk.parent().stat() : walk.parent().stat(walk.name()));
        }
    }

    void filestatSetTimes(GuestMemory memory, int fd, int flags, int path, int length, long atim, long mtim,
            int timeFlags) throws IOException {
        try (PathWalk walk = target(memory, fd, flags, path, length, Rights.PATH_FILESTAT_SET_TIMES)) {
            FdFunctions.checkTimes(timeFlags);
            long newAtim = files.atim(atim, timeFlags);
            long newMtim = files.mtim(mtim, timeFlags);
            if (walk.name() == null) {
                walk.parent().setTimes(newAtim, newMtim);
            } else {
                walk.parent().setTimes(walk.name(), newAtim, newMtim);
            }
        }
    }

    void link(GuestMemory memory, int fd, int flags, int path, int length, int newFd, int newPath, int newLength)
            throws IOException {
        try (PathWalk source = target(memory, fd, flags, path, length, Rights.PATH_LINK_SOURCE);
                PathWalk walk = entry(memory, newFd, newPath, newLength, Rights.PATH_LINK_TARGET)) {
            String sourceName = source.entry(Errno.PERM);
            String name = newEntry(walk);
            walk.parent().createLink(name, source.parent(), sourceName);
        }
    }

    /** The name for something that is no directory: after a slash it is EXIST or NOENT. */
    private static String newEntry(PathWalk walk) throws IOException {
        String name = walk.entry(Errno.EXIST);
        if (walk.asksDirectory()) {
            walk.parent().lookup(name);
            throw new ErrnoException(Errno.EXIST);
        }
        return name;
    }

    void open(GuestMemory memory, int fd, int flags, int path, int length, int openFlags, long rights,
            long inheriting, int fdFlags, int result) throws IOException {
        Descriptor.Folder base = table.folder(fd, Rights.PATH_OPEN
            | ((openFlags & CREAT) != 0 ? Rights.PATH_CREATE_FILE : 0)
            | ((openFlags & TRUNC) != 0 ? Rights.PATH_FILESTAT_SET_SIZE : 0));
        if (((rights | inheriting) & Rights.ALL & ~base.inheriting()) != 0) {
            throw new ErrnoException(Errno.NOTCAPABLE);
        }
        boolean contradiction = (openFlags & (CREAT | DIRECTORY)) == (CREAT | DIRECTORY);
        if ((openFlags & ~15) != 0 || (fdFlags & ~31) != 0 || contradiction) {
            throw new ErrnoException(Errno.INVAL);
        }
        memory.check(result, 4);
        String name = memory.readPath(path, length);
        boolean exclusive = (openFlags & (CREAT | EXCL)) == (CREAT | EXCL);
        PathWalk.LastLink lastLink = (flags & FOLLOW) != 0 && !exclusive ? PathWalk.LastLink.FOLLOW
            : PathWalk.LastLink.KEEP;
        Descriptor opened = null;
        for (int attempt = 0; opened == null; attempt++) {
            try (PathWalk walk = PathWalk.of(base.directory, name, lastLink)) {
                opened = open(walk, openFlags, rights & Rights.ALL, inheriting & Rights.ALL, fdFlags);
            } catch (IOException e) {
                Errno errno = Errno.of(e);
                boolean raced = errno == Errno.AGAIN || errno == Errno.EXIST && !exclusive;
                if (!raced || attempt >= OPEN_ATTEMPTS) {
                    throw e;
                }
            }
        }
        memory.storeI32(result, table.add(opened));
    }

    private static Descriptor open(PathWalk walk, int openFlags, long rights, long inheriting, int fdFlags)
            throws IOException {
        Filestat stat = walk.name() == null ? null : find(walk);
        if (walk.name() == null || stat != null && stat.isDirectory()) {
            return openDirectory(walk, openFlags, rights, inheriting, fdFlags);
        }
        boolean read = (rights & (Rights.FD_READ | Rights.FD_READDIR)) != 0;
        boolean write = (rights & (Rights.FD_WRITE | Rights.FD_ALLOCATE | Rights.FD_FILESTAT_SET_SIZE)) != 0;
        if (stat == null) {
            if ((openFlags & CREAT) == 0) {
                throw new ErrnoException(Errno.NOENT);
            }
            if (walk.asksDirectory()) {
                throw new ErrnoException(Errno.ISDIR);
            }
            OpenFile file = walk.parent().createFile(walk.name(), read, write);
            return new Descriptor.File(file, FileType.REGULAR_FILE, rights & Rights.FILE, inheriting, fdFlags);
        }
        if ((openFlags & (CREAT | EXCL)) == (CREAT | EXCL)) {
            throw new ErrnoException(Errno.EXIST);
        }
        if (stat.isSymbolicLink()) {
            throw new ErrnoException(Errno.LOOP);
        }
        if ((openFlags & DIRECTORY) != 0) {
            throw new ErrnoException(Errno.NOTDIR);
        }
        boolean truncate = (openFlags & TRUNC) != 0;
        OpenFile file = walk.parent().openFile(walk.name(), read, write || truncate);
        try {
            FileType type = file.seekable() ? FileType.REGULAR_FILE : FileType.CHARACTER_DEVICE;
            if (truncate && file.seekable()) {
                file.setSize(0);
            }
            long granted = rights & Rights.FILE & ~(file.seekable() ? 0 : Rights.FD_SEEK | Rights.FD_TELL);
            return new Descriptor.File(file, type, granted, inheriting, fdFlags);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Filestat find(PathWalk walk) throws IOException {
        try {
            return walk.parent().lookup(walk.name());
        } catch (IOException e) {
            if (Errno.of(e) == Errno.NOENT) {
                return null;
            }
            throw e;
        }
    }

    private static Descriptor openDirectory(PathWalk walk, int openFlags, long rights, long inheriting, int fdFlags)
            throws IOException {
        if ((openFlags & (CREAT | EXCL)) == (CREAT | EXCL)) {
            throw new ErrnoException(Errno.EXIST);
        }
        if ((openFlags & (CREAT | TRUNC)) != 0 || (rights & Rights.FD_WRITE) != 0) {
            throw new ErrnoException(Errno.ISDIR);
        }
        Directory directory = walk.parent().openDirectory(walk.name() == null ? "." : walk.name());
        return new Descriptor.Folder(directory, null, rights & Rights.DIRECTORY, inheriting, fdFlags);
    }

    void readlink(GuestMemory memory, int fd, int path, int length, int buffer, int bufferLength, int result)
            throws IOException {
        try (PathWalk walk = target(memory, fd, 0, path, length, Rights.PATH_READLINK)) {
            memory.check(result, 4);
            byte[] target = walk.parent().readLink(walk.entry(Errno.INVAL)).getBytes(StandardCharsets.UTF_8);
            int used = (int) Math.min(target.length, bufferLength & 0xFFFFFFFFL);
            memory.write(buffer, target, 0, used);
            memory.storeI32(result, used);
        }
    }

    void removeDirectory(GuestMemory memory, int fd, int path, int length) throws IOException {
        try (PathWalk walk = entry(memory, fd, path, length, Rights.PATH_REMOVE_DIRECTORY)) {
            walk.parent().removeDirectory(walk.entry(Errno.INVAL));
        }
    }

    void rename(GuestMemory memory, int fd, int path, int length, int newFd, int newPath, int newLength)
            throws IOException {
        try (PathWalk from = entry(memory, fd, path, length, Rights.PATH_RENAME_SOURCE);
                PathWalk to = entry(memory, newFd, newPath, newLength, Rights.PATH_RENAME_TARGET)) {
            String name = from.entry(Errno.BUSY);
            String newName = to.entry(Errno.BUSY);
            if (to.asksDirectory() && !from.parent().lookup(name).isDirectory()) {
                throw new ErrnoException(Errno.NOTDIR);
            }
            from.parent().rename(name, to.parent(), newName);
        }
    }

    void symlink(GuestMemory memory, int target, int targetLength, int fd, int path, int length) throws IOException {
        String text = memory.readPath(target, targetLength);
        if (text.isEmpty()) {
            throw new ErrnoException(Errno.NOENT);
        }
        if (text.startsWith("/")) {
            throw new ErrnoException(Errno.NOTCAPABLE);
        }
        if (text.indexOf('\0') >= 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        if (text.length() >= PathWalk.MAX_PATH) {
            throw new ErrnoException(Errno.NAMETOOLONG);
        }
        try (PathWalk walk = entry(memory, fd, path, length, Rights.PATH_SYMLINK)) {
            walk.parent().createSymbolicLink(newEntry(walk), text);
        }
    }

    void unlinkFile(GuestMemory memory, int fd, int path, int length) throws IOException {
        try (PathWalk walk = entry(memory, fd, path, length, Rights.PATH_UNLINK_FILE)) {
            walk.parent().unlink(walk.entry(Errno.ISDIR));
        }
    }
}
