package dev.weft.host.caos.git;

import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.CaosStore;
import dev.weft.host.caos.GitObject;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * A git repository as a store: {@code git cat-file} reads what jobs have left, and git's tools clean it up.
 *
 * <p>Objects are written when the store is flushed, many of them as one pack, few as files of their own; until then
 * they are in memory only. Results are lines of the file {@code caos/results} in the repository, written after the
 * objects that they name. Pins are references under {@code refs/caos/results/}.
 *
 * <p>Threads: safe for any thread. Other processes may use the repository at the same time; results that they find are
 * seen when it is opened again.
 */
public final class GitStore implements CaosStore {
    /** As files of their own, so few are written. */
    private static final int FEW = 8;
    /** So many bytes wait to be written at most. */
    private static final long MOST_PENDING = 64L << 20;
    private static final long MOST_CACHED = 64L << 20;
    private static final String PINS = "refs/caos/results/";

    private final FileRepository repository;
    private final Path resultsFile;
    private final Map<String, Result> results = new ConcurrentHashMap<>();
    private final Set<String> pinned = ConcurrentHashMap.newKeySet();

    // Under the store's lock.
    private final Object lock = new Object();
    private Map<String, GitObject> pending = new LinkedHashMap<>();
    private Map<String, GitObject> writing = Map.of();
    private List<String> lines = new ArrayList<>();
    private long pendingBytes;
    private final LinkedHashMap<String, GitObject> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cachedBytes;

    /** One at a time writes. */
    private final Object writer = new Object();

    private GitStore(FileRepository repository) throws IOException {
        this.repository = repository;
        this.resultsFile = repository.getDirectory().toPath().resolve("caos").resolve("results");
        readResults();
    }

