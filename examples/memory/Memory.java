import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.text.TextParser;
import java.nio.ByteBuffer;

/** Hands a text to a guest and reads what it made of it, through the guest's own allocator and memory. */
public class Memory {
    private static final String GUEST = """
            (module
              (memory (export "memory") 1)
              (global $free (mut i32) (i32.const 1024))
              (func (export "alloc") (param $size i32) (result i32)
                (global.get $free)
                (global.set $free (i32.add (global.get $free) (local.get $size))))
              (func (export "upper") (param $at i32) (param $length i32) (local $end i32) (local $c i32)
                (local.set $end (i32.add (local.get $at) (local.get $length)))
                (block $done
                  (loop $next
                    (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
                    (local.set $c (i32.load8_u (local.get $at)))
                    (if (i32.lt_u (i32.sub (local.get $c) (i32.const 97)) (i32.const 26))
                      (then (i32.store8 (local.get $at) (i32.sub (local.get $c) (i32.const 32)))))
                    (local.set $at (i32.add (local.get $at) (i32.const 1)))
                    (br $next)))))""";

    public static void main(String[] args) {
        Engine engine = Engine.create();
        PreparedModule module = engine.prepare(TextParser.assemble(GUEST));
        try (Store store = Store.of(engine)) {
            Instance instance = new Linker().instantiate(store, module);
            MemoryInstance memory = instance.memory("memory");
            FunctionInstance upper = instance.function("upper");

            int address = (int) instance.function("alloc").call(64);
            int length = memory.writeUtf8(address, "greetings from java");
            upper.call(address, length);
            System.out.println(memory.readUtf8(address, length));

            ByteBuffer slice = memory.slice(address, length);   // no copy: a window into the guest's memory
            slice.put(0, (byte) '*');
            System.out.println(memory.readUtf8(address, 3) + ", " + memory.pages() + " page");
        }
    }
}
