package dev.weft.host.wowlab;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The local layer of the cache of answers, shared by the slots. Safe for any thread. */
public interface LocalStore {
    /** What is stored for a call, such as {@code getItem(1)}; null if nothing is. */
    byte[] get(String call) throws IOException;

    /** Stores an answer. */
    void put(String call, byte[] answer) throws IOException;

    /** A store that lasts as long as the process. */
    static LocalStore inMemory() {
        Map<String, byte[]> map = new ConcurrentHashMap<>();
        return new LocalStore() {
            @Override
            public byte[] get(String call) {
                return map.get(call);
            }

            @Override
            public void put(String call, byte[] answer) {
                map.put(call, answer);
            }
        };
    }
}
