package dev.weft.host.oxide;

import java.util.ArrayList;
import java.util.List;

/**
 * The address of a guest and its history.
 *
 * <p>Threads: the guest's.
 */
final class Page {
    private static final int MOST_ENTRIES = 1_000;
    private static final int MOST_BYTES = 16 << 20;

    private final List<Entry> history = new ArrayList<>();
    private int current;
    private String wanted;

    /**
     * An entry of the history.
     *
     * @param state null: none
     */
    record Entry(String url, String title, byte[] state) {
        long bytes() {
            return 2L * (url.length() + title.length()) + (state == null ? 0 : state.length);
        }
    }

    Page(String url) {
        history.add(new Entry(url, "", null));
    }

    String url() {
        return history.get(current).url();
    }

    byte[] state() {
        return history.get(current).state();
    }

    int length() {
        return history.size();
    }

    /** Adds an entry behind the present one, unless it is too long; of very many, or long ones, the last are kept. */
    void push(Entry entry) {
        if (entry.bytes() > MOST_BYTES) {
            return;
        }
        while (history.size() > current + 1) {
            history.removeLast();
        }
        if (history.size() == MOST_ENTRIES) {
            history.removeFirst();
            current--;
        }
        history.add(entry);
        current++;
        forget();
    }

    /** Puts an entry in the place of the present one, unless it is too long. */
    void replace(Entry entry) {
        if (entry.bytes() <= MOST_BYTES) {
            history.set(current, entry);
            forget();
        }
    }

    /** Forgets what is farthest back, and then farthest ahead, until all is not too long. */
    private void forget() {
        long bytes = 0;
        for (Entry entry : history) {
            bytes += entry.bytes();
        }
        while (bytes > MOST_BYTES && current > 0) {
            bytes -= history.removeFirst().bytes();
            current--;
        }
        while (bytes > MOST_BYTES) {
            bytes -= history.removeLast().bytes();
        }
    }

    /** Goes so many entries forth, or back; false if there are not so many. */
    boolean go(int steps) {
        int target = current + steps;
        if (target < 0 || target >= history.size()) {
            return false;
        }
        current = target;
        return true;
    }

    /** Remembers where the guest wants to go. */
    void navigate(String url) {
        wanted = url;
    }

    /** Where the guest wanted to go last, or null. */
    String wanted() {
        return wanted;
    }
}
