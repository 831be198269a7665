package dev.weft.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    @Test
    void table_everyRow_hasItsOwnName() {
        var names = Workload.all().stream().map(Workload::name).toList();
        assertEquals(names.size(), names.stream().distinct().count());
        assertTrue(Workload.all().stream().anyMatch(Workload::isOwn));
    }

    @Test
    void guests_asAWord_meansTheThreeSetsOfForeignOnes() {
        for (Workload workload : Workload.all()) {
            assertEquals(!workload.isOwn() && !List.of("slow", "inst").contains(workload.set()),
                    workload.isCalled("guests"), workload.name());
            assertTrue(workload.isCalled(workload.name()) && workload.isCalled(workload.set()));
        }
    }

    @Test
    void row_tooShort_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Workload.of("own tak @tak.wat micro 18"));
    }

    @Test
    void tak_ofEighteen_isSeven() throws Exception {
        assertEquals("7", run("tak", 18));
    }

    @Test
    void sieve_belowTenThousand_finds1229Primes() throws Exception {
        assertEquals("1229", run("sieve", 10_000));
    }

    @Test
    void matrix_likeTheSameInJava_yieldsTheSame() throws Exception {
        int n = 20;
        double[] left = filled(n * n, 1);
        double[] right = filled(n * n, 3);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                int row = i;
                int column = j;
                sum += i * IntStream.range(0, n).mapToDouble(k -> left[row * n + k] * right[k * n + column]).sum();
            }
        }
        assertEquals(Long.toString((long) sum), run("matrix", n));
    }

    @Test
    void machine_likeTheSameInJava_yieldsTheSame() throws Exception {
        int steps = 5000;
        byte[] program = new byte[256];
        int seed = 12345;
        for (int i = 0; i < 256; i++) {
            seed = seed * 1103515245 + 12345;
            program[i] = (byte) (seed >>> 16);
        }
        int[] cells = new int[256];
        int a = 1;
        for (int pc = 0; steps > 0; steps--) {
            int op = program[pc++ & 255] & 0xFF;
            switch (op & 7) {
                case 0 -> a += op;
                case 1 -> a *= op | 1;
                case 2 -> a ^= op << 9;
                case 3 -> a -= op;
                case 4 -> a = Integer.rotateLeft(a, op);
                case 5 -> a += cells[op];
                case 6 -> cells[op] = a;
                default -> pc += a & 31;
            }
        }
        assertEquals(Integer.toUnsignedString(a), run("machine", 5000));
    }

    @Test
    void tree_ofDepthTwelve_has8191Nodes() throws Exception {
        assertEquals(Integer.toString(3 * 8191), run("tree", 3));
    }

    @Test
    void list_likeTheSameInJava_yieldsTheSame() throws Exception {
        assertEquals(Long.toString(IntStream.rangeClosed(1, 1000).mapToLong(i -> 1 + i + (byte) i).sum()),
                run("list", 1));
    }

    @Test
    void casts_likeTheSameInJava_yieldsTheSame() throws Exception {
        int seed = 12345;
        long sum = 0;
        for (int i = 0; i < 1000; i++) {
            seed = seed * 1103515245 + 12345;
            int kind = seed >>> 16;
            sum += switch (kind & 3) {
                case 0 -> kind;
                case 1 -> kind * 3;
                case 2 -> 15;
                default -> 7;
            };
        }
        assertEquals(Long.toString(2 * sum), run("casts", 2));
    }

    @Test
    void elements_summedUp_areAsManyAsThereAreBytes() throws Exception {
        assertEquals("10000", run("elements", 1));
    }

    private static double[] filled(int count, int from) {
        int[] seed = {from};
        return IntStream.range(0, count).mapToDouble(i -> {
            int value = (seed[0] & 15) - 7;
            seed[0] = seed[0] * 13 + 5;
            return value;
        }).toArray();
    }

    private static String run(String guest, int argument) throws Exception {
        byte[] wasm = Workload.own(guest).wasm(null);
        return new WeftContender().load(wasm, "", null).run(Workload.Kind.MICRO, argument).check();
    }
}
