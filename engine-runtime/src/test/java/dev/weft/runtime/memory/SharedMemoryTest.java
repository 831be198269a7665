package dev.weft.runtime.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.runtime.Trap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Atomic access, waiting and growing while several threads look. */
@ParameterizedClass(name = "{0}")
@MethodSource("sources")
final class SharedMemoryTest {
    private final Reservations source;
    private final MemoryInstance memory;

    SharedMemoryTest(Reservations source) {
        this.source = source;
        memory = MemoryInstance.allocate(1, 100, 16, true, false, MemoryLimiter.DEFAULT, source);
    }

    static Stream<Reservations> sources() {
        return Stream.of(MappedReservations.createOrNull(true), new BufferReservations()).filter(s -> s != null);
    }

    private static void assertTraps(Trap.Kind kind, Executable access) {
        assertEquals(kind, assertThrows(Trap.class, access).kind());
    }

    private static <T> List<T> inThreads(int threads, Callable<T> body) throws Exception {
        try (ExecutorService executor = Executors.newCachedThreadPool()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(body));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    /** Closed ones keep their addresses, of which a process has 2^47, until the garbage collector has seen them. */
    @Test
    void sharedMemories_openedAndClosed_doNotUseUpTheAddresses() {
        assumeTrue(source instanceof MappedReservations);
        for (int i = 0; i < 40_000; i++) {
            MemoryInstance.allocate(1, 65_536, 16, true, false, MemoryLimiter.DEFAULT, source).close();
        }
    }

    @Test
    void rmw_everyWidthAndOperation_answersTheOldValue() {
        memory.storeI64(8, 0x8182_8384_8586_8788L);
        assertEquals(0x88, memory.atomicRmwAdd8(8, 0x79));
        assertEquals(0x8586_8701, memory.loadI32(8));
        assertEquals(0x8586, memory.atomicRmwSub16(10, 0x8587));
        assertEquals(0xFFFF_8701, memory.atomicRmwAnd32(8, 0xF0F0_F0F0));
        assertEquals(0x8182_8384_F0F0_8000L, memory.atomicRmwOr64(8, 0xFL));
        assertEquals(0x83, memory.atomicRmwXor8(13, 0xFF));
        assertEquals(0x8182_7C84_F0F0_800FL, memory.atomicRmwXchg64(8, 0x1111_2222_3333_4444L));
        assertEquals(0x2222, memory.atomicRmwXchg16(12, 0xABCD_EF01));
        assertEquals(0x1111_EF01_3333_4444L, memory.atomicLoad64(8));
        assertEquals(0x44, memory.atomicLoad8(8));
        assertEquals(0xEF01, memory.atomicLoad16(12));
        assertEquals(0x3333_4444, memory.atomicLoad32(8));
        memory.atomicStore8(8, 0x1FF);
        memory.atomicStore16(10, 0x1_0000);
        memory.atomicStore32(12, 5);
        assertEquals(0x5_0000_44FFL, memory.loadI64(8));
        memory.atomicStore64(8, -1);
        assertEquals(-1L, memory.loadI64(8));
    }

    @Test
    void cmpxchg_expectedWiderThanTheValue_isWrapped() {
        memory.storeI32(0, 0x1111_1111);
        assertEquals(0x11, memory.atomicRmwCmpxchg8(0, 0x2211, 7));
        assertEquals(0x1107, memory.atomicRmwCmpxchg16(0, 0x3333_1107, 0x1111));
        assertEquals(0x11, memory.atomicRmwCmpxchg8(0, 0x2212, 7));
        assertEquals(0x1111_1111, memory.loadI32(0));
        assertEquals(0x11, memory.atomicRmwCmpxchg8(1, 0x11, 0x1FE));
        assertEquals(0x1111, memory.atomicRmwCmpxchg16(2, 0x1111, 0x2222));
        assertEquals(0x2222_FE11, memory.atomicRmwCmpxchg32(0, 0x2222_FE11, 3));
        assertEquals(3, memory.atomicRmwCmpxchg64(0, 3, 4));
        assertEquals(4, memory.atomicRmwCmpxchg64(0, 3, 5));
    }

    @Test
    void atomics_unalignedOrOutside_trapAlignmentFirst() {
        assertTraps(Trap.Kind.UNALIGNED_ATOMIC, () -> memory.atomicLoad16(1));
        assertTraps(Trap.Kind.UNALIGNED_ATOMIC, () -> memory.atomicStore32(2, 0));
        assertTraps(Trap.Kind.UNALIGNED_ATOMIC, () -> memory.atomicRmwAdd64(65_532, 0));
        assertTraps(Trap.Kind.UNALIGNED_ATOMIC, () -> memory.wait64(4, 0, 0));
        assertTraps(Trap.Kind.UNALIGNED_ATOMIC, () -> memory.notify(2, 0));
        assertTraps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.atomicLoad8(65_536));
        assertTraps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.atomicRmwCmpxchg32(65_536, 0, 0));
        assertTraps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.wait32(65_536, 0, 0));
        assertTraps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, () -> memory.notify(65_536, 0));
    }

    @Test
    void wait_onUnsharedMemory_trapsAndNotifyWakesNobody() {
        MemoryInstance unshared = MemoryInstance.allocate(1, 1, 16, false, false, MemoryLimiter.DEFAULT);
        assertTraps(Trap.Kind.EXPECTED_SHARED_MEMORY, () -> unshared.wait32(0, 0, 0));
        assertTraps(Trap.Kind.EXPECTED_SHARED_MEMORY, () -> unshared.wait64(0, 0, 0));
        assertEquals(0, unshared.notify(0, 1));
    }

    @Test
    void counters_ofNeighbouringBytes_loseNoUpdate() throws Exception {
        inThreads(4, () -> {
            for (int i = 0; i < 20_000; i++) {
                memory.atomicRmwAdd8(i & 3, 1);
                memory.atomicRmwSub16(4 + (i & 2), 1);
                memory.atomicRmwAdd32(8, 1);
                memory.atomicRmwAdd64(16, 0x1_0000_0001L);
            }
            return null;
        });
        assertEquals(80_000, memory.loadI32(8));
        assertEquals(80_000 * 0x1_0000_0001L, memory.loadI64(16));
        for (int i = 0; i < 4; i++) {
            assertEquals(20_000 & 0xFF, memory.loadI8U(i));
        }
        assertEquals(-40_000 & 0xFFFF, memory.loadI16U(4));
        assertEquals(-40_000 & 0xFFFF, memory.loadI16U(6));
    }

    @Test
    void atomic64_writtenByManyThreads_isNeverTorn() throws Exception {
        inThreads(4, () -> {
            long mine = Thread.currentThread().threadId() * 0x0000_0001_0000_0001L;
            for (int i = 0; i < 50_000; i++) {
                memory.atomicStore64(64, mine);
                long seen = memory.atomicLoad64(64);
                assertEquals((int) seen, (int) (seen >>> 32));
            }
            return null;
        });
    }

    @Test
    void wait_valueDiffersOrTimeOver_answersOneOrTwo() {
        memory.storeI64(0, 5);
        assertEquals(1, memory.wait32(0, 6, -1));
        assertEquals(1, memory.wait64(0, 6, -1));
        assertEquals(2, memory.wait32(0, 5, 0));
        assertEquals(2, memory.wait64(0, 5, 1_000_000));
        assertEquals(0, memory.notify(0, 10), "nobody is left in the queue");
    }

    @Test
    void notify_someOfManyWaiters_wakesTheFirstOnes() throws Exception {
        List<Integer> woken = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            Runnable body = () -> {
                assertEquals(0, memory.wait32(32, 0, -1));
                woken.add(number);
            };
            Thread thread = i % 2 == 0 ? Thread.ofVirtual().start(body) : Thread.ofPlatform().start(body);
            threads.add(thread);
            while (thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }
        assertEquals(0, memory.notify(36, -1));
        assertEquals(0, memory.notify(32, 0));
        assertEquals(1, memory.notify(32, 1));
        threads.get(0).join();
        assertEquals(2, memory.notify(32, 2));
        threads.get(1).join();
        threads.get(2).join();
        assertEquals(0, woken.get(0));
        assertEquals(3, woken.size());
        assertTrue(woken.containsAll(List.of(0, 1, 2)));
        assertEquals(3, memory.notify(32, -1));
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(6, woken.size());
    }

    @Test
    void wait_timeoutsRacingWithNotifies_countsAgree() throws Exception {
        List<Integer> results;
        int[] told = new int[1];
        Thread notifier = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                told[0] += memory.notify(128, 1);
            }
        });
        results = inThreads(4, () -> {
            int woken = 0;
            for (int i = 0; i < 2_000; i++) {
                woken += memory.wait32(128, 0, 20_000) == 0 ? 1 : 0;
            }
            return woken;
        });
        notifier.interrupt();
        notifier.join();
        assertEquals(told[0], results.stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void wait_interrupted_trapsAndKeepsTheFlag() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                memory.wait32(0, 0, -1);
            } catch (Trap trap) {
                seen.add(trap.kind());
                seen.add(Thread.currentThread().isInterrupted());
            }
        });
        thread.interrupt();
        thread.join();
        assertEquals(List.of(Trap.Kind.INTERRUPTED, true), seen);
        assertEquals(0, memory.notify(0, 1));
    }

    @Test
    void grow_byAnotherThread_isSeenByAccessesAndKeepsTheBytes() throws Exception {
        ByteBuffer before = memory.view();
        memory.storeI32(100, 1);
        List<Long> olds = inThreads(3, () -> memory.grow(33));
        assertEquals(102, olds.stream().mapToLong(Long::longValue).sum(), "1 + 34 + 67");
        assertEquals(100, memory.pages());
        assertEquals(-1, memory.grow(1));
        memory.storeI32(100 * 65_536 - 4, 7);
        before.put(100, (byte) 2);
        assertEquals(2, memory.loadI32(100));
        assertSame(memory.view(), memory.view());
    }
}
