package dev.weft.host.oxide;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A database of an app and its workers. Safe for any thread. */
public interface KeyValueStore extends AutoCloseable {
    /** Keeps a value under a key; when this returns it is as lasting as the store is. */
    void put(String key, byte[] value) throws IOException;

    /** The value of a key, or null. */
    byte[] get(String key) throws IOException;

    /** Forgets a key, whether or not it is there; as lasting as {@link #put}. */
    void delete(String key) throws IOException;

    @Override
    default void close() throws IOException {
    }

    /** A store that lasts as long as the process. */
    static KeyValueStore inMemory() {
        Map<String, byte[]> map = new ConcurrentHashMap<>();
        return new KeyValueStore() {
            @Override
            public void put(String key, byte[] value) {
                map.put(key, value.clone());
            }

            @Override
            public byte[] get(String key) {
                return map.get(key);
            }

            @Override
            public void delete(String key) {
                map.remove(key);
            }
        };
    }
}