    /**
     * Opens the repository in a folder, a working one or a bare one; makes a bare one if there is none.
     *
     * @throws IOException if it cannot be opened or made
     */
    public static GitStore open(Path folder) throws IOException {
        Path inner = folder.resolve(Constants.DOT_GIT);
        FileRepository repository = (FileRepository) new FileRepositoryBuilder()
                .setGitDir((Files.isDirectory(inner) ? inner : folder).toFile()).build();
        if (!repository.getObjectDatabase().exists()) {
            repository.create(true);
        }
        GitStore store = new GitStore(repository);
        try {
            store.put(new GitObject(ObjectKind.TREE, new byte[0]));
            store.put(new GitObject(ObjectKind.BLOB, new byte[0]));
            return store;
        } catch (CaosException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void readResults() throws IOException {
        if (!Files.exists(resultsFile)) {
            return;
        }
        try (BufferedReader reader = Files.newBufferedReader(resultsFile, StandardCharsets.ISO_8859_1)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                // a writer that was killed may have left half a line
                Result result = line.length() < 42 ? null : Result.parse(line.substring(41));
                if (result != null && GitObject.isHash(line.substring(0, 40))) {
                    results.put(line.substring(0, 40), result);
                }
            }
        }
    }

    /** The folder of the repository. */
    public Path folder() {
        return repository.getDirectory().toPath();
    }

    // Objects

    @Override
    public String put(GitObject object) throws CaosException {
        String hash = object.hash();
        boolean full;
        synchronized (lock) {
            if (cache.get(hash) != null || writing.containsKey(hash) || pending.putIfAbsent(hash, object) != null) {
                return hash;
            }
            pendingBytes += object.content().length;
            full = pendingBytes > MOST_PENDING;
        }
        if (full) {
            flush();
        }
        return hash;
    }

    @Override
    public GitObject get(String hash) throws CaosException {
        if (!GitObject.isHash(hash)) {
            return null;
        }
        synchronized (lock) {
            GitObject known = pending.get(hash);
            known = known != null ? known : writing.get(hash);
            known = known != null ? known : cache.get(hash);
            if (known != null) {
                return known;
            }
        }
        try {
            ObjectLoader loader = repository.open(ObjectId.fromString(hash));
            ObjectKind kind = loader.getType() == Constants.OBJ_BLOB ? ObjectKind.BLOB
                    : loader.getType() == Constants.OBJ_TREE ? ObjectKind.TREE : null;
            if (kind == null) {
                throw CaosException.of(400, "neither blob nor tree: " + hash);
            }
            GitObject object = new GitObject(kind, loader.getBytes(Integer.MAX_VALUE - 8));
            synchronized (lock) {
                cache(hash, object);
            }
            return object;
        } catch (MissingObjectException e) {
            return null;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void cache(String hash, GitObject object) {
        if (object.content().length > MOST_CACHED / 4 || cache.put(hash, object) != null) {
            return;
        }
        cachedBytes += object.content().length;
        var eldest = cache.entrySet().iterator();
        while (cachedBytes > MOST_CACHED) {
            cachedBytes -= eldest.next().getValue().content().length;
            eldest.remove();
        }
    }

    // Results

    @Override
    public Result result(String request) throws CaosException {
        Result known = results.get(request);
        // somebody may have cleaned the repository
        return known == null || get(known.hash()) == null ? null : known;
    }

    @Override
    public void keep(String request, Result result) {
        if (!result.equals(results.put(request, result))) {
            synchronized (lock) {
                lines.add(request + " " + result + "\n");
            }
        }
    }

    @Override
    public void pin(String request, Result result) throws CaosException {
        if (pinned.contains(request)) {
            return;
        }
        flush();
        try {
            ObjectId id = ObjectId.fromString(result.hash());
            if (repository.resolve(PINS + request) == null || !repository.resolve(PINS + request).equals(id)) {
                RefUpdate update = repository.updateRef(PINS + request);
                update.setNewObjectId(id);
                update.disableRefLog();
                RefUpdate.Result done = update.forceUpdate();
                switch (done) {
                    case NEW, FORCED, NO_CHANGE, FAST_FORWARD -> { }
                    default -> throw CaosException.passing("cannot pin " + request + ": " + done, null);
                }
            }
            pinned.add(request);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    // Writing

    @Override
    public void flush() throws CaosException {
        synchronized (writer) {
            List<String> results;
            synchronized (lock) {
                if (pending.isEmpty() && lines.isEmpty()) {
                    return;
                }
                writing = pending;
                results = lines;
                pending = new LinkedHashMap<>();
                lines = new ArrayList<>();
                pendingBytes = 0;
            }
            try {
                write();
                append(results);
            } catch (IOException e) {
                synchronized (lock) {
                    // the next flush tries again
                    writing.forEach(pending::putIfAbsent);
                    writing = Map.of();
                    lines.addAll(0, results);
                }
                throw failure(e);
            }
            synchronized (lock) {
                writing.forEach(this::cache);
                writing = Map.of();
            }
        }
    }

    private void write() throws IOException {
        Set<String> missing = new HashSet<>();
        try (ObjectReader reader = repository.newObjectReader()) {
            for (String hash : writing.keySet()) {
                if (!reader.has(ObjectId.fromString(hash))) {
                    missing.add(hash);
                }
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        try (ObjectInserter inserter = inserter(missing.size())) {
            for (String hash : missing) {
                GitObject object = writing.get(hash);
                inserter.insert(object.kind() == ObjectKind.TREE ? Constants.OBJ_TREE : Constants.OBJ_BLOB,
                        object.content());
            }
            inserter.flush();
        }
    }

    private ObjectInserter inserter(int count) {
        if (count <= FEW) {
            return repository.newObjectInserter();
        }
        PackInserter pack = repository.getObjectDatabase().newPackInserter();
        pack.checkExisting(false);
        return pack;
    }

    private void append(List<String> newLines) throws IOException {
        if (!newLines.isEmpty()) {
            Files.createDirectories(resultsFile.getParent());
            Files.writeString(resultsFile, String.join("", newLines), StandardCharsets.ISO_8859_1,
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static CaosException failure(IOException e) {
        return CaosException.passing("repository: " + e.getMessage(), e);
    }

    /** Writes what is not written, and closes the repository. */
    @Override
    public void close() throws CaosException {
        try {
            flush();
        } finally {
            repository.close();
        }
    }
}
