package dev.weft.host.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * The numbers by which one guest knows things of the host: 1, 2, 3 and so on, wrapping around past 2^32 without 0; a
 * number is not given out again while it is in use, and before the wrap not at all.
 *
 * <p>Threads: one at a time, the guest's.
 */
public final class HandleTable<T> {
    private final Map<Integer, T> entries = new HashMap<>();
    private int last;

    /** An empty table. */
    public HandleTable() {
    }

    /** Gives something a number. */
    public int add(T thing) {
        do {
            last++;
        } while (last == 0 || entries.containsKey(last));
        entries.put(last, thing);
        return last;
    }

    /** What has a number; null if nothing has. */
    public T get(int handle) {
        return entries.get(handle);
    }

    /** Takes a number away; returns what had it, or null. */
    public T remove(int handle) {
        return entries.remove(handle);
    }

    /** How many numbers are in use. */
    public int size() {
        return entries.size();
    }

    /** All that have a number, a copy. */
    public List<T> all() {
        return new ArrayList<>(entries.values());
    }

    /** Calls for each number in use. */
    public void forEachHandle(IntConsumer action) {
        List.copyOf(entries.keySet()).forEach(action::accept);
    }
}
