package dev.weft.host.wasi;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;

/** {@code poll_oneoff}: waits until a clock strikes or a descriptor can be read or written, whichever is first. */
final class PollFunctions {
    private static final int CLOCK = 0;
    private static final int FD_READ = 1;
    private static final int FD_WRITE = 2;
    private static final int ABSOLUTE = 1;
    private static final int EVENT_SIZE = 32;
    private static final int MAX_SUBSCRIPTIONS = 1 << 16;
    private static final int HANGUP = 1;

    private final DescriptorTable table;
    private final WasiClock clock;
    private final boolean unstable;

    PollFunctions(DescriptorTable table, WasiClock clock, boolean unstable) {
        this.table = table;
        this.clock = clock;
        this.unstable = unstable;
    }

    /** One thing that is waited for. */
    private static final class Subscription {
        long userdata;
        int type;
        /** When a clock strikes, on {@link WasiClock#monotonic()}. */
        long due;
        Descriptor descriptor;
        Errno error = Errno.SUCCESS;
        long ready;
        boolean hangup;
    }

    void oneoff(GuestMemory memory, int in, int out, int count, int result) throws IOException {
        if (count == 0 || Integer.compareUnsigned(count, MAX_SUBSCRIPTIONS) > 0) {
            throw new ErrnoException(Errno.INVAL);
        }
        int size = unstable ? 56 : 48;
        memory.check(in, (long) count * size);
        memory.check(out, (long) count * EVENT_SIZE);
        memory.check(result, 4);
        long start = clock.monotonic();
        Subscription[] subscriptions = new Subscription[count];
        for (int i = 0; i < count; i++) {
            subscriptions[i] = read(memory, in + i * size, start);
        }
        while (!settle(subscriptions)) {
            await(subscriptions);
        }
        int events = 0;
        for (Subscription subscription : subscriptions) {
            if (subscription.ready > 0 || subscription.error != Errno.SUCCESS) {
                write(memory, out + events * EVENT_SIZE, subscription);
                events++;
            }
        }
        memory.storeI32(result, events);
    }

    private Subscription read(GuestMemory memory, int address, long start) throws IOException {
        Subscription subscription = new Subscription();
        subscription.userdata = memory.loadI64(address);
        subscription.type = memory.loadI8(address + 8);
        int at = address + (unstable && subscription.type == CLOCK ? 24 : 16);
        switch (subscription.type) {
            case CLOCK -> readClock(memory, at, subscription, start);
            case FD_READ, FD_WRITE -> {
                try {
                    subscription.descriptor = table.get(memory.loadI32(at));
                    long needed = subscription.type == FD_READ ? Rights.FD_READ : Rights.FD_WRITE;
                    boolean accepts = (subscription.descriptor.rights() & Rights.SOCK_ACCEPT) != 0;
                    subscription.descriptor.require(accepts ? 0 : needed);
                } catch (ErrnoException e) {
                    subscription.error = e.errno();
                }
            }
            default -> throw new ErrnoException(Errno.INVAL);
        }
        return subscription;
    }

    private void readClock(GuestMemory memory, int at, Subscription subscription, long start) throws IOException {
        int id = memory.loadI32(at);
        long timeout = memory.loadI64(at + 8);
        int flags = memory.loadI16(at + 24);
        if (id < 0 || id > 3 || (flags & ~ABSOLUTE) != 0) {
            subscription.error = Errno.INVAL;
            return;
        }
        long wait = timeout < 0 ? Long.MAX_VALUE : timeout;
        if ((flags & ABSOLUTE) != 0) {
            wait = Math.max(0, wait - (id == 0 ? clock.realtime() : start));
        }
        subscription.due = start + Math.min(wait, Long.MAX_VALUE / 4);
    }

