package dev.weft.host.caos;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Requests that are being computed: who asks for one that is, waits for that instead of computing it again.
 *
 * <p>Waiting could deadlock where computing would find a cycle: one job asks for A, which asks for B, while another one
 * asks for B, which asks for A. So who would wait for something that waits for him computes it on his own.
 *
 * <p>Threads: safe for any thread.
 *
 * <p>Implementation note. A flight is waited for by the flight that it was begun for and by those that joined it. A new
 * flight waits for nothing yet, so beginning one closes no circle; joining one does exactly if it is among those that
 * wait, over any number of steps, for the one that joins. Both happen under one lock.
 */
final class Flights {
    private final Map<String, Flight> running = new HashMap<>();

    /** A request that is being computed. */
    static final class Flight {
        final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        private final String request;
        private final Flight parent;
        private final List<Flight> joined = new ArrayList<>(1);

        private Flight(String request, Flight parent) {
            this.request = request;
            this.parent = parent;
        }
    }

    /** What became of a flight: a result, or a failure; kept if it is worth being remembered. */
    record Outcome(Result result, CaosException failure, boolean lasting) {
    }

    /** A flight, and whether the caller is the one who has to compute it. */
    record Boarding(Flight flight, boolean mine) {
    }

    /** Begins to compute a request for a parent, which may be null, or joins those who wait for it. */
    synchronized Boarding board(String request, Flight parent) {
        Flight known = running.get(request);
        if (known == null) {
            Flight mine = new Flight(request, parent);
            running.put(request, mine);
            return new Boarding(mine, true);
        }
        if (parent == null) {
            return new Boarding(known, false);
        }
        if (waitsFor(known, parent)) {
            return new Boarding(new Flight(request, parent), true);
        }
        known.joined.add(parent);
        return new Boarding(known, false);
    }

    /** Whether a flight waits, over any number of steps, for another one to end. */
    private static boolean waitsFor(Flight waiting, Flight target) {
        Set<Flight> seen = new HashSet<>();
        Deque<Flight> next = new ArrayDeque<>();
        next.add(target);
        while (!next.isEmpty()) {
            Flight flight = next.remove();
            if (flight == waiting) {
                return true;
            }
            if (seen.add(flight)) {
                if (flight.parent != null) {
                    next.add(flight.parent);
                }
                next.addAll(flight.joined);
            }
        }
        return false;
    }

    /** The one that joined a flight waits no longer. */
    synchronized void leave(Flight flight, Flight parent) {
        flight.joined.remove(parent);
    }

    /** Ends a flight: who asks now begins a new one. */
    void land(Flight flight, Outcome outcome) {
        synchronized (this) {
            running.remove(flight.request, flight);
        }
        flight.outcome.complete(outcome);
    }

    /** How many there are. */
    synchronized int size() {
        return running.size();
    }
}
