package dev.weft.host.rusm;

import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Names, each of one process, and tags, of any number. Both are released when a process ends, before its monitors are
 * told; a process that cannot be found any more has none even if that has not happened yet.
 *
 * <p>Threads: safe for any thread.
 */
final class ActorNames {
    private final Kernel kernel;
    private final Map<String, Worker> names = new HashMap<>();
    private final Map<String, Set<Worker>> tags = new HashMap<>();
    private final Map<Worker, Held> held = new HashMap<>();

    /** What one process has. */
    private static final class Held {
        final Set<String> names = new LinkedHashSet<>(2);
        final Set<String> tags = new LinkedHashSet<>(2);
    }

    ActorNames(Kernel kernel) {
        this.kernel = kernel;
    }

    private boolean isAlive(Worker worker) {
        return worker != null && kernel.find(worker.id()) == worker;
    }

    boolean register(String name, Worker worker) {
        boolean first;
        synchronized (this) {
            if (isAlive(names.get(name)) || !isAlive(worker)) {
                return false;
            }
            first = !held.containsKey(worker);
            Held mine = held.computeIfAbsent(worker, key -> new Held());
            if (mine.names.size() >= Actor.MOST_NAMES) {
                return false;
            }
            mine.names.add(name);
            names.put(name, worker);
        }
        return watch(worker, first);
    }

    /** Sees to it that what a process has is released when it ends, or at once; false if it has ended. */
    private boolean watch(Worker worker, boolean first) {
        if (first) {
            worker.onExit(reason -> release(worker));
        }
        return isAlive(worker);
    }

    private synchronized void release(Worker worker) {
        Held mine = held.remove(worker);
        if (mine != null) {
            mine.names.forEach(name -> names.remove(name, worker));
            for (String tag : mine.tags) {
                leave(tag, worker);
            }
        }
    }

    private boolean leave(String tag, Worker worker) {
        Set<Worker> members = tags.get(tag);
        boolean was = members != null && members.remove(worker);
        if (was && members.isEmpty()) {
            tags.remove(tag);
        }
        return was;
    }

    synchronized Worker whereis(String name) {
        Worker worker = names.get(name);
        return isAlive(worker) ? worker : null;
    }

    /** Who has a name; who has none is made and gets it, while nobody else can. */
    Worker whereisOrSpawn(String name, Supplier<Worker> spawn) {
        synchronized (this) {
            Worker known = whereis(name);
            if (known != null) {
                return known;
            }
            Worker made = spawn.get();
            register(name, made);
            return made;
        }
    }

    synchronized boolean unregister(String name) {
        Worker worker = names.remove(name);
        if (worker == null) {
            return false;
        }
        Held mine = held.get(worker);
        if (mine != null) {
            mine.names.remove(name);
        }
        return isAlive(worker);
    }

    boolean tag(String tag, Worker worker) {
        boolean first;
        synchronized (this) {
            if (!isAlive(worker)) {
                return false;
            }
            first = !held.containsKey(worker);
            Held mine = held.computeIfAbsent(worker, key -> new Held());
            if (mine.tags.size() >= Actor.MOST_NAMES) {
                return false;
            }
            mine.tags.add(tag);
            tags.computeIfAbsent(tag, key -> new HashSet<>()).add(worker);
        }
        return watch(worker, first);
    }

    synchronized boolean untag(String tag, Worker worker) {
        Held mine = held.get(worker);
        if (mine != null) {
            mine.tags.remove(tag);
        }
        return leave(tag, worker);
    }

    synchronized List<Worker> tagged(String tag) {
        List<Worker> members = new ArrayList<>(tags.getOrDefault(tag, Set.of()));
        members.removeIf(worker -> !isAlive(worker));
        members.sort((a, b) -> Long.compare(a.id(), b.id()));
        return members;
    }

    synchronized List<String> namesOf(Worker worker) {
        Held mine = held.get(worker);
        return mine == null ? List.of() : List.copyOf(mine.names);
    }

    synchronized List<String> tagsOf(Worker worker) {
        Held mine = held.get(worker);
        return mine == null ? List.of() : List.copyOf(mine.tags);
    }
}