    /** Looks what is ready now. */
    private boolean settle(Subscription[] subscriptions) throws IOException {
        boolean settled = false;
        long now = clock.monotonic();
        for (Subscription subscription : subscriptions) {
            if (subscription.error == Errno.SUCCESS) {
                if (subscription.type == CLOCK) {
                    subscription.ready = now - subscription.due >= 0 ? 1 : 0;
                } else {
                    look(subscription);
                }
            }
            settled |= subscription.ready > 0 || subscription.error != Errno.SUCCESS;
        }
        return settled;
    }

    private static void look(Subscription subscription) throws IOException {
        switch (subscription.descriptor) {
            case InputDescriptor input -> {
                subscription.ready = input.pump().ready();
                subscription.hangup = input.pump().atEnd();
            }
            case SocketDescriptor socket -> {
                if (subscription.type == FD_READ && socket.buffered() > 0) {
                    subscription.ready = socket.buffered();
                    subscription.hangup = socket.ended();
                } else if (subscription.ready == 0) {
                    try (Selector selector = Selector.open()) {
                        socket.channel().register(selector, operation(subscription));
                        subscription.ready = selector.selectNow();
                    }
                }
            }
            case Descriptor.File file -> subscription.ready = fileReady(subscription, file);
            case OutputDescriptor _, Descriptor.Folder _ -> subscription.ready = 1;
        }
    }

    private static long fileReady(Subscription subscription, Descriptor.File file) throws IOException {
        if (subscription.type == FD_READ && file.type() == FileType.REGULAR_FILE) {
            return Math.max(1, file.stat().size() - file.position());
        }
        return 1;
    }

    private static int operation(Subscription subscription) {
        if (subscription.type == FD_WRITE) {
            return SelectionKey.OP_WRITE;
        }
        return ((SocketDescriptor) subscription.descriptor).channel() instanceof ServerSocketChannel
            ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ;
    }

    /** Waits for the first thing to happen; wakes up early rather than late. */
    private void await(Subscription[] subscriptions) throws IOException {
        long now = clock.monotonic();
        long left = Long.MAX_VALUE;
        InputPump input = null;
        boolean sockets = false;
        for (Subscription subscription : subscriptions) {
            if (subscription.type == CLOCK) {
                left = Math.min(left, Math.max(0, subscription.due - now));
            } else if (subscription.descriptor instanceof InputDescriptor descriptor) {
                input = descriptor.pump();
            } else {
                sockets |= subscription.descriptor instanceof SocketDescriptor;
            }
        }
        if (sockets) {
            select(subscriptions, input, left);
        } else if (input != null) {
            input.await(left);
        } else {
            try {
                clock.sleep(left);
            } catch (InterruptedException e) {
                throw Interruption.of(e);
            }
        }
    }

    private static void select(Subscription[] subscriptions, InputPump input, long left) throws IOException {
        try (Selector selector = Selector.open()) {
            for (Subscription subscription : subscriptions) {
                if (subscription.descriptor instanceof SocketDescriptor socket) {
                    SelectionKey key = socket.channel().keyFor(selector);
                    int operations = operation(subscription) | (key == null ? 0 : key.interestOps());
                    socket.channel().register(selector, operations);
                }
            }
            if (input != null) {
                input.listen(selector::wakeup);
            }
            try {
                if (input == null || input.ready() == 0) {
                    long millis = left / 1_000_000 + (left % 1_000_000 == 0 ? 0 : 1);
                    if (millis == 0) {
                        selector.selectNow();
                    } else {
                        selector.select(left == Long.MAX_VALUE ? 0 : millis);
                    }
                }
            } finally {
                if (input != null) {
                    input.listen(null);
                }
            }
        }
        Interruption.check();
    }

    private static void write(GuestMemory memory, int address, Subscription subscription) throws IOException {
        memory.storeI64(address, subscription.userdata);
        memory.storeI64(address + 8, subscription.error.code() | (long) subscription.type << 16);
        boolean file = subscription.type != CLOCK && subscription.error == Errno.SUCCESS;
        memory.storeI64(address + 16, file ? subscription.ready : 0);
        memory.storeI64(address + 24, file && subscription.hangup ? HANGUP : 0);
    }
}
