package dev.weft.runtime.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A folder in which code that was emitted for modules outlives the process, a file for each module and way of
 * compiling.
 *
 * <p>A file is named by the SHA-256 of the module and one of all else that its contents depend on: the build of the
 * engine, the JVM, the engine's options. It is written under another name and then renamed, so that who reads sees a
 * whole one, and carries a checksum; one that is damaged is removed and counts as absent. Several processes may use the
 * folder: of two that write the same file at once, one's additions may be lost, which costs time and nothing else. When
 * all files together are larger than the bound, those not used for longest are removed.
 *
 * <p>What is in the folder is run, so it is made for its owner alone, and whoever may write to it must be trusted.
 * Threads: safe for any thread.
 */
public final class CodeCache {
    /** How large a cache is if nobody says otherwise, in bytes. */
    public static final long DEFAULT_BYTES = 512L << 20;

    static final String ENDING = ".weft";
    private static final String UNFINISHED = ".part";
    /** How long a process may write one file; what is older was left by one that died. */
    private static final long MOST_MINUTES = 60;

    private final Path folder;
    private final long mostBytes;

    private CodeCache(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    /** The cache in a folder, which is made when something is written. */
    public static CodeCache at(Path folder) {
        return at(folder, DEFAULT_BYTES);
    }

    /** The cache in a folder, with a bound on the bytes of all files. */
    public static CodeCache at(Path folder, long mostBytes) {
        if (mostBytes < 0) {
            throw new IllegalArgumentException("a cache cannot have " + mostBytes + " bytes");
        }
        return new CodeCache(Objects.requireNonNull(folder), mostBytes);
    }

    /**
     * Where users keep such things: {@code $WEFT_CACHE}, or {@code weft} in {@code $XDG_CACHE_HOME}, or in {@code
     * ~/Library/Caches} or {@code ~/.cache}, whichever there is.
     */
    public static Path defaultFolder() {
        String own = System.getenv("WEFT_CACHE");
        if (own != null && !own.isEmpty()) {
            return Path.of(own);
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        if (caches != null && caches.startsWith("/")) {
            return Path.of(caches, "weft");
        }
        Path home = Path.of(System.getProperty("user.home", ""));
        Path library = home.resolve("Library/Caches");
        return (Files.isDirectory(library) ? library : home.resolve(".cache")).resolve("weft");
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    /** How many bytes all files may have together. */
    public long mostBytes() {
        return mostBytes;
    }

    /**
     * One file of the cache.
     *
     * @param file  where it is
     * @param bytes how long it is
     * @param used  when it was last used
     */
    public record Item(Path file, long bytes, Instant used) {

        /** The first half of its name: SHA-256 of the module, as 64 hexadecimal digits. */
        public String moduleHash() {
            String name = file.getFileName().toString();
            return name.substring(0, Math.min(name.length(), 64));
        }

        /** What it has: the names of emitted classes and the like, in no order. Empty if it is damaged. */
        public List<String> contents() {
            CacheFile contents = CacheFile.read(file);
            return contents == null ? List.of() : List.copyOf(contents.entries().keySet());
        }
    }

    /** All files, those used last first. */
    public List<Item> list() {
        List<Item> items = new ArrayList<>();
        for (Path file : files(ENDING)) {
            try {
                items.add(new Item(file, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
            } catch (NoSuchFileException e) {
                // another process has removed it
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        items.sort(Comparator.comparing(Item::used).reversed());
        return items;
    }

    private List<Path> files(String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many bytes the files have together. */
    public long size() {
        return list().stream().mapToLong(Item::bytes).sum();
    }

    /** Removes all files and returns how many there were. */
    public int clear() {
        int removed = 0;
        for (Item item : list()) {
            removed += remove(item.file()) ? 1 : 0;
        }
        files(UNFINISHED).forEach(CodeCache::remove);
        return removed;
    }

    /** Reads all files, and removes and returns those that are damaged. */
    public List<Item> verify() {
        List<Item> damaged = new ArrayList<>();
        for (Item item : list()) {
            if (CacheFile.read(item.file()) == null && remove(item.file())) {
                damaged.add(item);
            }
        }
        return damaged;
    }

    private static boolean remove(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What the cache has for a module.
     *
     * @param moduleHash SHA-256 of the module, as hexadecimal digits
     * @param options    all else that code depends on
     */
    public CachedModule open(String moduleHash, String options) {
        Path file = folder.resolve(moduleHash + "-" + Digests.sha256(options).substring(0, 32) + ENDING);
        CacheFile contents = CacheFile.read(file);
        if (contents != null) {
            try {
                Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            } catch (IOException e) {
                // a folder that can only be read serves as well, in any order
                return new CachedModule(this, file, contents);
            }
        } else if (Files.exists(file)) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                return new CachedModule(this, file, null);
            }
        }
        return new CachedModule(this, file, contents);
    }

    /** Writes now what has been added to it in this process, which otherwise happens within seconds. */
    public void flush() {
        CachedModule.flushAll(this);
    }

    /** Puts a file in its place. */
    void write(Path file, CacheFile contents) throws IOException {
        byte[] bytes = contents.bytes();
        if (bytes.length > mostBytes) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
        Path part = Files.createTempFile(folder, file.getFileName().toString().substring(0, 16), UNFINISHED);
        try {
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        evict(file);
    }

    private void evict(Path written) throws IOException {
        long left = mostBytes;
        for (Item item : list()) {
            left -= item.bytes();
            if (left < 0 && !item.file().equals(written)) {
                Files.deleteIfExists(item.file());
            }
        }
        Instant dead = Instant.now().minusSeconds(MOST_MINUTES * 60);
        for (Path part : files(UNFINISHED)) {
            if (Files.exists(part) && Files.getLastModifiedTime(part).toInstant().isBefore(dead)) {
                Files.deleteIfExists(part);
            }
        }
    }
}
