package dev.weft.host.wasi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same random operations on a folder of the host and on a file system in memory: both have to answer alike. */
class FileSystemComparisonTest {
    private static final int ROOT = 3;
    private static final int STEPS = 5_000;
    private static final String[] NAMES = {"a", "b", "c"};

    @TempDir
    Path folder;

    private final Random random = new Random(20_25);

    private String path() {
        StringBuilder path = new StringBuilder();
        int steps = 1 + random.nextInt(3);
        for (int i = 0; i < steps; i++) {
            path.append(i == 0 ? "" : "/");
            path.append(random.nextInt(12) == 0 ? random.nextBoolean() ? ".." : "." : NAMES[random.nextInt(3)]);
        }
        return path.append(random.nextInt(8) == 0 ? "/" : "").toString();
    }

    @Test
    void randomOperations_onHostAndInMemory_answerAlike() throws IOException {
        try (Guest host = new Guest(Wasi.builder().directory("/", folder).build());
                Guest memory = new Guest(Wasi.builder().directory("/", MemoryDirectory.create()).build())) {
            for (int i = 0; i < STEPS; i++) {
                int operation = random.nextInt(13);
                String path = path();
                String other = path();
                int flags = random.nextInt(2);
                int openFlags = random.nextInt(16);
                String place = "step " + i + ": operation " + operation + " " + path + " " + other + " " + openFlags;
                assertEquals(run(host, operation, path, other, flags, openFlags),
                    run(memory, operation, path, other, flags, openFlags), place);
            }
            clean(host);
        }
    }

    @Test
    void hostFolder_manyOperationsLater_hasClosedWhatItOpened() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors));
        for (int round = 0; round < 2; round++) {
            long before = count(descriptors);
            try (Guest host = new Guest(Wasi.builder().directory("/", folder).build())) {
                for (int i = 0; i < 1_000; i++) {
                    run(host, random.nextInt(13), path(), path(), random.nextInt(2), random.nextInt(16));
                }
                clean(host);
            }
            // the first round may open what the JDK keeps
            assertTrue(round == 0 || count(descriptors) <= before + 2, "descriptors leak");
        }
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    /** Leaves no link behind that leads out of the temporary folder. */
    private static void clean(Guest guest) {
        for (String name : NAMES) {
            guest.unlink(ROOT, name);
            for (String below : NAMES) {
                guest.unlink(ROOT, name + "/" + below);
                for (String last : NAMES) {
                    guest.unlink(ROOT, name + "/" + below + "/" + last);
                }
            }
        }
    }

    private static Object run(Guest guest, int operation, String path, String other, int flags, int openFlags) {
        return switch (operation) {
            case 0, 1 -> guest.createDirectory(ROOT, path);
            case 2 -> guest.removeDirectory(ROOT, path);
            case 3 -> guest.unlink(ROOT, path);
            // a host's link loses the slashes at its end, see RATIONALE.md
            case 4 -> guest.symlink(other.replaceAll("/$", ""), ROOT, path);
            case 5 -> guest.link(ROOT, path, ROOT, other);
            case 6, 7 -> guest.rename(ROOT, path, ROOT, other);
            case 8 -> {
                Errno errno = guest.tryStat(ROOT, flags, path);
                if (errno != Errno.SUCCESS) {
                    yield errno;
                }
                Filestat stat = guest.stat(ROOT, flags, path);
                yield stat.type() == FileType.REGULAR_FILE ? stat.type() + " " + stat.size() + " " + stat.nlink()
                    : stat.type();
            }
            case 9 -> {
                Errno errno = guest.tryReadlink(ROOT, path, 100);
                yield errno == Errno.SUCCESS ? guest.readlink(ROOT, path) : errno;
            }
            case 10 -> {
                Errno errno = guest.tryOpen(ROOT, flags, path, Guest.DIRECTORY, Rights.DIRECTORY, 0, 0);
                if (errno != Errno.SUCCESS) {
                    yield errno;
                }
                int fd = guest.i32(0x100);
                List<String> names = guest.readdir(fd, 4096, 0);
                guest.close(fd);
                Set<String> sorted = new HashSet<>(names);
                yield sorted.size() == names.size() ? sorted : names;
            }
            default -> {
                Errno errno = guest.tryOpen(ROOT, flags, path, openFlags, Rights.FD_READ | Rights.FD_WRITE, 0,
                    Descriptor.APPEND);
                if (errno != Errno.SUCCESS) {
                    yield errno;
                }
                int fd = guest.i32(0x100);
                guest.write(fd, path);
                guest.close(fd);
                yield guest.tryStat(ROOT, Guest.FOLLOW, path);
            }
        };
    }
}
