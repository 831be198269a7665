package dev.weft.host.oxide;

import java.io.IOException;
import java.nio.file.Path;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * A database in one file: what was written before a call returned is there after the process was killed, and after the
 * machine went down if it is told to force every write.
 *
 * <p>Threads: safe for any thread; writers take turns. One process at a time may have the file open.
 */
public final class FileKeyValueStore implements KeyValueStore {
    private final MVStore store;
    private final MVMap<String, byte[]> map;
    private final boolean forced;

    /**
     * Opens the database in a file, or makes it.
     *
     * @param forced whether every write waits until the device has it
     * @throws IOException if it cannot be opened, such as when another process has it open
     */
    public FileKeyValueStore(Path file, boolean forced) throws IOException {
        try {
            store = new MVStore.Builder().fileName(file.toAbsolutePath().toString()).autoCommitDisabled()
                    .cacheSize(8).open();
            map = store.openMap("oxide");
        } catch (MVStoreException e) {
            throw new IOException(e.getMessage(), e);
        }
        this.forced = forced;
    }

    @Override
    public synchronized void put(String key, byte[] value) throws IOException {
        try {
            map.put(key, value);
            flush();
        } catch (MVStoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        try {
            return map.get(key);
        } catch (MVStoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public synchronized void delete(String key) throws IOException {
        try {
            map.remove(key);
            flush();
        } catch (MVStoreException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void flush() {
        store.commit();
        if (forced) {
            store.sync();
        }
    }

    @Override
    public synchronized void close() {
        store.close();
    }
}
