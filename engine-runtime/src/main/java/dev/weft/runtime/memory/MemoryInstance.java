package dev.weft.runtime.memory;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.weft.runtime.Trap;
import dev.weft.runtime.tier.EngineEvents;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A linear memory: little-endian bytes with a current size and a largest size (specification, section 4.2.8).
 *
 * <p>Addresses are effective addresses: the sum of operand and offset, as a {@code long} that is negative only when it
 * is out of bounds. Every access checks bounds and throws a {@link Trap} "out of bounds memory access" before it writes
 * anything. Sizes are in bytes, or in pages of {@code 2^pageSizeLog2()} bytes where the name says pages.
 *
 * <p>Embedders use {@link #read}, {@link #write}, {@link #readUtf8}, {@link #slice} and the like. {@link #view()} is
 * for execution tiers.
 *
 * <p>Threads: an unshared memory belongs to one thread at a time, that of its store. A shared one may be used by any
 * threads at once, of guests in any number of stores and of the host, through every method; the size that a thread
 * sees is never more than an access of that thread may use. Plain accesses of several threads to the same bytes are
 * races, as in the guests' own memory model; the {@code atomic} methods, {@code wait} and {@code notify} order them.
 *
 * <p>Implementation note. The bytes lie in a {@link Reservation} of native memory that may be longer. {@code view}
 * shows the first 2^31−16 of them at most and is what fast paths use, with {@code int} indices (a {@code long} index
 * keeps C2 from removing range checks); {@code segment} shows all. Growing inside the reservation makes a new view of
 * the same bytes; an unshared memory that outgrows it moves. For a shared memory, which never moves, {@code
 * byteLength} is published last and read with acquire semantics, so a thread that fails the check against its stale
 * {@code view} looks again. The garbage collector frees the reservation when memory, views and slices are all
 * unreachable; {@link #close()} does so earlier for an unshared memory of which no slice was lent.
 */
public final class MemoryInstance implements AutoCloseable {
    /** Reads and writes 16 bits of {@link #view()} at an int index. */
    public static final VarHandle I16 = view(short[].class);
    /** Reads and writes 32 bits of {@link #view()} at an int index. */
    public static final VarHandle I32 = view(int[].class);
    /** Reads and writes 64 bits of {@link #view()} at an int index. */
    public static final VarHandle I64 = view(long[].class);

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final VarHandle BYTE_LENGTH;
    private static final VarHandle VIEW;
    private static final VarHandle VIEW_LIMIT;
    private static final int LONGEST_VIEW = 0x7FFF_FFF0;
    private static final long LONGEST_MEMORY = 1L << 46;
    private static final ByteBuffer EMPTY = ByteBuffer.allocateDirect(0).order(LITTLE_ENDIAN);

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BYTE_LENGTH = lookup.findVarHandle(MemoryInstance.class, "byteLength", long.class);
            VIEW = lookup.findVarHandle(MemoryInstance.class, "view", ByteBuffer.class);
            VIEW_LIMIT = lookup.findVarHandle(MemoryInstance.class, "viewLimit", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long minPages;
    private final long maxPages;
    private final int pageSizeLog2;
    private final boolean shared;
    private final boolean is64;
    private final MemoryLimiter limiter;
    private final Reservations source;
    private final ReentrantLock growing = new ReentrantLock();
    private final WaitQueue waiters;

    private ByteBuffer view;
    private int viewLimit;
    private MemorySegment segment;
    private long byteLength;
    private long base;
    private Reservation reservation;
    /** The first bytes that may not be zero, which may be more than there are. */
    private long written = Long.MAX_VALUE;
    private volatile boolean lent;
    private List<Runnable> closers = List.of();
    private Object holder;

    private MemoryInstance(long minPages, long maxPages, int pageSizeLog2, boolean shared, boolean is64,
            MemoryLimiter limiter, Reservations source) {
        this.minPages = minPages;
        this.maxPages = maxPages;
        this.pageSizeLog2 = pageSizeLog2;
        this.shared = shared;
        this.is64 = is64;
        this.limiter = limiter;
        this.source = source;
        this.waiters = shared ? new WaitQueue() : null;
    }

    /**
     * Makes a zeroed memory of the minimum size that its type gives.
     *
     * @throws MemoryAllocationException if the limiter refuses or there is no room
     */
    public static MemoryInstance allocate(MemType type, MemoryLimiter limiter) {
        Limits limits = type.limits();
        long maxPages = !limits.hasMax() ? -1 : limits.max() < 0 ? Long.MAX_VALUE : limits.max();
        boolean is64 = type.addr() == AddrType.I64;
        return allocate(limits.min(), maxPages, type.pageSizeLog2(), type.shared(), is64, limiter);
    }

    /**
     * Makes a zeroed memory of {@code minPages} pages.
     *
     * @param maxPages the declared maximum, or −1
     * @param pageSizeLog2 16, or 0 with custom page sizes
     * @param is64 whether addresses are i64
     * @throws MemoryAllocationException if the limiter refuses or there is no room
     */
    public static MemoryInstance allocate(long minPages, long maxPages, int pageSizeLog2, boolean shared, boolean is64,
            MemoryLimiter limiter) {
        return allocate(minPages, maxPages, pageSizeLog2, shared, is64, limiter, Reservations.ofProcess());
    }

    static MemoryInstance allocate(long minPages, long maxPages, int pageSizeLog2, boolean shared, boolean is64,
            MemoryLimiter limiter, Reservations source) {
        MemoryInstance memory = new MemoryInstance(minPages, maxPages, pageSizeLog2, shared, is64, limiter, source);
        long most = memory.mostPages();
        String what = "memory of " + Long.toUnsignedString(minPages) + " pages: ";
        if (minPages < 0 || minPages > most) {
            throw new MemoryAllocationException(what + "more than any memory can have here");
        }
        long bytes = minPages << pageSizeLog2;
        long mostBytes = most << pageSizeLog2;
        if (!limiter.mayGrow(0, bytes, mostBytes)) {
            throw new MemoryAllocationException(what + "above the limit");
        }
        Reservation reservation = source.reserve(bytes, memory.reservable(bytes), shared);
        if (reservation == null) {
            limiter.didNotGrow(0, bytes);
            throw new MemoryAllocationException(what + "the system has no room for it");
        }
        memory.publish(reservation, bytes);
        return memory;
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteBufferViewVarHandle(array, LITTLE_ENDIAN).withInvokeExactBehavior();
    }

    // Size.

    /** The current size in bytes. */
    public long byteLength() {
        return shared ? (long) BYTE_LENGTH.getAcquire(this) : byteLength;
    }

    /** The current size in pages: {@code memory.size}. */
    public long pages() {
        return byteLength() >>> pageSizeLog2;
    }

    /** The type that this memory has now, whose minimum is the current size: what an import is matched against. */
    public MemType type() {
        Limits limits = maxPages < 0 ? Limits.of(pages()) : Limits.of(pages(), maxPages);
        return new MemType(is64 ? AddrType.I64 : AddrType.I32, limits, shared, pageSizeLog2);
    }

    /** The declared minimum in pages. */
    public long minPages() {
        return minPages;
    }

    /** The declared maximum in pages, or −1. */
    public long maxPages() {
        return maxPages;
    }

    /** The base-2 logarithm of the page size. */
    public int pageSizeLog2() {
        return pageSizeLog2;
    }

    /** Whether several threads may use this memory at the same time. */
    public boolean isShared() {
        return shared;
    }

    /** Whether addresses are i64. */
    public boolean is64() {
        return is64;
    }

    /**
     * Grows by {@code deltaPages} (unsigned), as {@code memory.grow} does: the old size in pages, or −1 if the type or
     * the limiter does not allow it or there is no room.
     */
    public long grow(long deltaPages) {
        long pages = growSilently(deltaPages);
        if (deltaPages != 0) {
            EngineEvents.grow(pages < 0 ? byteLength() : pages << pageSizeLog2, byteLength(), pages >= 0);
        }
        return pages;
    }

    private long growSilently(long deltaPages) {
        growing.lock();
        try {
            long bytes = byteLength;
            long pages = bytes >>> pageSizeLog2;
            long most = mostPages();
            if (deltaPages < 0 || deltaPages > most - pages || reservation == null) {
                return -1;
            }
            if (deltaPages == 0) {
                return pages;
            }
            long wanted = (pages + deltaPages) << pageSizeLog2;
            if (!limiter.mayGrow(bytes, wanted, most << pageSizeLog2)) {
                return -1;
            }
            Reservation room = reservation;
            if (wanted > room.capacity()) {
                room = shared ? null : source.enlarge(room, bytes, wanted, reservable(wanted));
                if (room == null) {
                    limiter.didNotGrow(bytes, wanted);
                    return -1;
                }
            }
            publish(room, wanted);
            return pages;
        } finally {
            growing.unlock();
        }
    }

    private long mostPages() {
        long ofAddresses = is64 ? LONGEST_MEMORY >>> pageSizeLog2 : (1L << 32) >>> pageSizeLog2;
        return maxPages < 0 ? ofAddresses : Math.min(maxPages, ofAddresses);
    }

    /** How many bytes of address space can be useful. */
    private long reservable(long bytes) {
        return Math.max(bytes, Math.min(mostPages() << pageSizeLog2, limiter.ceiling()));
    }

    private void publish(Reservation room, long bytes) {
        room.used(bytes);
        reservation = room;
        segment = room.segment();
        base = segment.address();
        VIEW.setRelease(this, room.view(Math.min(bytes, LONGEST_VIEW)));
        VIEW_LIMIT.setRelease(this, (int) Math.min(bytes, LONGEST_VIEW));
        BYTE_LENGTH.setRelease(this, bytes);
    }

    /**
     * Ends this memory: its size becomes 0 and its pages can be used for another one, at once or, if slices were lent,
     * when those are unreachable. No thread may be in code that uses an unshared memory. Those that are in code that
     * uses a shared one may find zeros there for a while; its addresses are free when this object is unreachable.
     */
    @Override
    public void close() {
        growing.lock();
        try {
            Reservation room = reservation;
            if (room == null) {
                return;
            }
            written = Math.min(written, byteLength);
            BYTE_LENGTH.setRelease(this, 0L);
            view = EMPTY;
            viewLimit = 0;
            reservation = null;
            if (shared) {
                source.discard(room);
                return;
            }
            base = 0;
            segment = MemorySegment.NULL;
            closers.forEach(Runnable::run);
            if (!lent) {
                room.used(written);
                source.release(room);
            }
        } finally {
            growing.unlock();
        }
    }

    /**
     * The first min(byteLength, 2^31−16) bytes, in a direct little-endian buffer whose position is 0 and whose limit is
     * its length; for execution tiers, which must not change position, limit or order.
     *
     * <p>Goes stale when the memory grows: read it again after each {@code memory.grow} and each call. A stale view
     * of an unshared memory may show old bytes; one of a shared memory is only too short.
     */
    public ByteBuffer view() {
        return view;
    }

    /** Makes it {@code wanted}'s unless somebody has it whom {@code keeps} lets have it; whose it is. For stores. */
    public synchronized Object hold(Object wanted, Predicate<Object> keeps) {
        holder = holder == null || !keeps.test(holder) ? wanted : holder;
        return holder;
    }

    /** Has something run when this memory is closed; for execution tiers, and of no use for shared memories. */
    public void onClose(Runnable action) {
        closers = closers.isEmpty() ? new ArrayList<>(1) : closers;
        closers.add(action);
    }

    /** The limit of {@link #view()}, for execution tiers that need not look at the view itself. */
    public int viewLimit() {
        return viewLimit;
    }

    /**
     * The native address of the first byte, for execution tiers that check against {@link #viewLimit()}, or
     * with {@link #checkRange}. Goes stale as the view does; whoever uses it keeps this object reachable.
     */
    public long base() {
        return base;
    }

    /** Traps unless the {@code length} bytes at {@code address} exist; both may be unsigned. */
    public void checkRange(long address, long length) {
        long size = byteLength();
        if (address < 0 || length < 0 || length > size || address > size - length) {
            throw Trap.of(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, Long.toUnsignedString(length) + " bytes at 0x"
                    + Long.toHexString(address) + ", memory has 0x" + Long.toHexString(size));
        }
    }

    private MemorySegment checked(long address, long length) {
        expectWrites();
        checkRange(address, length);
        return segment;
    }

    private MemorySegment writable(long address, long length) {
        checkRange(address, length);
        written = Math.max(written, address + length);
        return segment;
    }

    /** Tells that until {@link #expectWrites} nobody writes to this new memory but by its methods. */
    public void noteWrites() {
        written = shared ? Long.MAX_VALUE : 0;
    }

    /** Tells that code may write to this memory which does not say where: the rule unless {@link #noteWrites}. */
    public void expectWrites() {
        if (written != Long.MAX_VALUE) {
            written = Long.MAX_VALUE;
        }
    }

    /** {@code i32.load8_s}. */
    public int loadI8S(long ea) {
        ByteBuffer v = view;
        return ea >= 0 && ea < v.limit() ? v.get((int) ea) : checked(ea, 1).get(BYTE, ea);
    }

    /** {@code i32.load8_u}. */
    public int loadI8U(long ea) {
        return loadI8S(ea) & 0xFF;
    }

    /** {@code i32.load16_s}. */
    public int loadI16S(long ea) {
        ByteBuffer v = view;
        return ea >= 0 && ea < v.limit() - 1L ? (short) I16.get(v, (int) ea) : checked(ea, 2).get(SHORT, ea);
    }

    /** {@code i32.load16_u}. */
    public int loadI16U(long ea) {
        return loadI16S(ea) & 0xFFFF;
    }

    /** {@code i32.load}. */
    public int loadI32(long ea) {
        ByteBuffer v = view;
        return ea >= 0 && ea < v.limit() - 3L ? (int) I32.get(v, (int) ea) : checked(ea, 4).get(INT, ea);
    }

    /** {@code i64.load}. */
    public long loadI64(long ea) {
        ByteBuffer v = view;
        return ea >= 0 && ea < v.limit() - 7L ? (long) I64.get(v, (int) ea) : checked(ea, 8).get(LONG, ea);
    }

    /** {@code f32.load}. */
    public float loadF32(long ea) {
        return Float.intBitsToFloat(loadI32(ea));
    }

    /** {@code f64.load}. */
    public double loadF64(long ea) {
        return Double.longBitsToDouble(loadI64(ea));
    }

    /** The lower half of {@code v128.load}; checks all 16 bytes. */
    public long loadV128Lo(long ea) {
        checkRange(ea, 16);
        return loadI64(ea);
    }

    /** The upper half of {@code v128.load}; checks all 16 bytes. */
    public long loadV128Hi(long ea) {
        checkRange(ea, 16);
        return loadI64(ea + 8);
    }

    /** {@code i32.store8}. */
    public void storeI8(long ea, int value) {
        expectWrites();
        ByteBuffer v = view;
        if (ea >= 0 && ea < v.limit()) {
            v.put((int) ea, (byte) value);
        } else {
            checked(ea, 1).set(BYTE, ea, (byte) value);
        }
    }

    /** {@code i32.store16}. */
    public void storeI16(long ea, int value) {
        expectWrites();
        ByteBuffer v = view;
        if (ea >= 0 && ea < v.limit() - 1L) {
            I16.set(v, (int) ea, (short) value);
        } else {
            checked(ea, 2).set(SHORT, ea, (short) value);
        }
    }

    /** {@code i32.store}. */
    public void storeI32(long ea, int value) {
        expectWrites();
        ByteBuffer v = view;
        if (ea >= 0 && ea < v.limit() - 3L) {
            I32.set(v, (int) ea, value);
        } else {
            checked(ea, 4).set(INT, ea, value);
        }
    }

    /** {@code i64.store}. */
    public void storeI64(long ea, long value) {
        expectWrites();
        ByteBuffer v = view;
        if (ea >= 0 && ea < v.limit() - 7L) {
            I64.set(v, (int) ea, value);
        } else {
            checked(ea, 8).set(LONG, ea, value);
        }
    }

    /** {@code f32.store}. */
    public void storeF32(long ea, float value) {
        storeI32(ea, Float.floatToRawIntBits(value));
    }

    /** {@code f64.store}. */
    public void storeF64(long ea, double value) {
        storeI64(ea, Double.doubleToRawLongBits(value));
    }

    /** {@code v128.store}. */
    public void storeV128(long ea, long lo, long hi) {
        checkRange(ea, 16);
        storeI64(ea, lo);
        storeI64(ea + 8, hi);
    }

    // Bulk memory.

    /** {@code memory.fill}. */
    public void fill(long address, int value, long length) {
        Filling.fill(checked(address, length), address, length, (byte) value, shared);
    }

    /** {@code memory.copy}, also between two memories; ranges may overlap. */
    public static void copy(MemoryInstance to, long toAddress, MemoryInstance from, long fromAddress, long length) {
        MemorySegment source = from.checked(fromAddress, length);
        MemorySegment.copy(source, fromAddress, to.checked(toAddress, length), toAddress, length);
    }

    /**
     * {@code memory.init}: copies {@code length} bytes from position {@code from} of a data segment, which is
     * {@code segmentLength} bytes of {@code bytes} at {@code segmentOffset} (a dropped segment has length 0).
     */
    public void init(long address, byte[] bytes, int segmentOffset, int segmentLength, long from, long length) {
        if (from < 0 || length < 0 || length > segmentLength || from > segmentLength - length) {
            throw Trap.of(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, Long.toUnsignedString(length) + " bytes at "
                    + Long.toUnsignedString(from) + " of a data segment of " + segmentLength);
        }
        MemorySegment.copy(bytes, segmentOffset + (int) from, writable(address, length), BYTE, address, (int) length);
    }

    // Bulk access for embedders and host functions.

    /** Copies {@code length} bytes at {@code address} to an array. */
    public void read(long address, byte[] to, int offset, int length) {
        checkRange(address, length);
        MemorySegment.copy(segment, BYTE, address, to, offset, length);
    }

    /** Copies {@code length} bytes of an array to {@code address}. */
    public void write(long address, byte[] from, int offset, int length) {
        MemorySegment.copy(from, offset, writable(address, length), BYTE, address, length);
    }

    /** The {@code length} bytes at {@code address}. */
    public byte[] readBytes(long address, int length) {
        checkRange(address, length);
        byte[] bytes = new byte[length];
        read(address, bytes, 0, length);
        return bytes;
    }

    /** The {@code length} bytes at {@code address} as UTF-8, malformed parts replaced by U+FFFD. */
    public String readUtf8(long address, int length) {
        return new String(readBytes(address, length), StandardCharsets.UTF_8);
    }

    /** Writes a string as UTF-8, without an end mark, and tells how many bytes that took. */
    public int writeUtf8(long address, String string) {
        byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
        write(address, bytes, 0, bytes.length);
        return bytes.length;
    }

    /**
     * A buffer on {@code length} bytes at {@code address}: little-endian, with a position and limit of its own.
     *
     * <p>It shows this memory until the memory grows or is closed; afterwards it may show old bytes, or zeros. It is
     * valid as long as somebody holds it, also after {@link #close()}.
     */
    public ByteBuffer slice(long address, int length) {
        lent = true;
        return checked(address, length).asSlice(address, length).asByteBuffer().order(LITTLE_ENDIAN);
    }

    // Atomic access (threads proposal): sequentially consistent, addresses must be multiples of the width.

    /** {@code i32.atomic.load8_u}. */
    public int atomicLoad8(long ea) {
        return (byte) AtomicBytes.I8.getVolatile(checked(ea, 1), ea) & 0xFF;
    }

    /** {@code i32.atomic.load16_u}. */
    public int atomicLoad16(long ea) {
        return (short) AtomicBytes.I16.getVolatile(aligned(ea, 2), ea) & 0xFFFF;
    }

    /** {@code i32.atomic.load}. */
    public int atomicLoad32(long ea) {
        return (int) AtomicBytes.I32.getVolatile(aligned(ea, 4), ea);
    }

    /** {@code i64.atomic.load}. */
    public long atomicLoad64(long ea) {
        return (long) AtomicBytes.I64.getVolatile(aligned(ea, 8), ea);
    }

    /** {@code i32.atomic.store8}. */
    public void atomicStore8(long ea, int value) {
        AtomicBytes.I8.setVolatile(checked(ea, 1), ea, (byte) value);
    }

    /** {@code i32.atomic.store16}. */
    public void atomicStore16(long ea, int value) {
        AtomicBytes.I16.setVolatile(aligned(ea, 2), ea, (short) value);
    }

    /** {@code i32.atomic.store}. */
    public void atomicStore32(long ea, int value) {
        AtomicBytes.I32.setVolatile(aligned(ea, 4), ea, value);
    }

    /** {@code i64.atomic.store}. */
    public void atomicStore64(long ea, long value) {
        AtomicBytes.I64.setVolatile(aligned(ea, 8), ea, value);
    }

    /** {@code i32.atomic.rmw8.add_u}: the old value. */
    public int atomicRmwAdd8(long ea, int operand) {
        return AtomicBytes.rmwNarrow(checked(ea, 1), ea, 8, AtomicBytes.Rmw.ADD, operand);
    }

    /** {@code i32.atomic.rmw16.add_u}: the old value. */
    public int atomicRmwAdd16(long ea, int operand) {
        return AtomicBytes.rmwNarrow(aligned(ea, 2), ea, 16, AtomicBytes.Rmw.ADD, operand);
    }

    /** {@code i32.atomic.rmw.add}: the old value. */
    public int atomicRmwAdd32(long ea, int operand) {
        return AtomicBytes.rmw32(aligned(ea, 4), ea, AtomicBytes.Rmw.ADD, operand);
    }

    /** {@code i64.atomic.rmw.add}: the old value. */
    public long atomicRmwAdd64(long ea, long operand) {
        return AtomicBytes.rmw64(aligned(ea, 8), ea, AtomicBytes.Rmw.ADD, operand);
    }

    /** {@code i32.atomic.rmw8.sub_u}: the old value. */
    public int atomicRmwSub8(long ea, int operand) {
        return AtomicBytes.rmwNarrow(checked(ea, 1), ea, 8, AtomicBytes.Rmw.SUB, operand);
    }

    /** {@code i32.atomic.rmw16.sub_u}: the old value. */
    public int atomicRmwSub16(long ea, int operand) {
        return AtomicBytes.rmwNarrow(aligned(ea, 2), ea, 16, AtomicBytes.Rmw.SUB, operand);
    }

    /** {@code i32.atomic.rmw.sub}: the old value. */
    public int atomicRmwSub32(long ea, int operand) {
        return AtomicBytes.rmw32(aligned(ea, 4), ea, AtomicBytes.Rmw.SUB, operand);
    }

    /** {@code i64.atomic.rmw.sub}: the old value. */
    public long atomicRmwSub64(long ea, long operand) {
        return AtomicBytes.rmw64(aligned(ea, 8), ea, AtomicBytes.Rmw.SUB, operand);
    }

    /** {@code i32.atomic.rmw8.and_u}: the old value. */
    public int atomicRmwAnd8(long ea, int operand) {
        return AtomicBytes.rmwNarrow(checked(ea, 1), ea, 8, AtomicBytes.Rmw.AND, operand);
    }

    /** {@code i32.atomic.rmw16.and_u}: the old value. */
    public int atomicRmwAnd16(long ea, int operand) {
        return AtomicBytes.rmwNarrow(aligned(ea, 2), ea, 16, AtomicBytes.Rmw.AND, operand);
    }

    /** {@code i32.atomic.rmw.and}: the old value. */
    public int atomicRmwAnd32(long ea, int operand) {
        return AtomicBytes.rmw32(aligned(ea, 4), ea, AtomicBytes.Rmw.AND, operand);
    }

    /** {@code i64.atomic.rmw.and}: the old value. */
    public long atomicRmwAnd64(long ea, long operand) {
        return AtomicBytes.rmw64(aligned(ea, 8), ea, AtomicBytes.Rmw.AND, operand);
    }

    /** {@code i32.atomic.rmw8.or_u}: the old value. */
    public int atomicRmwOr8(long ea, int operand) {
        return AtomicBytes.rmwNarrow(checked(ea, 1), ea, 8, AtomicBytes.Rmw.OR, operand);
    }

    /** {@code i32.atomic.rmw16.or_u}: the old value. */
    public int atomicRmwOr16(long ea, int operand) {
        return AtomicBytes.rmwNarrow(aligned(ea, 2), ea, 16, AtomicBytes.Rmw.OR, operand);
    }

    /** {@code i32.atomic.rmw.or}: the old value. */
    public int atomicRmwOr32(long ea, int operand) {
        return AtomicBytes.rmw32(aligned(ea, 4), ea, AtomicBytes.Rmw.OR, operand);
    }

    /** {@code i64.atomic.rmw.or}: the old value. */
    public long atomicRmwOr64(long ea, long operand) {
        return AtomicBytes.rmw64(aligned(ea, 8), ea, AtomicBytes.Rmw.OR, operand);
    }

    /** {@code i32.atomic.rmw8.xor_u}: the old value. */
    public int atomicRmwXor8(long ea, int operand) {
        return AtomicBytes.rmwNarrow(checked(ea, 1), ea, 8, AtomicBytes.Rmw.XOR, operand);
    }

    /** {@code i32.atomic.rmw16.xor_u}: the old value. */
    public int atomicRmwXor16(long ea, int operand) {
        return AtomicBytes.rmwNarrow(aligned(ea, 2), ea, 16, AtomicBytes.Rmw.XOR, operand);
    }

    /** {@code i32.atomic.rmw.xor}: the old value. */
    public int atomicRmwXor32(long ea, int operand) {
        return AtomicBytes.rmw32(aligned(ea, 4), ea, AtomicBytes.Rmw.XOR, operand);
    }

    /** {@code i64.atomic.rmw.xor}: the old value. */
    public long atomicRmwXor64(long ea, long operand) {
        return AtomicBytes.rmw64(aligned(ea, 8), ea, AtomicBytes.Rmw.XOR, operand);
    }

    /** {@code i32.atomic.rmw8.xchg_u}: the old value. */
    public int atomicRmwXchg8(long ea, int operand) {
        return AtomicBytes.rmwNarrow(checked(ea, 1), ea, 8, AtomicBytes.Rmw.XCHG, operand);
    }

    /** {@code i32.atomic.rmw16.xchg_u}: the old value. */
    public int atomicRmwXchg16(long ea, int operand) {
        return AtomicBytes.rmwNarrow(aligned(ea, 2), ea, 16, AtomicBytes.Rmw.XCHG, operand);
    }

    /** {@code i32.atomic.rmw.xchg}: the old value. */
    public int atomicRmwXchg32(long ea, int operand) {
        return AtomicBytes.rmw32(aligned(ea, 4), ea, AtomicBytes.Rmw.XCHG, operand);
    }

    /** {@code i64.atomic.rmw.xchg}: the old value. */
    public long atomicRmwXchg64(long ea, long operand) {
        return AtomicBytes.rmw64(aligned(ea, 8), ea, AtomicBytes.Rmw.XCHG, operand);
    }

    /** {@code i32.atomic.rmw8.cmpxchg_u}: the old value; only the lowest bits of {@code expected} count. */
    public int atomicRmwCmpxchg8(long ea, int expected, int replacement) {
        return AtomicBytes.cmpxchgNarrow(checked(ea, 1), ea, 8, expected, replacement);
    }

    /** {@code i32.atomic.rmw16.cmpxchg_u}: the old value; only the lowest bits of {@code expected} count. */
    public int atomicRmwCmpxchg16(long ea, int expected, int replacement) {
        return AtomicBytes.cmpxchgNarrow(aligned(ea, 2), ea, 16, expected, replacement);
    }

    /** {@code i32.atomic.rmw.cmpxchg}: the old value. */
    public int atomicRmwCmpxchg32(long ea, int expected, int replacement) {
        return (int) AtomicBytes.I32.compareAndExchange(aligned(ea, 4), ea, expected, replacement);
    }

    /** {@code i64.atomic.rmw.cmpxchg}: the old value. */
    public long atomicRmwCmpxchg64(long ea, long expected, long replacement) {
        return (long) AtomicBytes.I64.compareAndExchange(aligned(ea, 8), ea, expected, replacement);
    }

    /**
     * {@code memory.atomic.wait32}: 0 when notified, 1 if the value is not {@code expected}, 2 when time is over.
     *
     * <p>A thread that is interrupted while it waits traps ("interrupted") and stays interrupted. A virtual thread that
     * waits holds no carrier.
     *
     * @param timeout in nanoseconds; negative: for ever
     */
    public int wait32(long ea, int expected, long timeout) {
        MemorySegment memory = waitable(ea, 4);
        return waiters.await(ea, () -> (int) AtomicBytes.I32.getVolatile(memory, ea) == expected, timeout);
    }

    /** {@code memory.atomic.wait64}; see {@link #wait32}. */
    public int wait64(long ea, long expected, long timeout) {
        MemorySegment memory = waitable(ea, 8);
        return waiters.await(ea, () -> (long) AtomicBytes.I64.getVolatile(memory, ea) == expected, timeout);
    }

    /**
     * The same without blocking, for event loops of the host: a future of 0, 1 or 2, in one queue with the threads that
     * wait.
     *
     * <p>Completes on the common pool, so that what depends on it never runs in the thread of the guest that notifies.
     * Cancelling it leaves the queue; if a notifier had counted it already, that notification is spent.
     *
     * @param timeout in nanoseconds; negative: for ever
     */
    public CompletableFuture<Integer> waitAsync32(long ea, int expected, long timeout) {
        MemorySegment memory = waitable(ea, 4);
        return waiters.awaitAsync(ea, () -> (int) AtomicBytes.I32.getVolatile(memory, ea) == expected, timeout);
    }

    /** {@link #waitAsync32} for a value of 64 bits. */
    public CompletableFuture<Integer> waitAsync64(long ea, long expected, long timeout) {
        MemorySegment memory = waitable(ea, 8);
        return waiters.awaitAsync(ea, () -> (long) AtomicBytes.I64.getVolatile(memory, ea) == expected, timeout);
    }

    /** {@code memory.atomic.notify}: wakes up to {@code count} (unsigned) waiters at an address and tells how many. */
    public int notify(long ea, int count) {
        aligned(ea, 4);
        return shared ? waiters.signal(ea, count) : 0;
    }

    private MemorySegment waitable(long ea, int width) {
        requireAligned(ea, width);
        if (!shared) {
            throw Trap.of(Trap.Kind.EXPECTED_SHARED_MEMORY);
        }
        return checked(ea, width);
    }

    private MemorySegment aligned(long ea, int width) {
        requireAligned(ea, width);
        return checked(ea, width);
    }

    private static void requireAligned(long ea, int width) {
        if ((ea & width - 1) != 0) {
            throw Trap.of(Trap.Kind.UNALIGNED_ATOMIC, width + " bytes at 0x" + Long.toHexString(ea));
        }
    }
}
