package dev.weft.runtime;

import dev.weft.syntax.DefType;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * How many bytes the structures and arrays of a store take, and may take; for execution tiers, which make them here.
 *
 * <p>Threads: belongs to the store's thread, but for {@link #bytes}.
 *
 * <p>Implementation note. Which objects are alive only the JVM's collector knows. So objects that are made one after
 * the other share a chunk, an empty Java object that each refers to; when the collector finds that nobody refers to the
 * chunk any more, all of its objects are dead and their bytes are taken off. One survivor therefore keeps all the bytes
 * of its chunk counted, some {@value #CHUNK} of them and never more than one large array besides. Where there is no
 * room, the collector is asked to run; and in the same call from Java not again before the guest has made a sixteenth
 * of its limit anew, lest a guest at its limit keep the whole JVM collecting.
 */
public final class ObjectHeap {
    private static final int CHUNK = 1 << 13;
    private static final int PART_BEFORE_COLLECTION = 16;
    /** Of an array and the Java array that holds its elements. */
    private static final int HEADERS = 48;
    private static final int REFERENCE = 4;

    private final Store store;
    private final long limit;
    private final Holdings.Part held;
    private final ReferenceQueue<Chunk> dead = new ReferenceQueue<>();
    private final Set<Counted> counted = new HashSet<>();
    private Chunk chunk = new Chunk();
    private long filled;
    private long sinceCollection;
    private long callOfCollection = -1;
    private volatile long bytes;

    /** What objects of about the same age have in common. */
    private static final class Chunk {
    }

    /** The bytes of a chunk, to be taken off when it is gone. */
    private static final class Counted extends PhantomReference<Chunk> {
        private final long bytes;

        Counted(Chunk chunk, ReferenceQueue<Chunk> queue, long bytes) {
            super(chunk, queue);
            this.bytes = bytes;
        }
    }

    ObjectHeap(Store store, long limit, Holdings.Part held) {
        this.store = store;
        this.limit = limit;
        this.held = held;
    }

    /** A new structure with zeroes and nulls; traps "out of memory" where the store may have no more. */
    public static StructInstance struct(Store store, StructShape shape) {
        StructInstance first = shape.prototype(store.engine().code());
        return first.fresh(reserve(store, shape.bytes()));
    }

    /** A new array of zeroes or nulls; traps "out of memory" where the store may have no more, or the JVM. */
    public static ArrayInstance array(Store store, DefType type, int length) {
        ObjectHeap heap = store.objects();
        if (heap == null) {
            return ArrayInstance.newDefault(type, length);
        }
        int width = ArrayInstance.Layout.of(type).width();
        heap.reserve(HEADERS + (length & 0xFFFF_FFFFL) * (width == 0 ? REFERENCE : width));
        ArrayInstance array = ArrayInstance.newDefault(type, length);
        array.chunk = heap.chunk;
        return array;
    }

    /**
     * Counts a structure that is about to be made, if the store counts; traps "out of memory" where it may have no
     * more.
     *
     * @param bytes its size: {@link StructShape#bytes}
     * @return what the structure has to be made with
     */
    public static Object reserve(Store store, long bytes) {
        ObjectHeap heap = store.objects();
        if (heap == null) {
            return null;
        }
        heap.reserve(bytes);
        return heap.chunk;
    }

    /** How many bytes are counted. Any thread may ask. */
    public long bytes() {
        return bytes;
    }

    private void reserve(long size) {
        if (filled >= CHUNK) {
            turn();
        }
        if (!take(size) && !collect(size)) {
            throw Trap.of(Trap.Kind.OUT_OF_MEMORY, "more than " + limit + " bytes of objects");
        }
        filled += size;
        sinceCollection += size;
    }

    private boolean take(long size) {
        if (size > limit - bytes || held != null && !held.take(size)) {
            return false;
        }
        bytes += size;
        return true;
    }

    /** Begins another chunk, and takes off what the collector has told of. */
    private void turn() {
        counted.add(new Counted(chunk, dead, filled));
        chunk = new Chunk();
        filled = 0;
        for (Reference<? extends Chunk> gone = dead.poll(); gone != null; gone = dead.poll()) {
            if (counted.remove(gone)) {
                free((Counted) gone);
            }
        }
    }

    private void free(Counted gone) {
        bytes -= gone.bytes;
        if (held != null) {
            held.take(-gone.bytes);
        }
    }

    /** Has the collector run if it is worth it, and takes so much if there is room then. */
    private boolean collect(long size) {
        long call = store.stack().calls;
        if (size > limit || call == callOfCollection && sinceCollection < limit / PART_BEFORE_COLLECTION) {
            return false;
        }
        callOfCollection = call;
        sinceCollection = 0;
        turn();
        System.gc();
        // the queue may take its time to tell
        counted.removeIf(each -> {
            boolean gone = each.refersTo(null);
            if (gone) {
                free(each);
            }
            return gone;
        });
        return take(size);
    }
}
