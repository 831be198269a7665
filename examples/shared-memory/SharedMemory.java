import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LinkedModule;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.text.TextParser;
import java.util.ArrayList;
import java.util.List;

/** Lets instances share a memory: two modules in one store, then one module on four threads. */
public class SharedMemory {
    private static void inOneStore(Engine engine) {
        try (Store store = Store.of(engine)) {
            MemoryInstance memory = store.newMemory(MemType.of(Limits.of(1)));
            Linker linker = new Linker().define("env", "memory", memory);
            Instance writer = linker.instantiate(store, engine.prepare(TextParser.assemble("""
                    (module (import "env" "memory" (memory 1))
                      (func (export "put") (param i32 i32) (i32.store (local.get 0) (local.get 1))))""")));
            Instance reader = linker.instantiate(store, engine.prepare(TextParser.assemble("""
                    (module (import "env" "memory" (memory 1))
                      (func (export "get") (param i32) (result i32) (i32.load (local.get 0))))""")));
            writer.function("put").call(40, 1234);
            System.out.println("reader sees " + reader.function("get").call(40));
        }
    }

    private static void onManyThreads(Engine engine) throws InterruptedException {
        Store owner = Store.of(engine);
        MemoryInstance memory = owner.newMemory(new MemType(AddrType.I32, Limits.of(1, 1), true, 16));
        LinkedModule counter = new Linker().define("env", "memory", memory).link(engine.prepare(TextParser.assemble("""
                (module (import "env" "memory" (memory 1 1 shared))
                  (func (export "count") (param $n i32)
                    (loop $next
                      (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
                      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))""")));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try (Store store = Store.of(engine)) {          // a store for each thread, one memory for all
                    counter.instantiate(store).function("count").call(10_000);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println("four threads counted to " + memory.atomicLoad32(0));
        owner.close();
    }

    public static void main(String[] args) throws InterruptedException {
        Engine engine = Engine.create();
        inOneStore(engine);
        onManyThreads(engine);
    }
}
