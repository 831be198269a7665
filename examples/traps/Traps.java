import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmFrame;
import dev.weft.text.TextParser;

/** Handles what goes wrong in a guest: the trap's kind, message and backtrace; the instance lives on. */
public class Traps {
    private static final String GUEST = """
            (module $bank
              (memory 1)
              (func $share (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
              (func $pay (export "pay") (param i32) (result i32) (call $share (i32.const 100) (local.get 0)))
              (func (export "peek") (param i32) (result i32) (i32.load offset=4 (local.get 0))))""";

    public static void main(String[] args) {
        Engine engine = Engine.create();
        PreparedModule module = engine.prepare(TextParser.assemble(GUEST));
        try (Store store = Store.of(engine)) {
            Instance instance = new Linker().instantiate(store, module);
            try {
                instance.function("pay").call(0);
            } catch (Trap trap) {
                System.out.println(trap.getMessage().replaceAll("0x[0-9a-f]+", "0x.."));
                for (WasmFrame frame : trap.frames()) {
                    System.out.println("  in " + frame.functionName());
                }
            }
            try {
                instance.function("peek").call(-8);
            } catch (Trap trap) {
                System.out.println(trap.kind());
            }
            System.out.println("still there: " + instance.function("pay").call(8));
        }
    }
}
