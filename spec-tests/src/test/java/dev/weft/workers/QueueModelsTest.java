package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weft.host.ExitReason;
import dev.weft.host.kernel.HandleTable;
import dev.weft.host.kernel.Mail;
import dev.weft.host.kernel.Mailbox;
import dev.weft.host.kernel.MailboxLimits;
import dev.weft.host.wowlab.ChunkLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/** What one thread does to mailboxes, tables of handles and a pool's ledger: they do the same as simple models. */
class QueueModelsTest {
    private static final int TRIES = 300;
    private static final int STEPS = 40;

    /** A mailbox of five messages and 40 bytes, and a list. */
    static final class Mailboxes {
        private static final MailboxLimits LIMITS = new MailboxLimits(5, 40);
        private final Mailbox mailbox = new Mailbox(LIMITS);
        private final List<Mail> model = new ArrayList<>();
        private boolean closed;
        private long refused;

        void post(int number) {
            Mail mail = number % 5 == 4 ? new Mail.Down(number, number, ExitReason.NORMAL)
                    : new Mail.Message(number, new byte[number % 13]);
            Mailbox.Post expected = Mailbox.Post.ACCEPTED;
            if (closed) {
                expected = Mailbox.Post.CLOSED;
            } else if (!mail.isSignal()
                    && (model.size() >= LIMITS.messages() || bytes() + mail.weight() > LIMITS.bytes())) {
                expected = Mailbox.Post.FULL;
                refused++;
            } else {
                model.add(mail);
            }
            assertEquals(expected, mailbox.post(mail));
        }

        void poll(int number) {
            assertEquals(model.isEmpty() ? null : model.removeFirst(), mailbox.poll());
        }

        void pollWanted(int number) {
            Predicate<Mail> wanted = mail -> mail.weight() % 3 == number % 3;
            Mail expected = model.stream().filter(wanted).findFirst().orElse(null);
            model.remove(expected);
            assertEquals(expected, mailbox.poll(wanted));
        }

        void peek(int number) {
            assertEquals(model.isEmpty() ? null : model.getFirst(), mailbox.peek());
        }

        void close(int number) {
            if (number % 8 == 0) {
                mailbox.close();
                closed = true;
            }
        }

        private long bytes() {
            return model.stream().mapToLong(Mail::weight).sum();
        }

        void check() {
            assertEquals(model.size(), mailbox.size());
            assertEquals(bytes(), mailbox.bytes());
            assertEquals(refused, mailbox.refused());
            assertEquals(closed, mailbox.isClosed());
        }
    }

    @Property(tries = TRIES)
    void mailbox_whateverHappens_isAListWithLimits(@ForAll("mailboxes") ActionChain<Mailboxes> chain) {
        chain.withInvariant(Mailboxes::check).run();
    }

    @Provide
    Arbitrary<ActionChain<Mailboxes>> mailboxes() {
        return ActionChain.startWith(Mailboxes::new).withAction(6, Steps.of("post", Mailboxes::post))
                .withAction(2, Steps.of("poll", Mailboxes::poll))
                .withAction(2, Steps.of("poll wanted", Mailboxes::pollWanted))
                .withAction(1, Steps.of("peek", Mailboxes::peek))
                .withAction(1, Steps.of("close", Mailboxes::close)).withMaxTransformations(STEPS);
    }

    /** A table, and a map of numbers that were never given out twice. */
    static final class Handles {
        private final HandleTable<String> table = new HandleTable<>();
        private final Map<Integer, String> model = new TreeMap<>();
        private int last;

        void add(int number) {
            model.put(++last, "thing " + number);
            assertEquals(last, table.add("thing " + number));
        }

        void get(int number) {
            int handle = number % (last + 2);
            assertEquals(model.get(handle), table.get(handle));
        }

        void remove(int number) {
            int handle = number % (last + 2);
            assertEquals(model.remove(handle), table.remove(handle));
            assertNull(table.get(handle));
        }

        void check() {
            assertEquals(model.size(), table.size());
            List<String> all = new ArrayList<>(table.all());
            List<String> expected = new ArrayList<>(model.values());
            Collections.sort(all);
            Collections.sort(expected);
            assertEquals(expected, all);
            List<Integer> handles = new ArrayList<>();
            table.forEachHandle(handles::add);
            Collections.sort(handles);
            assertEquals(List.copyOf(model.keySet()), handles);
        }
    }

