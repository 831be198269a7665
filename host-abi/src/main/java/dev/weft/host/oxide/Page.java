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

    private final List<Entry> history = new ArrayList<>();
    private int current;
    private String wanted;

    /**
     * An entry of the history.
     *
     * @param state null: none
     */
    record Entry(String url, String title, byte[] state) {
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

    void push(Entry entry) {
        while (history.size() > current + 1) {
            history.removeLast();
        }
        if (history.size() == MOST_ENTRIES) {
            history.removeFirst();
            current--;
        }
        history.add(entry);
        current++;
    }

    void replace(Entry entry) {
        history.set(current, entry);
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
