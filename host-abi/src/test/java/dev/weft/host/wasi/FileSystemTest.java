package dev.weft.host.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What POSIX and WASI say of files, said to every file system. */
class FileSystemTest {
    private static final int ROOT = 3;

    @TempDir
    Path folder;

    /** The file systems under test. */
    enum Kind { HOST, MEMORY, PATHS }

    private Guest guest(Kind kind) throws IOException {
        Path real = folder.toRealPath();
        Wasi.Builder builder = Wasi.builder();
        switch (kind) {
            case HOST -> builder.directory("/", real);
            case MEMORY -> builder.directory("/", MemoryDirectory.create());
            case PATHS -> builder.directory("/", new PathDirectory(real));
        }
        return new Guest(builder.build());
    }

    @ParameterizedTest
    @EnumSource
    void preopen_lentFolder_hasItsName(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_PRESTAT_GET, ROOT, 0x100));
            assertEquals(1, guest.i32(0x104));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_PRESTAT_DIR_NAME, ROOT, 0x100, 1));
            assertEquals("/", guest.memory.readUtf8(0x100, 1));
            assertEquals(Errno.NAMETOOLONG, guest.call(WasiFunction.FD_PRESTAT_DIR_NAME, ROOT, 0x100, 0));
            assertEquals(Errno.BADF, guest.call(WasiFunction.FD_PRESTAT_GET, ROOT + 1, 0x100));
        }
    }

    @ParameterizedTest
    @EnumSource
    void file_writtenAndReadBack_isTheSame(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.create(ROOT, "a", "hello");
            assertEquals("hello", guest.content(ROOT, "a"));
            int fd = guest.open(ROOT, "a", 0);
            assertEquals("he", guest.read(fd, 2));
            assertEquals("lo", guest.pread(fd, 9, 3));
            assertEquals("llo", guest.read(fd, 9));
            assertEquals("", guest.read(fd, 9));
            assertEquals(3, guest.pwrite(fd, "XYZ", 4));
            assertEquals(Errno.SUCCESS, guest.seek(fd, 0, 0));
            assertEquals("hellXYZ", guest.read(fd, 99));
            assertEquals(7, guest.stat(fd).size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void seek_anywhere_movesAsPosixSays(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            int fd = guest.open(ROOT, "a", Guest.CREAT);
            guest.write(fd, "0123456789");
            assertEquals(Errno.SUCCESS, guest.seek(fd, -4, 1));
            assertEquals(6, guest.position());
            assertEquals(Errno.SUCCESS, guest.seek(fd, -1, 2));
            assertEquals("9", guest.read(fd, 5));
            assertEquals(Errno.INVAL, guest.seek(fd, -100, 1));
            assertEquals(Errno.INVAL, guest.seek(fd, 0, 3));
            assertEquals(Errno.OVERFLOW, guest.seek(fd, Long.MAX_VALUE, 1));
            assertEquals(Errno.SUCCESS, guest.seek(fd, 20, 0));
            assertEquals("", guest.read(fd, 5));
            guest.write(fd, "x");
            assertEquals(21, guest.stat(fd).size());
            assertEquals("9\0\0", guest.pread(fd, 3, 9));
        }
    }

    @ParameterizedTest
    @EnumSource
    void append_flagSetAndCleared_writesAtEndAndThenNot(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            int fd = guest.open(ROOT, 0, "a", Guest.CREAT, Rights.FILE, 0, Descriptor.APPEND);
            guest.write(fd, "abc");
            guest.seek(fd, 0, 0);
            guest.write(fd, "def");
            guest.seek(fd, 0, 1);
            assertEquals(6, guest.position());
            assertEquals("abcdef", guest.pread(fd, 99, 0));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_FDSTAT_SET_FLAGS, fd, 0));
            guest.seek(fd, 0, 0);
            guest.write(fd, "X");
            assertEquals("Xbcdef", guest.pread(fd, 99, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void size_setAndAllocated_cutsAndExtends(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            int fd = guest.open(ROOT, "a", Guest.CREAT);
            guest.write(fd, "0123456789");
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_FILESTAT_SET_SIZE, fd, 4));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_FILESTAT_SET_SIZE, fd, 6));
            assertEquals("0123\0\0", guest.pread(fd, 99, 0));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_ALLOCATE, fd, 2, 2));
            assertEquals(6, guest.stat(fd).size());
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_ALLOCATE, fd, 5, 5000));
            assertEquals(5005, guest.stat(fd).size());
            assertEquals(Errno.INVAL, guest.call(WasiFunction.FD_ALLOCATE, fd, 0, 0));
            assertEquals(Errno.INVAL, guest.call(WasiFunction.FD_FILESTAT_SET_SIZE, fd, -1));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_SYNC, fd));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_DATASYNC, fd));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_ADVISE, fd, 0, 10, 1));
            assertEquals(Errno.INVAL, guest.call(WasiFunction.FD_ADVISE, fd, 0, 10, 6));
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_flags_areHonoured(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            assertEquals(Errno.NOENT, guest.tryOpen(ROOT, "a", 0));
            guest.create(ROOT, "a", "text");
            assertEquals(Errno.EXIST, guest.tryOpen(ROOT, "a", Guest.CREAT | Guest.EXCL));
            assertEquals(Errno.NOTDIR, guest.tryOpen(ROOT, "a", Guest.DIRECTORY));
            assertEquals(Errno.NOTDIR, guest.tryOpen(ROOT, "a/", 0));
            assertEquals(Errno.NOTDIR, guest.tryOpen(ROOT, "a/b", Guest.CREAT));
            assertEquals(Errno.ISDIR, guest.tryOpen(ROOT, "new/", Guest.CREAT));
            guest.close(guest.open(ROOT, "a", Guest.TRUNC));
            assertEquals("", guest.content(ROOT, "a"));
            assertEquals(Errno.SUCCESS, guest.createDirectory(ROOT, "d"));
            assertEquals(Errno.ISDIR, guest.tryOpen(ROOT, 0, "d", 0, Rights.FD_READ | Rights.FD_WRITE, 0, 0));
            assertEquals(Errno.ISDIR, guest.tryOpen(ROOT, "d", Guest.TRUNC));
            assertEquals(Errno.INVAL, guest.tryOpen(ROOT, "d", 16));
            assertEquals(Errno.NOTDIR, guest.tryOpen(guest.open(ROOT, "a", 0), "x", 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_numbers_areTheLowestFree(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            int first = guest.open(ROOT, "a", Guest.CREAT);
            int second = guest.open(ROOT, "b", Guest.CREAT);
            assertEquals(first + 1, second);
            guest.close(first);
            assertEquals(Errno.BADF, guest.close(first));
            assertEquals(first, guest.open(ROOT, "b", 0));
            guest.write(first, "b!");
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_RENUMBER, first, second));
            assertEquals(Errno.BADF, guest.tryRead(first, 1));
            assertEquals("b!", guest.pread(second, 9, 0));
            assertEquals(Errno.BADF, guest.call(WasiFunction.FD_RENUMBER, second, first));
        }
    }

    @ParameterizedTest
    @EnumSource
    void path_dotsAndSlashes_stayInside(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.createDirectory(ROOT, "d");
            guest.createDirectory(ROOT, "d/e");
            guest.create(ROOT, "d/e/f", "deep");
            assertEquals("deep", guest.content(ROOT, "d/.//e/../../d/e/../e///./f"));
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(ROOT, "..", 0));
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(ROOT, "d/../..", 0));
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(ROOT, "/d/e/f", 0));
            assertEquals(Errno.INVAL, guest.tryOpen(ROOT, "d/e/f\0", 0));
            assertEquals(Errno.NOENT, guest.tryOpen(ROOT, "", 0));
            assertEquals(Errno.NOTDIR, guest.tryOpen(ROOT, "d/e/f/..", 0));
            assertEquals(Errno.NAMETOOLONG, guest.tryOpen(ROOT, "x/".repeat(3000), 0));
            int below = guest.openDirectory(ROOT, "d");
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(below, "../d", 0));
            assertEquals("deep", guest.content(below, "e/f"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void symlink_chains_areFollowedInside(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.createDirectory(ROOT, "d");
            guest.create(ROOT, "d/f", "found");
            assertEquals(Errno.SUCCESS, guest.symlink("d", ROOT, "l"));
            assertEquals(Errno.SUCCESS, guest.symlink("../l/f", ROOT, "d/g"));
            assertEquals(Errno.SUCCESS, guest.symlink("d/g", ROOT, "m"));
            assertEquals("found", guest.content(ROOT, "l/f"));
            int fd = guest.open(ROOT, Guest.FOLLOW, "m", 0, Rights.FD_READ, 0, 0);
            assertEquals("found", guest.read(fd, 9));
            assertEquals(Errno.LOOP, guest.tryOpen(ROOT, "m", 0));
            assertEquals("d/g", guest.readlink(ROOT, "m"));
            assertEquals("d/", guest.truncatedLink(ROOT, "m", 2));
            assertEquals(Errno.INVAL, guest.tryReadlink(ROOT, "d/f", 9));
            assertEquals(FileType.SYMBOLIC_LINK, guest.stat(ROOT, 0, "m").type());
            assertEquals(FileType.REGULAR_FILE, guest.stat(ROOT, Guest.FOLLOW, "m").type());
            assertEquals(FileType.DIRECTORY, guest.stat(ROOT, 0, "l/").type());
            assertEquals(Errno.NOTDIR, guest.removeDirectory(ROOT, "l/"));
            assertEquals(Errno.NOTDIR, guest.unlink(ROOT, "l/"));
            assertEquals(Errno.SUCCESS, guest.unlink(ROOT, "l"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void symlink_loopsAndDangling_areTold(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.symlink("b", ROOT, "a");
            guest.symlink("a", ROOT, "b");
            assertEquals(Errno.LOOP, guest.tryStat(ROOT, Guest.FOLLOW, "a"));
            assertEquals(Errno.LOOP, guest.tryOpen(ROOT, "a/x", 0));
            guest.symlink("nowhere", ROOT, "n");
            assertEquals(Errno.NOENT, guest.tryStat(ROOT, Guest.FOLLOW, "n"));
            assertEquals(Errno.EXIST, guest.tryOpen(ROOT, Guest.FOLLOW, "n", Guest.CREAT | Guest.EXCL, 0, 0, 0));
            guest.close(guest.open(ROOT, Guest.FOLLOW, "n", Guest.CREAT, Rights.FILE, 0, 0));
            assertEquals(FileType.REGULAR_FILE, guest.stat(ROOT, 0, "nowhere").type());
            assertEquals(Errno.NOTCAPABLE, guest.symlink("/etc", ROOT, "abs"));
            assertEquals(Errno.NOENT, guest.symlink("", ROOT, "e"));
            assertEquals(Errno.EXIST, guest.symlink("x", ROOT, "n"));
            assertEquals(Errno.NOENT, guest.symlink("x", ROOT, "y/"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void symlink_upAndOut_isNotCapable(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.createDirectory(ROOT, "d");
            guest.symlink("../../..", ROOT, "d/up");
            assertEquals(Errno.NOTCAPABLE, guest.tryStat(ROOT, Guest.FOLLOW, "d/up"));
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(ROOT, "d/up/etc", 0));
            int below = guest.openDirectory(ROOT, "d");
            guest.symlink("..", ROOT, "d/parent");
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(below, "parent/d", 0));
            assertEquals(FileType.DIRECTORY, guest.stat(ROOT, 0, "d/parent/d").type());
            guest.unlink(ROOT, "d/up");
        }
    }

    @ParameterizedTest
    @EnumSource
    void directory_createdAndRemoved_saysWhatIsWrong(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            assertEquals(Errno.SUCCESS, guest.createDirectory(ROOT, "d/"));
            assertEquals(Errno.EXIST, guest.createDirectory(ROOT, "d"));
            assertEquals(Errno.EXIST, guest.createDirectory(ROOT, "."));
            assertEquals(Errno.NOENT, guest.createDirectory(ROOT, "x/y"));
            guest.create(ROOT, "d/f", "");
            assertEquals(Errno.NOTEMPTY, guest.removeDirectory(ROOT, "d"));
            assertEquals(Errno.NOTDIR, guest.removeDirectory(ROOT, "d/f"));
            assertEquals(Errno.ISDIR, guest.unlink(ROOT, "d"));
            assertEquals(Errno.ISDIR, guest.unlink(ROOT, "d/"));
            assertEquals(Errno.NOTDIR, guest.unlink(ROOT, "d/f/"));
            assertEquals(Errno.INVAL, guest.removeDirectory(ROOT, "."));
            assertEquals(Errno.SUCCESS, guest.unlink(ROOT, "d/f"));
            assertEquals(Errno.SUCCESS, guest.removeDirectory(ROOT, "d/"));
            assertEquals(Errno.NOENT, guest.unlink(ROOT, "d"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rename_everyCombination_followsPosix(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.create(ROOT, "f", "f");
            guest.create(ROOT, "g", "g");
            guest.createDirectory(ROOT, "d");
            guest.createDirectory(ROOT, "e");
            guest.create(ROOT, "e/full", "");
            assertEquals(Errno.SUCCESS, guest.rename(ROOT, "f", ROOT, "g"));
            assertEquals("f", guest.content(ROOT, "g"));
            assertEquals(Errno.NOENT, guest.rename(ROOT, "f", ROOT, "h"));
            assertEquals(Errno.ISDIR, guest.rename(ROOT, "g", ROOT, "d"));
            assertEquals(Errno.NOTDIR, guest.rename(ROOT, "d", ROOT, "g"));
            assertEquals(Errno.NOTEMPTY, guest.rename(ROOT, "d", ROOT, "e"));
            assertEquals(Errno.SUCCESS, guest.rename(ROOT, "e", ROOT, "d"));
            assertEquals(Errno.INVAL, guest.rename(ROOT, "d", ROOT, "d/inside"));
            assertEquals(Errno.NOTDIR, guest.rename(ROOT, "g", ROOT, "h/"));
            assertEquals(Errno.BUSY, guest.rename(ROOT, ".", ROOT, "h"));
            assertEquals(Errno.SUCCESS, guest.rename(ROOT, "d/", ROOT, "moved/"));
            assertEquals(FileType.REGULAR_FILE, guest.stat(ROOT, 0, "moved/full").type());
            assertEquals(Errno.SUCCESS, guest.rename(ROOT, "g", ROOT, "g"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void link_secondName_isTheSameFile(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.create(ROOT, "f", "one");
            guest.createDirectory(ROOT, "d");
            assertEquals(Errno.SUCCESS, guest.link(ROOT, "f", ROOT, "d/g"));
            Filestat first = guest.stat(ROOT, 0, "f");
            Filestat second = guest.stat(ROOT, 0, "d/g");
            assertEquals(first, second);
            assertEquals(2, first.nlink());
            assertEquals(Errno.EXIST, guest.link(ROOT, "f", ROOT, "d/g"));
            assertEquals(Errno.EXIST, guest.link(ROOT, "f", ROOT, "f"));
            assertEquals(Errno.EXIST, guest.link(ROOT, "f", ROOT, "d"));
            assertEquals(Errno.PERM, guest.link(ROOT, "d", ROOT, "e"));
            assertEquals(Errno.NOENT, guest.link(ROOT, "f", ROOT, "e/"));
            assertEquals(Errno.NOENT, guest.link(ROOT, "x", ROOT, "e"));
            guest.unlink(ROOT, "f");
            assertEquals("one", guest.content(ROOT, "d/g"));
            guest.symlink("d/g", ROOT, "s");
            assertEquals(Errno.SUCCESS, guest.link(ROOT, "s", ROOT, "t"));
            assertEquals("d/g", guest.readlink(ROOT, "t"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void times_setToTheNanosecond_stay(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.create(ROOT, "f", "");
            guest.createDirectory(ROOT, "d");
            guest.symlink("f", ROOT, "l");
            long when = 1_234_567_890_123_456_789L;
            for (String path : List.of("f", "d", "l", ".")) {
                long atim = guest.stat(ROOT, 0, path).atim();
                assertEquals(Errno.SUCCESS, guest.setTimes(ROOT, 0, path, 0, when, 4), path);
                assertEquals(when, guest.stat(ROOT, 0, path).mtim(), path);
                assertEquals(atim, guest.stat(ROOT, 0, path).atim(), path);
            }
            guest.setTimes(ROOT, Guest.FOLLOW, "l", when + 1, 0, 1 | 8);
            assertEquals(when + 1, guest.stat(ROOT, 0, "f").atim());
            assertNotEquals(when, guest.stat(ROOT, 0, "f").mtim());
            assertEquals(Errno.INVAL, guest.setTimes(ROOT, 0, "f", 0, 0, 3));
            assertEquals(Errno.INVAL, guest.setTimes(ROOT, 0, "f", 0, 0, 12));
            int fd = guest.open(ROOT, "f", 0);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_FILESTAT_SET_TIMES, fd, when, when + 7, 5));
            assertEquals(when + 7, guest.stat(fd).mtim());
        }
    }

    @ParameterizedTest
    @EnumSource
    void readdir_inSmallSteps_listsEachOnce(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            Set<String> expected = new HashSet<>(List.of(".", ".."));
            for (int i = 0; i < 50; i++) {
                guest.create(ROOT, "file" + i, "");
                expected.add("file" + i);
            }
            HashSet<String> seen = new HashSet<>();
            long cookie = 0;
            while (true) {
                List<String> some = guest.readdir(ROOT, 100, cookie);
                some.forEach(name -> assertTrue(seen.add(name), name));
                if (some.isEmpty()) {
                    break;
                }
                cookie += some.size();
            }
            assertEquals(expected, seen);
            assertEquals(List.of(), guest.readdir(ROOT, 100, 1_000));
            assertEquals(List.of(), guest.readdir(ROOT, 100, -1));
            assertEquals(List.of("."), guest.readdir(ROOT, 25, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readdir_ofManyFoldersInTurns_goesOnWhereEachIs(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            int folders = 40;
            int[] fds = new int[folders];
            for (int i = 0; i < folders; i++) {
                assertEquals(Errno.SUCCESS, guest.createDirectory(ROOT, "d" + i));
                fds[i] = guest.openDirectory(ROOT, "d" + i);
                guest.create(fds[i], "f" + i, "");
            }
            for (int cookie = 0; cookie < 4; cookie++) {
                for (int i = 0; i < folders; i++) {
                    List<String> expected = switch (cookie) {
                        case 0 -> List.of(".");
                        case 1 -> List.of("..");
                        case 2 -> List.of("f" + i);
                        default -> List.of();
                    };
                    assertEquals(expected, guest.readdir(fds[i], 24 + 3, cookie).stream().limit(1).toList());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HOST", "MEMORY"})
    void file_withoutName_livesOn(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            int fd = guest.open(ROOT, "f", Guest.CREAT);
            guest.write(fd, "still here");
            guest.unlink(ROOT, "f");
            assertEquals("still here", guest.pread(fd, 99, 0));
            assertEquals(10, guest.stat(fd).size());
            assertEquals(0, guest.stat(fd).nlink());
            assertEquals(Errno.NOENT, guest.tryStat(ROOT, 0, "f"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HOST", "MEMORY"})
    void openFileAndFolder_renamedMeanwhile_keepWorking(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.createDirectory(ROOT, "d");
            int folder = guest.openDirectory(ROOT, "d");
            int fd = guest.open(folder, "f", Guest.CREAT);
            guest.write(fd, "content");
            guest.symlink("f", folder, "l");
            assertEquals(Errno.SUCCESS, guest.rename(ROOT, "d", ROOT, "e"));
            assertEquals(1, guest.stat(fd).nlink());
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_FILESTAT_SET_TIMES, fd, 0, 99, 4));
            assertEquals(99, guest.stat(ROOT, 0, "e/f").mtim());
            assertEquals("f", guest.readlink(folder, "l"));
            assertEquals(Errno.SUCCESS, guest.createDirectory(folder, "sub"));
            assertEquals(FileType.DIRECTORY, guest.stat(ROOT, 0, "e/sub").type());
        }
    }

    @ParameterizedTest
    @EnumSource
    void rights_givenUp_areGone(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.create(ROOT, "f", "text");
            int fd = guest.open(ROOT, 0, "f", 0, Rights.FD_READ | Rights.FD_SEEK, 0, 0);
            assertEquals(Errno.NOTCAPABLE, guest.tryWrite(fd, "x"));
            assertEquals(Errno.NOTCAPABLE, guest.call(WasiFunction.FD_FILESTAT_GET, fd, 0x100));
            assertEquals(Errno.NOTCAPABLE, guest.call(WasiFunction.FD_FDSTAT_SET_RIGHTS, fd, Rights.FD_WRITE, 0));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_FDSTAT_SET_RIGHTS, fd, Rights.FD_SEEK, 0));
            assertEquals(Errno.NOTCAPABLE, guest.tryRead(fd, 1));
            int weak = guest.open(ROOT, 0, ".", Guest.DIRECTORY, Rights.PATH_OPEN, Rights.FD_READ, 0);
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(weak, 0, "f", 0, Rights.FD_WRITE, 0, 0));
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(weak, "new", Guest.CREAT));
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(weak, "f", Guest.TRUNC));
            assertEquals(Errno.NOTCAPABLE, guest.unlink(weak, "f"));
            assertEquals(Errno.SUCCESS, guest.tryOpen(weak, 0, "f", 0, Rights.FD_READ, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void directoryDescriptor_usedAsFile_isRefused(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            assertEquals(Errno.ISDIR, guest.seek(ROOT, 0, 0));
            assertEquals(Errno.NOTCAPABLE, guest.tryRead(ROOT, 1));
            assertEquals(Errno.ISDIR, guest.call(WasiFunction.FD_ALLOCATE, ROOT, 0, 1));
            assertEquals(Errno.NOTSOCK, guest.call(WasiFunction.SOCK_SHUTDOWN, ROOT, 1));
            assertEquals(Errno.BADF, guest.call(WasiFunction.SOCK_SHUTDOWN, 77, 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readOnly_everyChange_isRofs(Kind kind) throws IOException {
        Path real = folder.toRealPath();
        Files.writeString(real.resolve("f"), "text");
        MemoryDirectory memory = MemoryDirectory.create();
        memory.writeFile("f", new byte[] {'t', 'e', 'x', 't'});
        Directory directory = switch (kind) {
            case HOST -> Directory.ofHost(real);
            case MEMORY -> memory;
            case PATHS -> new PathDirectory(real);
        };
        try (directory; Guest guest = new Guest(Wasi.builder().directory("/", directory.readOnly()).build())) {
            assertEquals("text", guest.content(ROOT, "f"));
            assertEquals(Errno.ROFS, guest.tryOpen(ROOT, 0, "f", 0, Rights.FD_WRITE, 0, 0));
            assertEquals(Errno.ROFS, guest.tryOpen(ROOT, "f", Guest.TRUNC));
            assertEquals(Errno.ROFS, guest.tryOpen(ROOT, "g", Guest.CREAT));
            assertEquals(Errno.ROFS, guest.createDirectory(ROOT, "d"));
            assertEquals(Errno.ROFS, guest.unlink(ROOT, "f"));
            assertEquals(Errno.ROFS, guest.rename(ROOT, "f", ROOT, "g"));
            assertEquals(Errno.ROFS, guest.symlink("x", ROOT, "l"));
            assertEquals(Errno.ROFS, guest.link(ROOT, "f", ROOT, "l"));
            assertEquals(Errno.ROFS, guest.setTimes(ROOT, 0, "f", 0, 0, 4));
            Filestat before = guest.stat(ROOT, 0, "f");
            int fd = guest.open(ROOT, 0, "f", 0, Rights.FILE & ~(Rights.FD_WRITE | Rights.FD_ALLOCATE
                | Rights.FD_FILESTAT_SET_SIZE), 0, 0);
            assertEquals(Errno.ROFS, guest.call(WasiFunction.FD_FILESTAT_SET_TIMES, fd, 1, 1, 5));
            assertEquals(before.mtim(), guest.stat(fd).mtim());
        }
    }

    @ParameterizedTest
    @EnumSource
    void stat_twoFiles_haveOneDeviceAndTwoInodes(Kind kind) throws IOException {
        try (Guest guest = guest(kind)) {
            guest.create(ROOT, "a", "");
            guest.create(ROOT, "b", "");
            Filestat a = guest.stat(ROOT, 0, "a");
            Filestat b = guest.stat(ROOT, 0, "b");
            assertEquals(a.dev(), b.dev());
            assertNotEquals(a.ino(), b.ino());
            int fd = guest.open(ROOT, "a", 0);
            assertEquals(a, guest.stat(fd));
        }
    }
}