    @Property(tries = TRIES)
    void handleTable_whateverHappens_isAMapOfFreshNumbers(@ForAll("handles") ActionChain<Handles> chain) {
        chain.withInvariant(Handles::check).run();
    }

    @Provide
    Arbitrary<ActionChain<Handles>> handles() {
        return ActionChain.startWith(Handles::new).withAction(3, Steps.of("add", Handles::add))
                .withAction(1, Steps.of("get", Handles::get)).withAction(2, Steps.of("remove", Handles::remove))
                .withMaxTransformations(STEPS);
    }

    /** A ledger of four chunks that may take 100 ms and be given out twice, and what is known of each chunk. */
    static final class Ledgers {
        private static final int CHUNKS = 4;
        private static final int TIMEOUT = 100;
        private static final int ATTEMPTS = 2;
        private final ChunkLedger ledger = new ChunkLedger(CHUNKS, Duration.ofMillis(TIMEOUT), ATTEMPTS);
        private final List<Integer> waiting = new ArrayList<>(List.of(0, 1, 2, 3));
        private final List<ChunkLedger.Claim> claims = new ArrayList<>();
        /** The claim that holds each chunk, when it was made, and its result. */
        private final ChunkLedger.Claim[] holder = new ChunkLedger.Claim[CHUNKS];
        private final long[] since = new long[CHUNKS];
        private final byte[][] results = new byte[CHUNKS][];
        private final int[] attempts = new int[CHUNKS];
        private long now;

        void claim(int number) {
            ChunkLedger.Claim claim = ledger.claim(now);
            if (waiting.isEmpty()) {
                assertNull(claim);
                return;
            }
            int chunk = waiting.removeFirst();
            assertEquals(chunk, claim.chunk());
            assertEquals(++attempts[chunk], claim.attempt());
            holder[chunk] = claim;
            since[chunk] = now;
            claims.add(claim);
        }

        void complete(int number) {
            if (claims.isEmpty()) {
                assertEquals(ChunkLedger.Completion.STALE, ledger.complete(number % CHUNKS, number, new byte[1]));
                return;
            }
            ChunkLedger.Claim claim = claims.get(number / 2 % claims.size());
            int chunk = claim.chunk();
            byte[] result = {(byte) (number % 2)};
            ChunkLedger.Completion expected = ChunkLedger.Completion.STALE;
            if (claim.equals(holder[chunk])) {
                if (results[chunk] == null) {
                    expected = ChunkLedger.Completion.ACCEPTED;
                    results[chunk] = result;
                } else {
                    expected = results[chunk][0] == result[0] ? ChunkLedger.Completion.DUPLICATE
                            : ChunkLedger.Completion.CONFLICT;
                }
            }
            assertEquals(expected, ledger.complete(chunk, claim.token(), result));
        }

        void sweep(int number) {
            now += number % (2 * TIMEOUT);
            int late = 0;
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                if (holder[chunk] != null && results[chunk] == null && now - since[chunk] > TIMEOUT) {
                    late++;
                    holder[chunk] = null;
                    if (attempts[chunk] < ATTEMPTS) {
                        waiting.add(chunk);
                    }
                }
            }
            assertEquals(late, ledger.sweep(now));
        }

        void check() {
            boolean over = true;
            boolean failed = false;
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                boolean lost = holder[chunk] == null && attempts[chunk] == ATTEMPTS && !waiting.contains(chunk);
                over &= lost || results[chunk] != null;
                failed |= lost;
            }
            assertEquals(over, ledger.isOver());
            assertEquals(over && failed, ledger.hasFailed());
        }
    }

    @Property(tries = TRIES)
    void ledger_whateverHappens_acceptsEachChunkOnce(@ForAll("ledgers") ActionChain<Ledgers> chain) {
        chain.withInvariant(Ledgers::check).run();
    }

    @Provide
    Arbitrary<ActionChain<Ledgers>> ledgers() {
        return ActionChain.startWith(Ledgers::new).withAction(3, Steps.of("claim", Ledgers::claim))
                .withAction(3, Steps.of("complete", Ledgers::complete))
                .withAction(2, Steps.of("sweep", Ledgers::sweep)).withMaxTransformations(STEPS);
    }
}
