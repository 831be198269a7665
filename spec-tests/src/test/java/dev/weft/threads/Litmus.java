package dev.weft.threads;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.runtime.memory.MemoryLimiter;
import dev.weft.text.TextParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntBinaryOperator;

/**
 * A litmus program: what a few threads do with the cells x and y, which begin as 0, and what their registers r0 to r3
 * may hold in the end.
 *
 * <p>A thread is a list of steps: {@code x=1} stores and {@code r0=x} loads plainly, {@code x:=1} and {@code r0:=x}
 * atomically. Each thread is a guest in a store of its own and runs its steps on a thousand pairs of cells, one after
 * the other, while the others do the same; x and y lie on cache lines of their own. They meet at a gate before they
 * begin, two threads also before each pair, and start from it a little apart; nobody waits long for one that has no
 * processor.
 *
 * @param forbidden outcomes that the memory model forbids, one digit for each register; 1–9 as written, {@code .} any
 * @param highest the largest value that is ever stored
 */
record Litmus(String name, List<String> threads, List<String> forbidden, int highest) {
    private static final int CELLS = 1_000;
    private static final int CELL_BYTES = 128;
    private static final int RESULTS = 0x40000;
    private static final int RESULT_BYTES = 0x10000;
    private static final int GATE = 0x80000;
    private static final int PATIENCE = 20_000;
    private static final String AGAIN = """
                      (local.set $goal (i32.add (local.get $goal) (local.get $threads)))
                      (drop (i32.atomic.rmw.add (i32.const %d) (i32.const 1)))
            """.formatted(GATE);

    private int registers() {
        int count = 0;
        while (String.join(" ", threads).contains("r" + count)) {
            count++;
        }
        return count;
    }

    private String module() {
        StringBuilder text = new StringBuilder("(module (import \"env\" \"memory\" (memory 9 9 shared))\n");
        for (int i = 0; i < threads.size(); i++) {
            StringBuilder steps = new StringBuilder();
            for (String step : threads.get(i).split(" ")) {
                steps.append("    ").append(instruction(step)).append('\n');
            }
            text.append("""
                  (func (export "t%d") (param $cells i32) (param $threads i32) (result i32)
                    (local $p i32) (local $q i32) (local $goal i32) (local $spins i32) (local $delay i32)
                    (local.set $spins (i32.const %d))
                    (local.set $goal (local.get $threads))
                    (drop (i32.atomic.rmw.add (i32.const %d) (i32.const 1)))
                    (loop $next
                      (loop $gate
                        (if (i32.lt_u (i32.atomic.load (i32.const %3$d)) (local.get $goal)) (then
                          (br_if $gate (local.tee $spins (i32.sub (local.get $spins)
                            (i32.ne (local.get $spins) (i32.const 0))))))))
                      (local.set $delay (i32.and (i32.mul (local.get $cells) (i32.const %d)) (i32.const 7)))
                      (loop $later
                        (br_if $later (i32.gt_s
                          (local.tee $delay (i32.sub (local.get $delay) (i32.const 1))) (i32.const 0))))
                %s
                %s
                      (local.set $p (i32.add (local.get $p) (i32.const %d)))
                      (local.set $q (i32.add (local.get $q) (i32.const 4)))
                      (br_if $next (local.tee $cells (i32.sub (local.get $cells) (i32.const 1)))))
                    (local.get $spins))
                """.formatted(i, PATIENCE, GATE, 2 * i + 1, steps, threads.size() > 2 ? "" : AGAIN, CELL_BYTES));
        }
        return text.append(")").toString();
    }

    private static String instruction(String step) {
        String kind = step.contains(":=") ? "i32.atomic" : "i32";
        String left = step.substring(0, step.indexOf(step.contains(":=") ? ":=" : "="));
        String right = step.substring(step.indexOf('=') + 1);
        if (left.charAt(0) == 'r') {
            return "(i32.store offset=%d (local.get $q) (%s.load offset=%d (local.get $p)))".formatted(
                    RESULTS + (left.charAt(1) - '0') * RESULT_BYTES, kind, offset(right));
        }
        return "(%s.store offset=%d (local.get $p) (i32.const %s))".formatted(kind, offset(left), right);
    }

    private static int offset(String cell) {
        return cell.equals("x") ? 0 : CELL_BYTES / 2;
    }

    /** Runs the program {@code batches} times a thousand times and counts the outcomes. */
    Map<String, Integer> run(Engine engine, int batches) throws Exception {
        MemoryInstance memory = MemoryInstance.allocate(9, 9, 16, true, false, MemoryLimiter.DEFAULT);
        PreparedModule module = engine.prepare(TextParser.assemble(module()));
        Linker linker = new Linker().define("env", "memory", memory);
        CyclicBarrier barrier = new CyclicBarrier(threads.size() + 1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            String entry = "t" + i;
            running.add(Thread.ofPlatform().daemon().name("litmus-" + i).start(() -> {
                try (Store store = Store.of(engine)) {
                    IntBinaryOperator body =
                            linker.instantiate(store, module).function(entry).as(IntBinaryOperator.class);
                    for (int batch = 0; batch < batches; batch++) {
                        barrier.await();
                        body.applyAsInt(CELLS, threads.size());
                        barrier.await();
                    }
                } catch (Throwable thrown) {
                    failure.compareAndSet(null, thrown);
                    barrier.reset();
                }
            }));
        }
        Map<String, Integer> outcomes = new TreeMap<>();
        try {
            for (int batch = 0; batch < batches; batch++) {
                memory.fill(0, 0, memory.byteLength());
                barrier.await();
                barrier.await();
                count(memory, outcomes);
            }
        } catch (BrokenBarrierException e) {
            throw new AssertionError(name, failure.get());
        }
        for (Thread thread : running) {
            thread.join();
        }
        return outcomes;
    }

    private void count(MemoryInstance memory, Map<String, Integer> outcomes) {
        int registers = registers();
        int[] counts = new int[1 << 4 * registers];
        for (int cell = 0; cell < CELLS; cell++) {
            int outcome = 0;
            for (int register = 0; register < registers; register++) {
                int value = memory.loadI32(RESULTS + register * RESULT_BYTES + cell * 4L);
                outcome = outcome << 4 | (value >= 0 && value <= highest ? value : 0xF);
            }
            counts[outcome]++;
        }
        for (int outcome = 0; outcome < counts.length; outcome++) {
            if (counts[outcome] > 0) {
                String digits = String.format("%" + registers + "s", Integer.toHexString(outcome)).replace(' ', '0');
                outcomes.merge(digits, counts[outcome], Integer::sum);
            }
        }
    }

    /** Whether an outcome is forbidden, or has a value in it that nobody stored. */
    boolean forbids(String outcome) {
        return outcome.contains("f") || forbidden.stream().anyMatch(outcome::matches);
    }

    @Override
    public String toString() {
        return name;
    }
}
