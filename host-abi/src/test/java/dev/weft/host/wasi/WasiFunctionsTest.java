package dev.weft.host.wasi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Trap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The functions that are not about files, and what lying guests get from all of them. */
class WasiFunctionsTest {
    private static final int OUT = 0x100;

    /** A clock that only moves when somebody sleeps. */
    private static final class ManualClock implements WasiClock {
        private long now = 1_000;

        @Override
        public long realtime() {
            return now + 1_000_000;
        }

        @Override
        public long monotonic() {
            return now;
        }

        @Override
        public void sleep(long nanos) {
            now += nanos;
        }
    }

    @Test
    void table_ofPreview1_has46Functions() {
        assertEquals(46, WasiFunction.values().length);
        Set<String> names = Arrays.stream(WasiFunction.values()).map(f -> f.importName).collect(Collectors.toSet());
        assertEquals(46, names.size());
        for (WasiFunction function : WasiFunction.values()) {
            assertEquals(function.name().toLowerCase(Locale.ROOT), function.importName);
        }
        assertEquals(76, Errno.NOTCAPABLE.code());
        assertEquals(8, Errno.BADF.code());
    }

    @Test
    void argsAndEnvironment_given_areLaidOut() throws IOException {
        try (Guest guest = new Guest(Wasi.builder().args("prog", "zwei", "").env("K", "v=w").build())) {
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.ARGS_SIZES_GET, OUT, OUT + 4));
            assertEquals(3, guest.i32(OUT));
            assertEquals(11, guest.i32(OUT + 4));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.ARGS_GET, OUT, 0x200));
            assertEquals("prog\0zwei\0\0", guest.memory.readUtf8(0x200, 11));
            assertEquals(0x205, guest.i32(OUT + 4));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.ENVIRON_GET, OUT, 0x200));
            assertEquals("K=v=w\0", guest.memory.readUtf8(0x200, 6));
        }
        assertThrows(IllegalArgumentException.class, () -> Wasi.builder().args("a\0b"));
        assertThrows(IllegalArgumentException.class, () -> Wasi.builder().env("A=B", "c"));
    }

    @Test
    void builder_toldNothing_allowsNothing() throws IOException {
        try (Guest guest = new Guest(Wasi.builder().build())) {
            assertEquals("", guest.read(0, 10));
            assertEquals(4, guest.write(1, "lost"));
            assertEquals(Errno.BADF, guest.tryOpen(3, "x", 0));
            assertEquals(Errno.SPIPE, guest.seek(1, 0, 1));
            assertEquals(Errno.NOTSOCK, guest.call(WasiFunction.SOCK_SHUTDOWN, 1, 1));
            assertEquals(Errno.NOTCAPABLE, guest.tryRead(1, 1));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.ENVIRON_SIZES_GET, OUT, OUT + 4));
            assertEquals(0, guest.i32(OUT));
        }
    }

    @Test
    void streams_ofTheEmbedder_areReadAndWritten() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] in = "line one\nline two\n".getBytes(StandardCharsets.UTF_8);
        try (Guest guest = new Guest(Wasi.builder().stdin(new ByteArrayInputStream(in)).stdout(out).build())) {
            assertEquals("line", guest.read(0, 4));
            assertEquals(" one\nline two\n", guest.read(0, 100));
            assertEquals("", guest.read(0, 100));
            guest.write(1, "hello ");
            guest.memory.storeI32(0x200, 0x300);
            guest.memory.storeI32(0x204, 2);
            guest.memory.storeI32(0x208, 0x400);
            guest.memory.storeI32(0x20C, 0);
            guest.memory.storeI32(0x210, 0x500);
            guest.memory.storeI32(0x214, 3);
            guest.memory.writeUtf8(0x300, "ab");
            guest.memory.writeUtf8(0x500, "cde");
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_WRITE, 1, 0x200, 3, OUT));
            assertEquals(5, guest.i32(OUT));
            assertEquals("hello abcde", out.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void pointers_thatLie_areFault() throws IOException {
        try (Guest guest = new Guest(Wasi.builder().args("a").directory("/", MemoryDirectory.create()).build())) {
            int end = Guest.SIZE;
            for (long bad : new long[] {end, end - 1, -1, Integer.MIN_VALUE, 0xFFFFFFFFL}) {
                assertEquals(Errno.FAULT, guest.call(WasiFunction.ARGS_SIZES_GET, bad, 0), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.ARGS_GET, bad, 0), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.CLOCK_TIME_GET, 0, 0, bad), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_FDSTAT_GET, 3, bad), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_FILESTAT_GET, 3, bad), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_PRESTAT_GET, 3, bad), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_READDIR, 3, bad, 100, 0, 0), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_WRITE, 1, bad, 1, 0), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.PATH_UNLINK_FILE, 3, bad, 5), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.PATH_OPEN, 3, 0, 0, 1, 0, 0, 0, 0, bad), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.POLL_ONEOFF, bad, 0, 1, 0), "" + bad);
                assertEquals(Errno.FAULT, guest.call(WasiFunction.RANDOM_GET, bad, 2), "" + bad);
            }
        }
    }

    @Test
    void lengths_nearTheEndOfTheWorld_areFaultAndCostNothing() throws IOException {
        try (Guest guest = new Guest(Wasi.builder().directory("/", MemoryDirectory.create()).build())) {
            long huge = 0xFFFFFFFFL;
            assertEquals(Errno.FAULT, guest.call(WasiFunction.RANDOM_GET, 0, huge));
            assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_WRITE, 1, 0, huge, OUT));
            assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_WRITE, 1, 0, 1L << 29, OUT));
            assertEquals(Errno.FAULT, guest.call(WasiFunction.PATH_CREATE_DIRECTORY, 3, 0, huge));
            assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_READDIR, 3, 0, huge, 0, OUT));
            assertEquals(Errno.INVAL, guest.call(WasiFunction.POLL_ONEOFF, 0, 0, huge, OUT));
            guest.memory.storeI32(0x200, 0x300);
            guest.memory.storeI32(0x204, -1);
            assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_WRITE, 1, 0x200, 1, OUT));
            assertEquals(Errno.FAULT, guest.call(WasiFunction.FD_READ, 0, 0x200, 1, OUT));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_WRITE, 1, Guest.SIZE, 0, OUT));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.RANDOM_GET, Guest.SIZE, 0));
        }
    }

    @Test
    void arguments_atRandom_neverReachTheHost() throws IOException {
        Random random = new Random(42);
        long[] spice = {0, 1, 3, 4, 8, 100, Guest.SIZE - 1, Guest.SIZE, -1, Integer.MAX_VALUE, Integer.MIN_VALUE,
            Long.MAX_VALUE, Long.MIN_VALUE};
        WasiClock clock = new ManualClock();
        try (Guest guest = new Guest(Wasi.builder().directory("/", MemoryDirectory.create(1 << 20)).clock(clock)
                .build())) {
            for (int i = 0; i < 200_000; i++) {
                WasiFunction function = WasiFunction.values()[random.nextInt(WasiFunction.values().length)];
                if (function == WasiFunction.PROC_EXIT || function == WasiFunction.PROC_RAISE) {
                    continue;
                }
                long[] arguments = new long[9];
                for (int k = 0; k < arguments.length; k++) {
                    arguments[k] = random.nextInt(4) == 0 ? spice[random.nextInt(spice.length)] : random.nextInt(2_000);
                }
                arguments[0] = random.nextInt(3) == 0 ? arguments[0] : random.nextInt(6);
                if (random.nextInt(50) == 0) {
                    guest.memory.writeUtf8(random.nextInt(2_000), "ab/../cd.");
                }
                guest.call(function, arguments);
            }
        }
    }

    @Test
    void paths_notUtf8_areIllegalSequences() throws IOException {
        try (Guest guest = new Guest(Wasi.builder().directory("/", MemoryDirectory.create()).build())) {
            guest.memory.storeI32(0x200, 0xFFFE80C0);
            assertEquals(Errno.ILSEQ, guest.call(WasiFunction.PATH_CREATE_DIRECTORY, 3, 0x200, 4));
        }
    }

    @Test
    void exit_anyCode_unwinds() throws IOException {
        try (Guest guest = new Guest(Wasi.builder().build())) {
            assertEquals(33, assertThrows(ProcExit.class, () -> guest.call(WasiFunction.PROC_EXIT, 33)).code());
            assertEquals(134, assertThrows(ProcExit.class, () -> guest.call(WasiFunction.PROC_RAISE, 6)).code());
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.PROC_RAISE, 16));
            assertEquals(Errno.INVAL, guest.call(WasiFunction.PROC_RAISE, 31));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.SCHED_YIELD));
        }
    }

    @Test
    void random_ofTheEmbedder_isRepeatable() throws IOException {
        byte[] expected = new byte[16];
        new Random(7).nextBytes(expected);
        try (Guest guest = new Guest(Wasi.builder().random(new Random(7)).build())) {
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.RANDOM_GET, OUT, 16));
            assertArrayEquals(expected, guest.memory.readBytes(OUT, 16));
        }
    }

    private static void subscribeClock(Guest guest, int at, long userdata, int id, long timeout, int flags) {
        guest.memory.storeI64(at, userdata);
        guest.memory.storeI64(at + 8, 0);
        guest.memory.storeI64(at + 16, id);
        guest.memory.storeI64(at + 24, timeout);
        guest.memory.storeI64(at + 32, 0);
        guest.memory.storeI64(at + 40, flags);
    }

    private static void subscribeFd(Guest guest, int at, long userdata, int type, int fd) {
        guest.memory.storeI64(at, userdata);
        guest.memory.storeI64(at + 8, type);
        guest.memory.storeI64(at + 16, fd);
    }

    @Test
    void poll_clocks_strikeInTime() throws IOException {
        ManualClock clock = new ManualClock();
        try (Guest guest = new Guest(Wasi.builder().clock(clock).build())) {
            subscribeClock(guest, 0x200, 11, 1, 5_000, 0);
            subscribeClock(guest, 0x230, 22, 0, clock.realtime() + 2_000, 1);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.POLL_ONEOFF, 0x200, 0x400, 2, OUT));
            assertEquals(1, guest.i32(OUT));
            assertEquals(22, guest.memory.loadI64(0x400));
            assertEquals(3_000, clock.monotonic());
            assertEquals(Errno.INVAL, guest.call(WasiFunction.POLL_ONEOFF, 0x200, 0x400, 0, OUT));
        }
    }

    @Test
    void poll_streams_tellWhatIsReady() throws IOException {
        PipedOutputStream writer = new PipedOutputStream();
        PipedInputStream input = new PipedInputStream(writer);
        try (Guest guest = new Guest(Wasi.builder().stdin(input).build())) {
            subscribeFd(guest, 0x200, 1, 1, 0);
            subscribeFd(guest, 0x230, 2, 2, 1);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.POLL_ONEOFF, 0x200, 0x400, 2, OUT));
            assertEquals(1, guest.i32(OUT));
            assertEquals(2, guest.memory.loadI64(0x400));
            subscribeClock(guest, 0x230, 3, 1, 1_000_000, 0);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.POLL_ONEOFF, 0x200, 0x400, 2, OUT));
            assertEquals(3, guest.memory.loadI64(0x400));
            writer.write("now".getBytes(StandardCharsets.UTF_8));
            writer.flush();
            subscribeClock(guest, 0x230, 3, 1, 60_000_000_000L, 0);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.POLL_ONEOFF, 0x200, 0x400, 2, OUT));
            assertEquals(1, guest.memory.loadI64(0x400));
            assertEquals("now", guest.read(0, 10));
            subscribeFd(guest, 0x200, 4, 1, 99);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.POLL_ONEOFF, 0x200, 0x400, 1, OUT));
            assertEquals(Errno.BADF.code(), guest.memory.loadI16U(0x408));
        }
    }

    @Test
    void sockets_lentListener_acceptsReadsAndWrites() throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Guest guest = new Guest(Wasi.builder().socket(listener).build());
                SocketChannel client = SocketChannel.open(listener.getLocalAddress())) {
            subscribeFd(guest, 0x200, 1, 1, 3);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.POLL_ONEOFF, 0x200, 0x400, 1, OUT));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.SOCK_ACCEPT, 3, Descriptor.NONBLOCK, OUT));
            int fd = guest.i32(OUT);
            assertEquals(Errno.AGAIN, guest.tryRead(fd, 10));
            client.write(ByteBuffer.wrap("ping".getBytes(StandardCharsets.UTF_8)));
            subscribeFd(guest, 0xA00, 1, 1, fd);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.POLL_ONEOFF, 0xA00, 0x400, 1, OUT));
            guest.memory.storeI32(0x200, 0x300);
            guest.memory.storeI32(0x204, 10);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.SOCK_RECV, fd, 0x200, 1, 1, OUT, OUT + 4));
            assertEquals("ping", guest.memory.readUtf8(0x300, guest.i32(OUT)));
            assertEquals("ping", guest.read(fd, 10));
            guest.memory.storeI32(0x200, 0x300);
            client.write(ByteBuffer.wrap("some".getBytes(StandardCharsets.UTF_8)));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.POLL_ONEOFF, 0xA00, 0x400, 1, OUT));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.SOCK_RECV, fd, 0x200, 1, 2, OUT, OUT + 4));
            assertEquals("some", guest.memory.readUtf8(0x300, guest.i32(OUT)));
            guest.memory.writeUtf8(0x300, "pong");
            guest.memory.storeI32(0x200, 0x300);
            guest.memory.storeI32(0x204, 4);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.SOCK_SEND, fd, 0x200, 1, 0, OUT));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.SOCK_SHUTDOWN, fd, 2));
            ByteBuffer answer = ByteBuffer.allocate(10);
            while (client.read(answer) >= 0) {
                assertTrue(answer.hasRemaining());
            }
            assertEquals("pong", new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8));
            assertEquals(Errno.INVAL, guest.call(WasiFunction.SOCK_SHUTDOWN, fd, 0));
            assertEquals(Errno.SUCCESS, guest.close(fd));
            assertTrue(listener.isOpen());
        }
    }

    private interface Blocking {
        void run(Guest guest);
    }

    private static void interrupted(Wasi wasi, Blocking blocking) throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Guest guest = new Guest(wasi)) {
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    blocking.run(guest);
                } catch (Throwable e) {
                    thrown.set(e);
                }
                assertTrue(Thread.currentThread().isInterrupted());
            });
            thread.interrupt();
            thread.join();
        }
        assertEquals(Trap.Kind.INTERRUPTED, ((Trap) thrown.get()).kind());
    }

    @Test
    void blockedGuest_interrupted_traps() throws Exception {
        interrupted(Wasi.builder().build(), guest -> {
            subscribeClock(guest, 0x200, 1, 1, Long.MAX_VALUE, 0);
            guest.call(WasiFunction.POLL_ONEOFF, 0x200, 0x400, 1, OUT);
        });
        try (PipedOutputStream writer = new PipedOutputStream(); PipedInputStream in = new PipedInputStream(writer)) {
            interrupted(Wasi.builder().stdin(in).build(), guest -> guest.read(0, 1));
        }
        try (ServerSocketChannel listener = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            interrupted(Wasi.builder().socket(listener).build(),
                guest -> guest.call(WasiFunction.SOCK_ACCEPT, 3, 0, OUT));
            assertTrue(listener.isOpen());
        }
    }

    @Test
    void longWork_interrupted_traps() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        interrupted(Wasi.builder().stdout(out).build(), guest -> {
            for (int i = 0; i < 4; i++) {
                guest.memory.storeI32(0x200 + 8 * i, 0);
                guest.memory.storeI32(0x204 + 8 * i, Guest.SIZE);
            }
            Thread.currentThread().interrupt();
            guest.call(WasiFunction.FD_WRITE, 1, 0x200, 4, OUT);
        });
        assertEquals(Guest.SIZE, out.size());
        MemoryDirectory directory = MemoryDirectory.create();
        directory.writeFile("a/b/c", new byte[0]);
        interrupted(Wasi.builder().directory("/", directory).build(), guest -> {
            Thread.currentThread().interrupt();
            guest.tryOpen(3, "a/b/../b/c", 0);
        });
    }

    @Test
    void closedTable_takesNothing() throws IOException {
        DescriptorTable table = new DescriptorTable(6);
        table.closeAll();
        Descriptor late = new Descriptor.Folder(MemoryDirectory.create(), null, 0, 0, 0);
        assertEquals(Errno.BADF, assertThrows(ErrnoException.class, () -> table.add(late)).errno());
    }

    @Test
    void unstableSnapshot_olderLayouts_areKept() throws IOException {
        MemoryDirectory directory = MemoryDirectory.create();
        directory.writeFile("f", "0123456789".getBytes(StandardCharsets.UTF_8));
        try (Guest guest = new Guest(Wasi.builder().directory("/", directory).build(), true)) {
            int fd = guest.open(3, "f", 0);
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_FILESTAT_GET, fd, 0x400));
            assertEquals(1, guest.i32(0x414));
            assertEquals(10, guest.memory.loadI64(0x418));
            assertEquals(Errno.SUCCESS, guest.seek(fd, -3, 1));
            assertEquals(7, guest.position());
            assertEquals(Errno.SUCCESS, guest.seek(fd, 2, 2));
            assertEquals(2, guest.position());
        }
    }

    @Test
    void memoryFileSystem_full_isNospcAndGivesBack() throws IOException {
        MemoryDirectory directory = MemoryDirectory.create(20_000);
        try (Guest guest = new Guest(Wasi.builder().directory("/", directory).build())) {
            int fd = guest.open(3, "f", Guest.CREAT);
            for (int i = 0; i < 4; i++) {
                assertEquals(4096, guest.write(fd, "x".repeat(4096)));
            }
            assertEquals(Errno.NOSPC, guest.tryWrite(fd, "x".repeat(4096)));
            assertEquals(Errno.SUCCESS, guest.call(WasiFunction.FD_FILESTAT_SET_SIZE, fd, 0));
            assertEquals(4096, guest.write(fd, "x".repeat(4096)));
            guest.unlink(3, "f");
            guest.close(fd);
            directory.writeFile("g", new byte[16_000]);
            assertEquals(16_000, directory.readFile("g").length);
            assertFalse(directory.list().contains("f"));
        }
    }

    @Test
    void memoryFileSystem_filledWithNamesAndLinks_isNospc() throws IOException {
        for (int kind = 0; kind < 4; kind++) {
            MemoryDirectory directory = MemoryDirectory.create(100_000);
            try (Guest guest = new Guest(Wasi.builder().directory("/", directory).build())) {
                guest.create(3, "f", "");
                Errno errno = Errno.SUCCESS;
                int count = 0;
                while (errno == Errno.SUCCESS) {
                    String name = "n" + count++;
                    errno = switch (kind) {
                        case 0 -> guest.createDirectory(3, name);
                        case 1 -> guest.link(3, "f", 3, name);
                        case 2 -> guest.symlink("x".repeat(4_000), 3, name);
                        default -> guest.tryOpen(3, name, Guest.CREAT);
                    };
                }
                assertEquals(Errno.NOSPC, errno);
                for (int i = 0; i < count - 1; i++) {
                    String name = "n" + i;
                    assertEquals(Errno.SUCCESS, kind == 0 ? guest.removeDirectory(3, name) : guest.unlink(3, name));
                }
            }
            directory.writeFile("again", new byte[90_000]);
        }
    }

    @Test
    void descriptors_tooMany_areMfile() throws IOException {
        MemoryDirectory directory = MemoryDirectory.create();
        try (Guest guest = new Guest(Wasi.builder().directory("/", directory).maxDescriptors(6).build())) {
            guest.open(3, "f", Guest.CREAT);
            guest.open(3, "f", 0);
            assertEquals(Errno.MFILE, guest.tryOpen(3, "f", 0));
        }
    }
}
