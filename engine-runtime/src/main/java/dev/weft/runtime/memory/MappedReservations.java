package dev.weft.runtime.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Linear memories cut from a few large mappings of untouched address space.
 *
 * <p>Implementation note. There are {@link #SLOT_BYTES four sizes of slots}; slots of one size are cut from regions,
 * each one mapping, so 100,000 small memories are seven mappings and not 100,000 (Linux allows 65,530 by default).
 * Everything is mapped readable and writable from the start, since the tiers check bounds in software: a page costs
 * memory when it is touched. A memory starts in the smallest slot that gives it room to double and moves when it
 * outgrows it; moving means that the kernel moves page table entries ({@code mremap} with DONTUNMAP), whose time
 * hardly depends on the size and which leaves zeros behind, so stale buffers stay mapped. Each moved memory splits a
 * region's mapping in three; past {@link #MOST_MOVED} of them, bytes are copied instead. What is larger than the
 * largest slot has a mapping of its own.
 *
 * <p>Invariant: a slot in {@code free} reads as zeros. A slot comes back by {@link #release}, together with its
 * segment, or from the cleaner when its segment and all buffers on it are unreachable; it never comes back both ways,
 * because a released reservation stays reachable from {@code free}.
 */
final class MappedReservations implements Reservations {
    private static final long MIB = 1L << 20;
    private static final long[] SLOT_BYTES = {MIB, 16 * MIB, 256 * MIB, 4096 * MIB};
    private static final long[] REGION_SLOTS = {16_384, 4_096, 1_024, 256};
    private static final long HUGE_PAGE = 2 * MIB;
    /** A multiple of every page size that Linux has been built with. */
    private static final long PAGE = 65_536;
    /**
     * Up to this many bytes it is cheaper to write zeros than to have the kernel take the pages and fault them in
     * again.
     */
    private static final long ZEROED_BY_HAND = 256 << 10;
    /** The same where only pages that are in memory are written, with no more than so many gaps between them. */
    private static final long ZEROED_WHERE_PRESENT = 16 * MIB;
    private static final int MOST_GAPS = 32;
    /** How many bytes of free slots may keep their pages; and how many if those of larger ones are counted. */
    private static final long MOST_IDLE = 256 * MIB;
    private static final long MOST_IDLE_LARGE = 64 * MIB;
    private static final int MOST_MOVED = 8_000;
    private static final long LEAST_BUDGET = 1024 * MIB;
    /** How many slots may wait for the garbage collector whose memories are closed: each keeps page tables. */
    private static final int MOST_DISCARDED = 1_000;

    private final Posix posix;
    private final SlotSize[] sizes = new SlotSize[SLOT_BYTES.length];
    private final AtomicLong leased = new AtomicLong();
    private final AtomicLong idle = new AtomicLong();
    private final AtomicInteger moved = new AtomicInteger();
    private final AtomicInteger discarded = new AtomicInteger();
    private volatile long lastCollection = System.nanoTime();

    private MappedReservations(Posix posix) {
        this.posix = posix;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = new SlotSize(SLOT_BYTES[i], REGION_SLOTS[i]);
        }
    }

    /**
     * A source of mapped memories, or null where native access is impossible or was not enabled.
     *
     * @param always to try even if the JVM would print a warning about native access
     */
    static MappedReservations createOrNull(boolean always) {
        try {
            if (!always && !(MappedReservations.class.getModule().isNativeAccessEnabled()
                    && com.kenai.jffi.Library.class.getModule().isNativeAccessEnabled())) {
                return null;
            }
            MappedReservations reservations = new MappedReservations(new Posix());
            Reservation first = reservations.reserve(1, 1, false);
            if (first == null) {
                return null;
            }
            reservations.release(first);
            return reservations;
        } catch (LinkageError | RuntimeException e) {
            System.getLogger(MappedReservations.class.getName())
                    .log(System.Logger.Level.DEBUG, "memories are not mapped", e);
            return null;
        }
    }

    @Override
    public Reservation reserve(long bytes, long maximum, boolean pinned) {
        collectGarbageOver(bytes);
        long wanted = pinned ? maximum : Math.max(bytes, Math.min(maximum, 2 * bytes));
        for (SlotSize size : sizes) {
            if (wanted <= size.bytes) {
                return size.take();
            }
        }
        // More than is needed now is good to have, but not needed.
        Lease large = mapLarge(wanted);
        while (large == null && wanted > bytes) {
            wanted = Math.max(bytes, wanted / 2);
            large = mapLarge(wanted);
        }
        return large;
    }

    @Override
    public Reservation enlarge(Reservation old, long used, long bytes, long maximum) {
        collectGarbageOver(bytes - used);
        Lease from = (Lease) old;
        Lease to = (Lease) reserve(bytes, maximum, false);
        if (to == null) {
            return null;
        }
        long length = roundUp(used, PAGE);
        if (moved.get() < MOST_MOVED && posix.movePages(from.address(), to.address(), length)) {
            from.slot.note(0);
            if (!to.slot.holdsMovedPages) {
                to.slot.holdsMovedPages = true;
                moved.incrementAndGet();
            }
        } else {
            MemorySegment.copy(from.segment(), 0, to.segment(), 0, used);
        }
        return to;
    }

    @Override
    public void discard(Reservation reservation) {
        Slot slot = ((Lease) reservation).slot;
        posix.discard(slot.address, roundUp(slot.used, PAGE));
        slot.discarded = true;
        discarded.incrementAndGet();
    }

    @Override
    public void release(Reservation reservation) {
        Lease lease = (Lease) reservation;
        Slot slot = lease.slot;
        if (slot.size != null && clear(slot)) {
            slot.size.free.push(lease);
        }
    }

    /** Makes a slot read as zeros again; whether it worked. */
    private boolean clear(Slot slot) {
        long used = slot.used;
        slot.note(0);
        if (slot.holdsMovedPages) {
            slot.holdsMovedPages = false;
            moved.decrementAndGet();
            return posix.remap(slot.address, slot.size.bytes);
        }
        if (used <= ZEROED_BY_HAND && idle.get() < MOST_IDLE) {
            keep(slot, used);
            zero(slot.address, used);
            return true;
        }
        if (used <= ZEROED_WHERE_PRESENT && idle.get() + used <= MOST_IDLE_LARGE && zeroPresent(slot.address, used)) {
            keep(slot, used);
            return true;
        }
        return posix.discard(slot.address, roundUp(used, PAGE));
    }

    private void keep(Slot slot, long used) {
        slot.idle = used;
        idle.addAndGet(used);
    }

    /**
     * Writes zeros to those pages that are in memory, and gives up the others, which were never touched or are swapped
     * out; whether it worked.
     */
    private boolean zeroPresent(long address, long used) {
        long page = posix.pageSize();
        try (Arena arena = Arena.ofConfined()) {
            int pages = (int) (roundUp(used, page) / page);
            MemorySegment answer = arena.allocate(pages);
            boolean worked = posix.arePresent(address, used, answer.address());
            int from = 0;
            for (int to = 1, runs = 1; worked && to <= pages; to++) {
                boolean present = isPresent(answer, from);
                if (to < pages && isPresent(answer, to) == present) {
                    continue;
                }
                long start = address + from * page;
                long length = (to - from) * page;
                if (present) {
                    zero(start, length);
                } else {
                    worked = runs++ < MOST_GAPS && posix.discard(start, length);
                }
                from = to;
            }
            return worked;
        }
    }

    private static boolean isPresent(MemorySegment answer, int page) {
        return (answer.get(ValueLayout.JAVA_BYTE, page) & 1) != 0;
    }

    @SuppressWarnings("restricted")
    private static void zero(long address, long length) {
        Filling.fill(MemorySegment.ofAddress(address).reinterpret(length), 0, length, (byte) 0, false);
    }

    /** Runs when no segment or buffer of the slot is reachable any more. */
    private void reclaim(Slot slot) {
        if (slot.discarded) {
            slot.discarded = false;
            discarded.decrementAndGet();
        }
        if (slot.size == null) {
            slot.note(0);
            if (slot.holdsMovedPages) {
                moved.decrementAndGet();
            }
            posix.unmap(slot.address, slot.largeBytes);
        } else if (clear(slot)) {
            slot.size.dropped.push(slot);
        }
    }

    @SuppressWarnings("restricted")
    private Lease lease(Slot slot, long bytes) {
        MemorySegment segment = MemorySegment.ofAddress(slot.address)
                .reinterpret(bytes, Arena.ofAuto(), gone -> reclaim(slot));
        return new Lease(segment, slot);
    }

    private Lease mapLarge(long bytes) {
        long length = roundUp(bytes, HUGE_PAGE);
        long address = mapOrCollect(length);
        return address == Posix.FAILED ? null : lease(new Slot(null, address, length), length);
    }

    private long mapOrCollect(long length) {
        if (length < 0) {
            return Posix.FAILED;
        }
        long address = posix.map(length);
        if (address == Posix.FAILED) {
            long before = leased.get();
            collectGarbage(16, () -> leased.get() < before);
            address = posix.map(length);
        }
        return address;
    }

    /** The garbage collector sees small Java objects, not what they hold: it is told when that has become much. */
    private void collectGarbageOver(long bytes) {
        long before = leased.get();
        boolean isMuch = before + bytes > LEAST_BUDGET && before + bytes > Budget.BYTES
                || discarded.get() > MOST_DISCARDED;
        if (isMuch && System.nanoTime() - lastCollection > 500_000_000) {
            collectGarbage(16, () -> leased.get() < before);
        }
    }

    private void collectGarbage(int longestMillis, BooleanSupplier isEnough) {
        lastCollection = System.nanoTime();
        System.gc();
        for (int millis = 1; millis <= longestMillis && !isEnough.getAsBoolean(); millis *= 2) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static long roundUp(long bytes, long unit) {
        return (bytes + unit - 1) & -unit;
    }

    /** Half of the machine's memory. */
    private static final class Budget {
        private static final long BYTES = read();

        private static long read() {
            try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
                String total = lines.filter(line -> line.startsWith("MemTotal:")).findFirst().orElseThrow();
                return Long.parseLong(total.replaceAll("\\D", "")) * 1024 / 2;
            } catch (IOException | RuntimeException e) {
                return LEAST_BUDGET;
            }
        }
    }

    /** A range of address space; it outlives the segments that are made for it one after the other. */
    private final class Slot {
        final SlotSize size;
        final long address;
        final long largeBytes;
        /** The first bytes that may not be zero. */
        long used;
        /** The first bytes whose pages a free slot kept. */
        long idle;
        boolean holdsMovedPages;
        /** Whether its memory is closed, which others may be looking at. */
        boolean discarded;

        Slot(SlotSize size, long address, long largeBytes) {
            this.size = size;
            this.address = address;
            this.largeBytes = largeBytes;
        }

        void note(long bytes) {
            leased.addAndGet(bytes - used);
            used = bytes;
        }
    }

    /** A slot in use, with the segment that keeps it so. */
    private static final class Lease extends Reservation {
        final Slot slot;

        Lease(MemorySegment segment, Slot slot) {
            super(segment);
            this.slot = slot;
        }

        long address() {
            return slot.address;
        }

        @Override
        void used(long bytes) {
            slot.note(bytes);
        }
    }

    /** The slots of one size: those that came back, and the part of the newest region that was never used. */
    private final class SlotSize {
        final long bytes;
        final long regionBytes;
        final ConcurrentLinkedDeque<Lease> free = new ConcurrentLinkedDeque<>();
        final ConcurrentLinkedDeque<Slot> dropped = new ConcurrentLinkedDeque<>();
        final ReentrantLock lock = new ReentrantLock();
        long next;
        long end;

        SlotSize(long bytes, long slots) {
            this.bytes = bytes;
            this.regionBytes = bytes * slots;
        }

        Lease take() {
            Lease lease = free.poll();
            if (lease == null) {
                Slot slot = dropped.poll();
                slot = slot == null ? cut() : slot;
                if (slot == null) {
                    collectGarbage(256, () -> !dropped.isEmpty());
                    slot = dropped.poll();
                }
                if (slot == null) {
                    return null;
                }
                lease = lease(slot, bytes);
            }
            idle.addAndGet(-lease.slot.idle);
            lease.slot.idle = 0;
            return lease;
        }

        /** One that was never used, or null. */
        private Slot cut() {
            lock.lock();
            try {
                if (next == end) {
                    long region = posix.map(regionBytes + HUGE_PAGE);
                    if (region == Posix.FAILED) {
                        return null;
                    }
                    next = roundUp(region, HUGE_PAGE);
                    end = next + regionBytes;
                }
                long address = next;
                next += bytes;
                return new Slot(this, address, 0);
            } finally {
                lock.unlock();
            }
        }
    }
}
