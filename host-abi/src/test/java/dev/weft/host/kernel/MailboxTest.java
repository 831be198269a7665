package dev.weft.host.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.ExitReason;
import dev.weft.host.kernel.Mail.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mailboxes by themselves. */
class MailboxTest {
    private static Message message(int from, int length) {
        return new Message(from, new byte[length]);
    }

    @Test
    void poll_afterPosts_isInOrder() {
        Mailbox box = new Mailbox(MailboxLimits.DEFAULT);
        assertNull(box.poll());
        for (int i = 0; i < 10; i++) {
            assertEquals(Mailbox.Post.ACCEPTED, box.post(message(i, i)));
        }
        assertEquals(10, box.size());
        assertEquals(45, box.bytes());
        for (int i = 0; i < 10; i++) {
            assertEquals(i, ((Message) box.peek()).from());
            assertEquals(i, ((Message) box.poll()).from());
        }
        assertEquals(0, box.size());
        assertEquals(0, box.bytes());
        assertEquals(10, box.most());
    }

    @Test
    void post_intoAFullMailbox_isRefusedButSignalsAreNot() {
        Mailbox box = new Mailbox(new MailboxLimits(2, 100));
        assertEquals(Mailbox.Post.ACCEPTED, box.post(message(0, 60)));
        assertEquals(Mailbox.Post.FULL, box.post(message(1, 41)));
        assertEquals(Mailbox.Post.FULL, box.ask(41));
        assertEquals(Mailbox.Post.ACCEPTED, box.ask(40));
        assertEquals(Mailbox.Post.ACCEPTED, box.post(message(2, 40)));
        assertEquals(Mailbox.Post.FULL, box.post(message(3, 0)));
        assertEquals(Mailbox.Post.ACCEPTED, box.post(new Mail.Down(0, 7, ExitReason.NORMAL)));
        assertEquals(3, box.refused());
        box.poll();
        box.poll();
        assertEquals(new Mail.Down(0, 7, ExitReason.NORMAL), box.poll());
        assertEquals(Mailbox.Post.ACCEPTED, box.post(message(4, 100)));
    }

    @Test
    void poll_ofSomeKind_leavesTheOthersInOrder() {
        Mailbox box = new Mailbox(MailboxLimits.DEFAULT);
        for (int i = 0; i < 6; i++) {
            box.post(i % 2 == 0 ? message(i, 1) : new Mail.Exited(i, ExitReason.NORMAL));
        }
        assertEquals(1, ((Mail.Exited) box.poll(mail -> mail instanceof Mail.Exited)).worker());
        assertEquals(3, ((Mail.Exited) box.poll(mail -> mail instanceof Mail.Exited)).worker());
        assertEquals(0, ((Message) box.peek()).from());
        assertEquals(0, ((Message) box.poll()).from());
        assertEquals(2, ((Message) box.poll()).from());
        assertEquals(4, ((Message) box.poll()).from());
        assertEquals(5, ((Mail.Exited) box.poll()).worker());
        assertEquals(0, box.size());
    }

    @Test
    void peek_ofSomeKind_takesNothingOut() {
        Mailbox box = new Mailbox(MailboxLimits.DEFAULT);
        box.post(message(0, 1));
        box.post(new Mail.Exited(1, ExitReason.NORMAL));
        box.post(message(2, 1));
        for (int i = 0; i < 2; i++) {
            assertEquals(1, ((Mail.Exited) box.peek(mail -> mail instanceof Mail.Exited)).worker());
            assertEquals(0, ((Message) box.peek(mail -> mail instanceof Message)).from());
        }
        assertNull(box.peek(mail -> mail instanceof Mail.Down));
        assertEquals(3, box.size());
        assertEquals(0, ((Message) box.poll()).from());
        assertEquals(1, ((Mail.Exited) box.poll()).worker());
        assertEquals(2, ((Message) box.poll()).from());
    }

    @Test
    void post_afterClose_isClosed() {
        Mailbox box = new Mailbox(MailboxLimits.DEFAULT);
        box.close();
        assertEquals(Mailbox.Post.CLOSED, box.post(message(0, 0)));
    }

    @Test
    void take_withoutMail_waitsForItsTimeOnly() throws InterruptedException {
        Mailbox box = new Mailbox(MailboxLimits.DEFAULT);
        assertNull(box.take(0));
        assertNull(box.take(1_000_000));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> box.take(-1));
        Thread closer = Thread.startVirtualThread(box::close);
        assertNull(box.take(-1));
        closer.join();
    }

    @Test
    void manySenders_eachInOrder_nothingLost() throws InterruptedException {
        int senders = 8;
        int each = 20_000;
        Mailbox box = new Mailbox(MailboxLimits.UNBOUNDED);
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < each; i++) {
                    box.post(message(sender, i % 1000));
                }
            }));
        }
        int[] next = new int[senders];
        for (int i = 0; i < senders * each; i++) {
            Message message = (Message) box.take(-1);
            int sender = (int) message.from();
            assertEquals(next[sender]++ % 1000, message.bytes().length);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertNull(box.poll());
        assertEquals(0, box.bytes());
        assertTrue(box.most() > 0);
    }

    @Test
    void handles_countUpAndAreNotReused() {
        HandleTable<String> table = new HandleTable<>();
        assertEquals(1, table.add("a"));
        assertEquals(2, table.add("b"));
        assertEquals("b", table.remove(2));
        assertNull(table.remove(2));
        assertEquals(3, table.add("c"));
        assertNull(table.get(0));
        assertNull(table.get(-1));
        assertEquals(List.of("a", "c"), table.all());
    }
}
