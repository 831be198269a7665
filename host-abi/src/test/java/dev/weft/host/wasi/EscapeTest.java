package dev.weft.host.wasi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hostile guest, or a hostile neighbour, tries on a lent folder of the host. */
class EscapeTest {
    private static final int ROOT = 3;

    @TempDir
    Path temp;

    private Path inside;
    private Path outside;

    @BeforeEach
    void twoFolders() throws IOException {
        inside = Files.createDirectory(temp.resolve("inside"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
    }

    private Guest guest() throws IOException {
        return new Guest(Wasi.builder().directory("/", inside).build());
    }

    @Test
    void hostLink_absoluteOrUpwards_isNotFollowed() throws IOException {
        Files.createSymbolicLink(inside.resolve("abs"), outside);
        Files.createSymbolicLink(inside.resolve("file"), outside.resolve("secret"));
        Files.createSymbolicLink(inside.resolve("up"), Path.of("../outside"));
        try (Guest guest = guest()) {
            for (String path : new String[] {"abs/secret", "up/secret", "file", "abs/../inside", "abs", "up"}) {
                assertEquals(Errno.NOTCAPABLE, guest.tryOpen(ROOT, Guest.FOLLOW, path, 0, Rights.FD_READ, 0, 0), path);
                assertEquals(Errno.NOTCAPABLE, guest.tryStat(ROOT, Guest.FOLLOW, path), path);
            }
            assertEquals(Errno.NOTCAPABLE, guest.createDirectory(ROOT, "abs/new"));
            assertEquals(Errno.NOTCAPABLE, guest.unlink(ROOT, "abs/secret"));
            assertEquals(Errno.NOTCAPABLE, guest.rename(ROOT, "abs/secret", ROOT, "mine"));
            assertEquals(Errno.NOTCAPABLE, guest.link(ROOT, "abs/secret", ROOT, "mine"));
            assertEquals(Errno.SUCCESS, guest.link(ROOT, "file", ROOT, "mine"));
            assertEquals(FileType.SYMBOLIC_LINK, guest.stat(ROOT, 0, "mine").type());
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(ROOT, Guest.FOLLOW, "mine", 0, Rights.FD_READ, 0, 0));
        }
    }

    @Test
    void stagedNames_spokenByTheGuest_doNotExist() throws IOException {
        String name = HostRoot.STAGED + "x";
        String shouted = ".WEFT-\u017ftaged-x";
        Files.writeString(inside.resolve(name), "left by a crash");
        try (Guest guest = guest()) {
            assertEquals(Errno.NOENT, guest.tryOpen(ROOT, name, 0));
            assertEquals(Errno.NOENT, guest.tryStat(ROOT, 0, name));
            assertEquals(Errno.NOENT, guest.unlink(ROOT, name));
            assertEquals(Errno.NOENT, guest.tryOpen(ROOT, shouted, Guest.CREAT));
            assertFalse(guest.readdir(ROOT, 4096, 0).contains(name));
        }
    }

    @Test
    void folder_movedOutWhileOpen_doesNotLeadOut() throws IOException {
        Files.createDirectories(inside.resolve("a/b"));
        try (Guest guest = guest()) {
            int below = guest.openDirectory(ROOT, "a/b");
            Files.move(inside.resolve("a/b"), outside.resolve("b"));
            assertEquals(Errno.NOTCAPABLE, guest.tryOpen(below, "../secret", 0));
            assertNotEquals(Errno.SUCCESS, guest.createDirectory(ROOT, "a/b/c"));
        }
    }

    @Test
    void swaps_folderForLinkWhileWalking_neverLeadOut() throws Exception {
        Files.createDirectory(inside.resolve("d"));
        Files.writeString(inside.resolve("d/secret"), "public");
        Files.createSymbolicLink(inside.resolve("d/l"), Path.of("in"));
        Files.createSymbolicLink(inside.resolve("evil"), outside);
        Files.createSymbolicLink(outside.resolve("l"), Path.of("out"));
        Files.writeString(outside.resolve("victim"), "alive");
        Object[] before = times();
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = Thread.ofPlatform().start(() -> swap(stop));
        int reads = 0;
        try (Guest guest = guest()) {
            for (int i = 0; i < 3_000; i++) {
                Errno errno = guest.tryOpen(ROOT, Guest.FOLLOW, "d/secret", 0, Rights.FD_READ, 0, 0);
                if (errno == Errno.SUCCESS) {
                    int fd = guest.i32(0x100);
                    assertEquals("public", guest.read(fd, 99));
                    guest.close(fd);
                    reads++;
                }
                guest.tryOpen(ROOT, 0, "d/planted" + i % 10, Guest.CREAT, Rights.FD_WRITE, 0, 0);
                guest.setTimes(ROOT, 0, "d/secret", 0, 99, 4);
                guest.setTimes(ROOT, 0, "d/l", 0, 99, 4);
                guest.unlink(ROOT, "d/victim");
                guest.rename(ROOT, "d/victim", ROOT, "caught");
                if (errno == Errno.SUCCESS && i % 10 == 0) {
                    guest.createDirectory(ROOT, "d/folder" + i);
                    guest.symlink("x", ROOT, "d/link" + i);
                    guest.link(ROOT, "d/secret", ROOT, "stolen" + i);
                    if (guest.tryStat(ROOT, 0, "stolen" + i) == Errno.SUCCESS) {
                        assertEquals("public", guest.content(ROOT, "stolen" + i));
                    }
                }
                guest.close(4);
            }
        } finally {
            stop.set(true);
            swapper.join();
        }
        assertTrue(reads > 0, "the test never saw the folder");
        try (Stream<Path> left = Files.list(outside)) {
            assertEquals(3, left.count(), "something was planted or removed outside");
        }
        assertArrayEquals(before, times());
        try (Stream<Path> all = Files.walk(inside)) {
            assertEquals(0, all.filter(path -> path.getFileName().toString().startsWith(HostRoot.STAGED)).count());
        }
    }

    private Object[] times() throws IOException {
        Object[] times = new Object[3];
        for (int i = 0; i < times.length; i++) {
            Path file = outside.resolve(new String[] {"secret", "l", "victim"}[i]);
            times[i] = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS);
        }
        return times;
    }

    private void swap(AtomicBoolean stop) {
        Path d = inside.resolve("d");
        Path evil = inside.resolve("evil");
        Path spare = inside.resolve("spare");
        try {
            while (!stop.get()) {
                Files.move(d, spare, StandardCopyOption.ATOMIC_MOVE);
                Files.move(evil, d, StandardCopyOption.ATOMIC_MOVE);
                Files.move(d, evil, StandardCopyOption.ATOMIC_MOVE);
                Files.move(spare, d, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
