package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ExitReason;
import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.RestartBudget;
import dev.weft.host.kernel.Supervisor;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.state.ActionChain;

/**
 * Workers with links, monitors and supervisors, against simple models: whoever has to end does, for the right reason,
 * and nobody else; whoever is to be told is told once. After each step the test waits until the system is as the model
 * says, and fails if that does not come to pass.
 */
class WorkerModelsTest {
    private static final int TRIES = 40;
    private static final int STEPS = 25;
    private static final int PATIENCE_SECONDS = 90;
    private static final byte[] PING = {0};
    private static final byte[] LEAVE = {1};
    private static final byte[] FAIL = {2};

    private static void send(Worker worker, byte[] what) {
        worker.mailbox().post(new Mail.Message(-1, what));
    }

    /** Why a worker ended; fails if it goes on. */
    private static ExitReason join(Worker worker) {
        return worker.exited().copy().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static void await(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, () -> "still not: " + what);
            LockSupport.parkNanos(200_000);
        }
    }

    /** A worker, what it has been told, and what the model knows of it. */
    private static final class Node {
        final boolean trapping;
        final BlockingQueue<Mail> told = new LinkedBlockingQueue<>();
        final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
        final Set<Node> links = new HashSet<>();
        /** Monitors of it: the reference, and whose it is. */
        final Map<Long, Node> watchers = new HashMap<>();
        Worker worker;
        ExitReason ended;

        Node(boolean trapping) {
            this.trapping = trapping;
        }

        void live(Worker self) {
            while (true) {
                Mail mail = self.receive();
                if (!(mail instanceof Mail.Message message)) {
                    told.add(mail);
                } else if (message.bytes()[0] == PING[0]) {
                    pongs.add("pong");
                } else if (message.bytes()[0] == LEAVE[0]) {
                    return;
                } else {
                    throw new IllegalStateException("asked to fail");
                }
            }
        }
    }

    /** Workers, and who is linked to and monitors whom. */
    static final class Links {
        private final Kernel kernel = Kernel.create();
        private final List<Node> nodes = new ArrayList<>();

        private Node live(int number) {
            List<Node> live = nodes.stream().filter(node -> node.ended == null).toList();
            return live.isEmpty() ? null : live.get(number % live.size());
        }

        void spawn(int number) {
            Node node = new Node(number % 3 == 0);
            WorkerOptions options = node.trapping ? WorkerOptions.DEFAULT.trappingExits() : WorkerOptions.DEFAULT;
            node.worker = kernel.spawn(options, node::live);
            nodes.add(node);
        }

        void link(int number) {
            Node one = live(number);
            Node other = live(number / 64);
            if (one != null && one != other) {
                one.worker.link(other.worker);
                one.links.add(other);
                other.links.add(one);
            }
        }

        void unlink(int number) {
            Node one = live(number);
            Node other = live(number / 64);
            if (one != null) {
                one.worker.unlink(other.worker);
                one.links.remove(other);
                other.links.remove(one);
            }
        }

        void monitor(int number) {
            Node watcher = live(number);
            if (watcher == null) {
                return;
            }
            Node target = nodes.get(number / 64 % nodes.size());
            long reference = watcher.worker.monitor(target.worker);
            if (target.ended == null) {
                target.watchers.put(reference, watcher);
            } else {
                expect(watcher, new Mail.Down(reference, target.worker.id(), ExitReason.NO_WORKER));
            }
        }

        void leave(int number) {
            Node node = live(number);
            if (node != null) {
                send(node.worker, LEAVE);
                end(node, ExitReason.NORMAL);
            }
        }

        void fail(int number) {
            Node node = live(number);
            if (node != null) {
                send(node.worker, FAIL);
                end(node, new ExitReason(ExitReason.Kind.FAILED, "asked to fail", null));
            }
        }

        void kill(int number) {
            Node node = live(number);
            if (node != null) {
                ExitReason reason = ExitReason.killed("number " + number);
                assertTrue(node.worker.kill(reason));
                end(node, reason);
            }
        }

        /** The model's part of an end, and of those that follow from it. */
        private void end(Node first, ExitReason reason) {
            Map<Node, List<Mail>> mail = new HashMap<>();
            Deque<Node> ending = new ArrayDeque<>(List.of(first));
            Set<Node> ended = new HashSet<>(ending);
            while (!ending.isEmpty()) {
                Node node = ending.remove();
                node.ended = reason;
                ExitReason real = join(node.worker);
                assertEquals(reason.kind(), real.kind());
                if (reason.kind() == ExitReason.Kind.KILLED) {
                    assertEquals(reason.detail(), real.detail());
                }
                node.watchers.forEach((reference, watcher) -> mail.computeIfAbsent(watcher, _ -> new ArrayList<>())
                        .add(new Mail.Down(reference, node.worker.id(), real)));
                for (Node peer : node.links) {
                    peer.links.remove(node);
                    if (peer.trapping) {
                        mail.computeIfAbsent(peer, _ -> new ArrayList<>())
                                .add(new Mail.Exited(node.worker.id(), real));
                    } else if (reason.isAbnormal() && ended.add(peer)) {
                        ending.add(peer);
                    }
                }
            }
            mail.forEach((node, pieces) -> {
                if (node.ended == null) {
                    pieces.forEach(piece -> expect(node, piece));
                }
            });
        }

        /** Waits for mail; other mail that may come before it is put back. */
        private static void expect(Node node, Mail wanted) {
            await(() -> node.told.remove(wanted), wanted + " at " + node.worker);
        }

        void check() {
            for (Node node : nodes) {
                await(() -> (node.ended == null) == (kernel.find(node.worker.id()) == node.worker), "it is gone");
                if (node.ended == null) {
                    send(node.worker, PING);
                    try {
                        assertNotNull(node.pongs.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), node.worker::toString);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    assertNull(node.told.peek(), "told what it should not be");
                    // whom an end is not told to, because it was normal, may keep its link for a moment
                    await(() -> node.links.size() == node.worker.linkCount(), "links of " + node.worker);
                    await(() -> node.watchers.size() == node.worker.monitorCount(), "monitors of " + node.worker);
                }
            }
        }
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void workers_withLinksAndMonitors_endAndAreToldLikeTheModel(@ForAll("links") ActionChain<Links> chain) {
        Links links = chain.withInvariant(Links::check).run();
        links.kernel.close();
    }

    @Provide
    Arbitrary<ActionChain<Links>> links() {
        return ActionChain.startWith(Links::new).withAction(5, Steps.of("spawn", Links::spawn))
                .withAction(6, Steps.of("link", Links::link)).withAction(1, Steps.of("unlink", Links::unlink))
                .withAction(4, Steps.of("monitor", Links::monitor)).withAction(1, Steps.of("leave", Links::leave))
                .withAction(1, Steps.of("fail", Links::fail)).withAction(2, Steps.of("kill", Links::kill))
                .withMaxTransformations(STEPS);
    }

    /** A supervisor of four children, each with another rule, and how often each must have been started. */
    static final class Supervised {
        private static final Supervisor.Restart[] RULES = {Supervisor.Restart.ALWAYS,
            Supervisor.Restart.IF_ABNORMAL, Supervisor.Restart.NEVER, Supervisor.Restart.ALWAYS};
        private final Supervisor.Strategy strategy;
        private final Kernel kernel = Kernel.create();
        private final Supervisor supervisor;
        private final AtomicIntegerArray starts = new AtomicIntegerArray(RULES.length);
        private final int[] expected = new int[RULES.length];
        private final boolean[] live = new boolean[RULES.length];

        Supervised(Supervisor.Strategy strategy) {
            this.strategy = strategy;
            List<Supervisor.Child> children = new ArrayList<>();
            for (int i = 0; i < RULES.length; i++) {
                int index = i;
                Node node = new Node(false);
                children.add(new Supervisor.Child(WorkerOptions.DEFAULT.named("child " + i), self -> {
                    starts.incrementAndGet(index);
                    node.live(self);
                }, RULES[i]));
                expected[i] = 1;
                live[i] = true;
            }
            supervisor = new Supervisor(strategy, RestartBudget.lifetime(0), children);
            kernel.spawn(supervisor);
            check();
        }

        void leave(int number) {
            end(number % RULES.length, false);
        }

        void fail(int number) {
            end(number % RULES.length, true);
        }

        private void end(int index, boolean abnormal) {
            if (!live[index]) {
                return;
            }
            Worker before = supervisor.child("child " + index);
            send(before, abnormal ? FAIL : LEAVE);
            join(before);
            boolean again = RULES[index] == Supervisor.Restart.ALWAYS
                    || RULES[index] == Supervisor.Restart.IF_ABNORMAL && abnormal;
            live[index] = again;
            if (again) {
                int first = strategy == Supervisor.Strategy.ONE_FOR_ALL ? 0 : index;
                int last = strategy == Supervisor.Strategy.ONE_FOR_ONE ? index : RULES.length - 1;
                for (int i = first; i <= last; i++) {
                    expected[i]++;
                    live[i] = true;
                }
            }
            await(() -> supervisor.child("child " + index) != before, "the supervisor has noticed");
        }

        void check() {
            for (int i = 0; i < RULES.length; i++) {
                int index = i;
                await(() -> starts.get(index) == expected[index], "child " + index + " started " + expected[index]
                        + " times, not " + starts.get(index));
                await(() -> (supervisor.child("child " + index) != null) == live[index], "child " + index);
            }
        }
    }

    @Property(tries = TRIES, shrinking = ShrinkingMode.OFF)
    void supervisor_whoeverEnds_startsThoseOfItsStrategy(@ForAll("supervised") ActionChain<Supervised> chain) {
        Supervised supervised = chain.withInvariant(Supervised::check).run();
        supervised.kernel.close();
    }

    @Provide
    Arbitrary<ActionChain<Supervised>> supervised() {
        return Arbitraries.of(Supervisor.Strategy.class).flatMap(strategy ->
                ActionChain.startWith(() -> new Supervised(strategy))
                        .withAction(1, Steps.of("leave", Supervised::leave))
                        .withAction(2, Steps.of("fail", Supervised::fail)).withMaxTransformations(STEPS));
    }
}
