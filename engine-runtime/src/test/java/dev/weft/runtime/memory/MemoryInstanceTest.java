package dev.weft.runtime.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.runtime.Trap;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Linear memories on mapped address space and on plain Java buffers: the same behaviour, where there is room. */
@ParameterizedClass(name = "{0}")
@MethodSource("sources")
final class MemoryInstanceTest {
    private static final long PAGE = 65_536;
    private static final long GIB = 1L << 30;

    private final Reservations source;

    MemoryInstanceTest(Reservations source) {
        this.source = source;
    }

    static Stream<Reservations> sources() {
        return Stream.of(MappedReservations.createOrNull(true), new BufferReservations()).filter(s -> s != null);
    }

    private MemoryInstance memory32(long min, long max) {
        return MemoryInstance.allocate(min, max, 16, false, false, MemoryLimiter.DEFAULT, source);
    }

    private boolean mapped() {
        return source instanceof MappedReservations;
    }

    private static void assertTraps(Trap.Kind kind, Executable access) {
        assertEquals(kind, assertThrows(Trap.class, access).kind());
    }

    private static void assertOutOfBounds(Executable access) {
        assertTraps(Trap.Kind.OUT_OF_BOUNDS_MEMORY_ACCESS, access);
    }

    @Test
    void mapping_onThisMachine_isAvailable() {
        assumeTrue(System.getProperty("os.name").equals("Linux"));
        assertNotNull(MappedReservations.createOrNull(true));
    }

