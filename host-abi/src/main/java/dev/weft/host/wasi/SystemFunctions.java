package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.random.RandomGenerator;

/** The functions of WASI about the process: arguments, environment, clocks, randomness, and its end. */
final class SystemFunctions {
    private static final int CLOCK_COUNT = 4;
    private static final int RANDOM_CHUNK = 64 << 10;
    private static final int SIGNAL_COUNT = 31;
    /** Signals whose default is to do nothing: none, chld, cont, urg, winch. */
    private static final int IGNORED = 1 | 1 << 16 | 1 << 17 | 1 << 22 | 1 << 27;
    /** Signals whose default is to stop: stop, tstp, ttin, ttou. */
    private static final int STOPPING = 1 << 18 | 1 << 19 | 1 << 20 | 1 << 21;

    private final byte[][] arguments;
    private final byte[][] environment;
    private final WasiClock clock;
    private final long started;
    private RandomGenerator random;

    SystemFunctions(List<String> arguments, List<String> environment, WasiClock clock, RandomGenerator random) {
        this.arguments = zeroTerminated(arguments);
        this.environment = zeroTerminated(environment);
        this.clock = clock;
        this.started = clock.monotonic();
        this.random = random;
    }

    private static byte[][] zeroTerminated(List<String> strings) {
        byte[][] all = new byte[strings.size()][];
        for (int i = 0; i < all.length; i++) {
            all[i] = (strings.get(i) + '\0').getBytes(StandardCharsets.UTF_8);
        }
        return all;
    }

    void argsGet(GuestMemory memory, int pointers, int buffer) throws IOException {
        copy(memory, arguments, pointers, buffer);
    }

    void argsSizesGet(GuestMemory memory, int count, int size) throws IOException {
        sizes(memory, arguments, count, size);
    }

    void environGet(GuestMemory memory, int pointers, int buffer) throws IOException {
        copy(memory, environment, pointers, buffer);
    }

    void environSizesGet(GuestMemory memory, int count, int size) throws IOException {
        sizes(memory, environment, count, size);
    }

    private static void copy(GuestMemory memory, byte[][] strings, int pointers, int buffer) throws IOException {
        int at = buffer;
        for (int i = 0; i < strings.length; i++) {
            memory.storeI32(pointers + i * 4, at);
            memory.write(at, strings[i], 0, strings[i].length);
            at += strings[i].length;
        }
    }

    private static void sizes(GuestMemory memory, byte[][] strings, int count, int size) throws IOException {
        int total = 0;
        for (byte[] string : strings) {
            total += string.length;
        }
        memory.storeI32(count, strings.length);
        memory.storeI32(size, total);
    }

    private static void checkClock(int id) throws IOException {
        if (id < 0 || id >= CLOCK_COUNT) {
            throw new ErrnoException(Errno.INVAL);
        }
    }

    void clockResGet(GuestMemory memory, int id, int result) throws IOException {
        checkClock(id);
        memory.storeI64(result, clock.resolution());
    }

    /** The CPU clocks (2 process, 3 thread) tell the time since the guest began, for a guest has no CPU of its own. */
    void clockTimeGet(GuestMemory memory, int id, int result) throws IOException {
        checkClock(id);
        memory.storeI64(result, switch (id) {
            case 0 -> clock.realtime();
            case 1 -> clock.monotonic();
            default -> clock.monotonic() - started;
        });
    }

    void randomGet(GuestMemory memory, int buffer, int length) throws IOException {
        long left = length & 0xFFFFFFFFL;
        memory.check(buffer, left);
        byte[] bytes = new byte[(int) Math.min(left, RANDOM_CHUNK)];
        int at = buffer;
        while (left > 0) {
            int part = (int) Math.min(left, bytes.length);
            random().nextBytes(bytes);
            memory.write(at, bytes, 0, part);
            at += part;
            left -= part;
            if (left > 0) {
                Interruption.check();
            }
        }
    }

    private synchronized RandomGenerator random() {
        if (random == null) {
            random = new SecureRandom();
        }
        return random;
    }

    /**
     * A signal to itself: it ends the guest with 128 + signal, as a shell would put it, if that is what it does by
     * default.
     */
    static void raise(int signal) throws IOException {
        if (signal < 0 || signal >= SIGNAL_COUNT) {
            throw new ErrnoException(Errno.INVAL);
        }
        if ((IGNORED >> signal & 1) != 0) {
            return;
        }
        if ((STOPPING >> signal & 1) != 0) {
            throw new ErrnoException(Errno.NOTSUP);
        }
        throw new ProcExit(128 + signal);
    }

    static void yieldNow() {
        Interruption.check();
        Thread.yield();
    }
}
