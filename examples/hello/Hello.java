import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/** A guest that calls Java, and Java that calls the guest. */
public final class Hello {
    private static final byte[] WASM = TextParser.assemble("""
            (module
              (import "env" "add" (func $add (param i32 i32) (result i32)))
              (func (export "triple") (param $x i32) (result i32)
                (call $add (local.get $x) (call $add (local.get $x) (local.get $x)))))
            """);

    private Hello() {
    }

    public static void main(String[] args) {
        Engine engine = Engine.create();
        try (Store store = Store.of(engine)) {
            Linker linker = new Linker().define("env", "add", IntBinaryOperator.class, (a, b) -> a + b);
            Instance guest = linker.instantiate(store, engine.prepare(WASM));
            IntUnaryOperator triple = guest.function("triple").as(IntUnaryOperator.class);
            System.out.println(triple.applyAsInt(14));
        }
    }
}