    @Test
    void load_everyWidthAtTheLastAddress_worksAndTrapsOneFurther() {
        MemoryInstance memory = memory32(1, -1);
        memory.storeI64(PAGE - 8, 0x8899_AABB_CCDD_EEFFL);
        assertEquals((byte) 0x88, memory.loadI8S(PAGE - 1));
        assertEquals(0x88, memory.loadI8U(PAGE - 1));
        assertEquals((short) 0x8899, memory.loadI16S(PAGE - 2));
        assertEquals(0x8899, memory.loadI16U(PAGE - 2));
        assertEquals(0x8899_AABB, memory.loadI32(PAGE - 4));
        assertEquals(0x8899_AABB_CCDD_EEFFL, memory.loadI64(PAGE - 8));
        assertEquals(0x8899_AABB_CCDD_EEFFL, memory.loadV128Hi(PAGE - 16));
        assertEquals(0, memory.loadV128Lo(PAGE - 16));
        for (long beyond : new long[] {0, 1, 7, GIB, 4 * GIB, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            assertOutOfBounds(() -> memory.loadI8S(beyond < 0 ? beyond : saturated(PAGE, beyond)));
            assertOutOfBounds(() -> memory.loadI16U(beyond < 0 ? beyond : saturated(PAGE - 1, beyond)));
            assertOutOfBounds(() -> memory.loadI32(beyond < 0 ? beyond : saturated(PAGE - 3, beyond)));
            assertOutOfBounds(() -> memory.loadI64(beyond < 0 ? beyond : saturated(PAGE - 7, beyond)));
            assertOutOfBounds(() -> memory.loadV128Lo(beyond < 0 ? beyond : saturated(PAGE - 15, beyond)));
        }
    }

    private static long saturated(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    @Test
    void store_partlyOutside_trapsAndWritesNothing() {
        MemoryInstance memory = memory32(1, -1);
        assertOutOfBounds(() -> memory.storeI8(PAGE, -1));
        assertOutOfBounds(() -> memory.storeI16(PAGE - 1, -1));
        assertOutOfBounds(() -> memory.storeI32(PAGE - 3, -1));
        assertOutOfBounds(() -> memory.storeI64(PAGE - 7, -1));
        assertOutOfBounds(() -> memory.storeV128(PAGE - 15, -1, -1));
        assertOutOfBounds(() -> memory.storeI32(-4, -1));
        assertOutOfBounds(() -> memory.fill(PAGE - 8, 1, 9));
        assertOutOfBounds(() -> memory.init(PAGE - 8, new byte[9], 0, 9, 0, 9));
        assertOutOfBounds(() -> memory.write(PAGE - 8, new byte[9], 0, 9));
        assertEquals(0, memory.loadV128Lo(PAGE - 16) | memory.loadV128Hi(PAGE - 16));
    }

    @Test
    void floats_storedAndLoaded_keepNaNBits() {
        MemoryInstance memory = memory32(1, -1);
        memory.storeI32(0, 0x7FA0_0001);
        memory.storeF32(4, memory.loadF32(0));
        assertEquals(0x7FA0_0001, memory.loadI32(4));
        memory.storeI64(8, 0xFFF4_0000_0000_0001L);
        memory.storeF64(16, memory.loadF64(8));
        assertEquals(0xFFF4_0000_0000_0001L, memory.loadI64(16));
    }

    @Test
    void grow_pageByPage_keepsContentsAndZeroesTheRest() {
        MemoryInstance memory = memory32(1, 600);
        for (int page = 1; page < 600; page++) {
            memory.storeI32((page - 1) * PAGE + 100, page);
            assertEquals(page, memory.grow(1));
        }
        for (int page = 1; page < 600; page++) {
            assertEquals(page, memory.loadI32((page - 1) * PAGE + 100));
        }
        assertEquals(0, memory.loadI32(599 * PAGE + 100));
        assertEquals(600, memory.pages());
        assertEquals(600 * PAGE, memory.byteLength());
        assertEquals(600 * PAGE, memory.view().limit());
        assertEquals(-1, memory.grow(1));
        assertEquals(600, memory.grow(0));
    }

    @Test
    void grow_beyondMaximumLimitOrType_answersMinusOneAndChangesNothing() {
        assertEquals(-1, memory32(1, 2).grow(2));
        assertEquals(-1, memory32(1, -1).grow(65_536));
        assertEquals(-1, memory32(1, -1).grow(0xFFFF_FFFFL));
        assertEquals(-1, memory32(1, -1).grow(-1));
        MemoryInstance limited =
                MemoryInstance.allocate(1, -1, 16, false, false, MemoryLimiter.upTo(3 * PAGE), source);
        assertEquals(1, limited.grow(2));
        assertEquals(-1, limited.grow(1));
        assertEquals(3, limited.pages());
        MemoryInstance memory64 = MemoryInstance.allocate(1, -1, 16, false, true, (a, b, c) -> true, source);
        assertEquals(-1, memory64.grow(1L << 47));
        assertEquals(-1, memory64.grow(Long.MIN_VALUE));
        if (!mapped()) {
            assertEquals(-1, memory64.grow(1L << 27), "8 TiB, and no OutOfMemoryError");
        }
        assertEquals(1, memory64.pages());
        memory64.storeI32(0, 1);
    }

    @Test
    void limiter_thatKeepsAccounts_isToldOfGrowthThatFailed() {
        assumeTrue(!mapped());
        long[] account = new long[1];
        MemoryLimiter limiter = new MemoryLimiter() {
            @Override
            public boolean mayGrow(long currentBytes, long desiredBytes, long maximumBytes) {
                account[0] += desiredBytes - currentBytes;
                return true;
            }

            @Override
            public void didNotGrow(long currentBytes, long desiredBytes) {
                account[0] -= desiredBytes - currentBytes;
            }
        };
        MemoryInstance memory = MemoryInstance.allocate(1, -1, 16, false, true, limiter, source);
        assertEquals(-1, memory.grow(1L << 27));
        assertEquals(1, memory.grow(2));
        assertEquals(3 * PAGE, account[0]);
    }

    @Test
    void creation_aboveLimitOrAddressSpace_saysWhy() {
        MemoryLimiter limiter = MemoryLimiter.upTo(3 * PAGE);
        RuntimeException refusal = assertThrows(MemoryAllocationException.class,
                () -> MemoryInstance.allocate(4, -1, 16, false, false, limiter, source));
        assertEquals("memory of 4 pages: above the limit", refusal.getMessage());
        assertThrows(MemoryAllocationException.class,
                () -> MemoryInstance.allocate(1L << 31, -1, 16, false, true, (a, b, c) -> true, source));
        assertThrows(MemoryAllocationException.class,
                () -> MemoryInstance.allocate(-1, -1, 0, false, true, (a, b, c) -> true, source));
    }

    @Test
    void memory32_of4GiB_isUsableToTheLastByte() {
        assumeTrue(mapped());
        MemoryInstance memory = memory32(65_536, -1);
        assertEquals(4 * GIB, memory.byteLength());
        memory.storeI64(4 * GIB - 8, 42);
        assertEquals(42, memory.loadI64(4 * GIB - 8));
        memory.storeI8(4 * GIB - 1, 7);
        assertEquals(7, memory.loadI8S(4 * GIB - 1));
        assertOutOfBounds(() -> memory.loadI32(4 * GIB - 3));
        assertEquals(65_536, memory.grow(0));
        assertEquals(-1, memory.grow(1));
        memory.close();
    }

    @Test
    void memory32_of32768Pages_isCreatedAndStraddlesTheView() {
        assumeTrue(mapped());
        MemoryInstance memory = memory32(32_768, -1);
        assertEquals(0x7FFF_FFF0, memory.view().limit());
        memory.storeI8(2 * GIB - 1, 1);
        assertEquals(1, memory.loadI8S(2 * GIB - 1));
        assertOutOfBounds(() -> memory.loadI16S(2 * GIB - 1));
        assertEquals(32_768, memory.grow(1));
        for (int back = 1; back < 16; back++) {
            long at = 2 * GIB - back;
            memory.storeV128(at, 0x0807_0605_0403_0201L, 0x100F_0E0D_0C0B_0A09L);
            assertEquals(0x0807_0605_0403_0201L, memory.loadV128Lo(at));
            assertEquals(0x100F_0E0D_0C0B_0A09L, memory.loadV128Hi(at));
            memory.storeI32(at, 0xA1B2_C3D4);
            assertEquals(0xA1B2_C3D4, memory.loadI32(at));
            memory.storeI16(at, 0x8001);
            assertEquals(0x8001, memory.loadI16U(at));
        }
        memory.fill(2 * GIB - 5, 9, 10);
        assertEquals(0x0909_0909_0909_0909L, memory.loadI64(2 * GIB - 4));
        memory.close();
    }

    @Test
    void memory64_beyond4GiB_loadsStoresCopiesAndGrows() {
        assumeTrue(mapped());
        MemoryInstance memory = MemoryInstance.allocate(1, -1, 16, false, true, MemoryLimiter.DEFAULT, source);
        memory.storeI32(8, 99);
        assertEquals(1, memory.grow(5 * GIB / PAGE));
        long last = 5 * GIB + PAGE - 8;
        memory.storeI64(last, 77);
        assertEquals(77, memory.loadI64(last));
        assertEquals(99, memory.loadI32(8));
        MemoryInstance.copy(memory, 6, memory, last - 1, 9);
        assertEquals(77, memory.loadI8S(7));
        memory.init(last, new byte[] {0, 1, 2, 3, 4}, 1, 4, 1, 2);
        assertEquals(0x0302, memory.loadI16U(last));
        assertEquals(-1, memory.grow(16 * GIB / PAGE));
        assertOutOfBounds(() -> memory.loadI64(last + 1));
        memory.close();
    }

    @Test
    void effectiveAddress64_sumOf2To63OrMore_traps() {
        assertEquals(12, Addresses.effective64(5, 7));
        assertOutOfBounds(() -> Addresses.effective64(-1, 0));
        assertOutOfBounds(() -> Addresses.effective64(-1, 1));
        assertOutOfBounds(() -> Addresses.effective64(1, -1));
        assertOutOfBounds(() -> Addresses.effective64(Long.MAX_VALUE, 1));
    }

    @Test
    void bulk_atTheBounds_followsTheSpecification() {
        MemoryInstance memory = memory32(1, -1);
        memory.fill(PAGE, 1, 0);
        assertOutOfBounds(() -> memory.fill(PAGE + 1, 1, 0));
        assertOutOfBounds(() -> memory.fill(0, 1, -1));
        memory.write(10, new byte[] {1, 2, 3, 4}, 0, 4);
        MemoryInstance.copy(memory, 11, memory, 10, 4);
        assertArrayEquals(new byte[] {1, 1, 2, 3, 4}, memory.readBytes(10, 5));
        MemoryInstance.copy(memory, 9, memory, 10, 5);
        assertArrayEquals(new byte[] {1, 1, 2, 3, 4, 4}, memory.readBytes(9, 6));
        MemoryInstance.copy(memory, PAGE, memory, PAGE, 0);
        assertOutOfBounds(() -> MemoryInstance.copy(memory, PAGE + 1, memory, 0, 0));
        assertOutOfBounds(() -> MemoryInstance.copy(memory, 0, memory, PAGE + 1, 0));
        assertOutOfBounds(() -> MemoryInstance.copy(memory, PAGE - 1, memory, 0, 2));
        memory.init(0, new byte[4], 4, 0, 0, 0);
        assertOutOfBounds(() -> memory.init(0, new byte[4], 4, 0, 0, 1));
        assertOutOfBounds(() -> memory.init(0, new byte[4], 0, 4, 5, 0));
        assertOutOfBounds(() -> memory.init(0, new byte[4], 0, 4, 0xFFFF_FFFFL, 2));
    }

    @Test
    void type_afterGrowth_hasTheCurrentSizeAsMinimum() {
        MemType declared = new MemType(AddrType.I64, Limits.of(1, 9), false, 16);
        MemoryInstance memory = MemoryInstance.allocate(declared, MemoryLimiter.DEFAULT);
        assertEquals(declared, memory.type());
        memory.grow(2);
        assertEquals(new MemType(AddrType.I64, Limits.of(3, 9), false, 16), memory.type());
    }

    @Test
    void strings_writtenAndRead_areUtf8() {
        MemoryInstance memory = memory32(1, -1);
        assertEquals(6, memory.writeUtf8(3, "aé€"));
        assertEquals("aé€", memory.readUtf8(3, 6));
        assertOutOfBounds(() -> memory.readUtf8(PAGE - 1, 2));
        assertOutOfBounds(() -> memory.writeUtf8(PAGE - 1, "ab"));
    }

    @Test
    void slice_afterGrowthAndClose_staysReadable() {
        MemoryInstance memory = memory32(1, -1);
        memory.storeI32(16, 0x0102_0304);
        ByteBuffer slice = memory.slice(16, 4);
        assertEquals(0x0102_0304, slice.getInt(0));
        assertEquals(4, slice.limit());
        memory.grow(40_000 / (mapped() ? 1 : 10));
        slice.getInt(0);
        memory.close();
        memory.close();
        slice.getInt(0);
        assertEquals(0, memory.byteLength());
        assertEquals(-1, memory.grow(0));
        assertOutOfBounds(() -> memory.loadI32(0));
    }

    @Test
    void view_beforeFirstGrowth_isTheSameObject() {
        MemoryInstance memory = memory32(1, -1);
        assertSame(memory.view(), memory.view());
        assertTrue(memory.view().isDirect());
    }

    @Test
    void customPageSize_ofOneByte_growsByteByByte() {
        MemoryInstance memory = MemoryInstance.allocate(3, -1, 0, false, false, MemoryLimiter.DEFAULT, source);
        memory.storeI16(1, 0x1234);
        assertOutOfBounds(() -> memory.loadI32(0));
        assertEquals(0, memory.atomicRmwXchg8(2, 0x99) & 0xED);
        assertEquals(3, memory.grow(1));
        assertEquals(0x0099_3400, memory.loadI32(0));
        assertEquals(4, memory.pages());
    }

    @Test
    void recycledSlot_ofAClosedMemory_isZero() {
        for (int round = 0; round < (mapped() ? 30 : 3); round++) {
            for (int pages : new int[] {1, 3, 8, 20, 300}) {
                MemoryInstance memory = memory32(pages, -1);
                for (long at = 0; at < memory.byteLength(); at += 4096) {
                    assertEquals(0, memory.loadI64(at));
                    memory.storeI64(at, -1);
                }
                if (round % 3 == 0) {
                    memory.grow(2L * pages);
                    memory.storeI64(memory.byteLength() - 8, -1);
                }
                memory.close();
            }
        }
    }

    /** However its pages were used: all, few, or with so many gaps that zeroing each run of them is too much work. */
    @Test
    void recycledSlot_ofASparseMemory_isZero() {
        for (int stride : new int[] {1, 2, 7, 60, 700, 3}) {
            for (long first = 0; first < 2; first++) {
                MemoryInstance memory = memory32(60, 60);
                for (long at = 0; at < memory.byteLength(); at += 512) {
                    assertEquals(0, memory.loadI64(at), "at " + at);
                }
                for (long at = first * 4096; at < memory.byteLength(); at += stride * 4096L) {
                    memory.storeI64(at, -1);
                    memory.storeI64(at + 512 * 7, -1);
                }
                memory.close();
            }
        }
    }

    @Test
    void smallMemories_tenThousandAtOnce_exhaustNothing() {
        List<MemoryInstance> memories = new ArrayList<>();
        int count = mapped() ? 10_000 : 1_000;
        for (int i = 0; i < count; i++) {
            MemoryInstance memory = memory32(1, -1);
            memory.storeI32(4, i);
            memories.add(memory);
        }
        for (int i = 0; i < count; i++) {
            assertEquals(i, memories.get(i).loadI32(4));
            if (i % 2 == 0) {
                memories.get(i).close();
            }
        }
    }

    @Test
    void droppedMemories_neverClosed_comeBackThroughTheCollector() {
        for (int i = 0; i < (mapped() ? 20_000 : 5_000); i++) {
            memory32(1, -1).storeI32(PAGE - 4, i);
        }
        if (mapped()) {
            for (int i = 0; i < 600; i++) {
                memory32(65_536, -1).storeI32(4 * GIB - 4, i);
            }
        }
    }
}
