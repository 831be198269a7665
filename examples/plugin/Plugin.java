import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LimitExceededException;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.Trap;
import dev.weft.runtime.UnlinkableException;
import dev.weft.text.TextParser;

/** Runs plugins that nobody trusts: each in a store of its own, with what the host lends it and no more. */
public class Plugin {
    private static final StoreLimits LIMITS = StoreLimits.DEFAULT
            .withMemoryBytes(1 << 20)
            .withTableElements(1_000)
            .withInstances(1)
            .withCallDepth(500);

    private static void run(Engine engine, String name, String text) {
        PreparedModule module = engine.prepare(TextParser.assemble(text));
        Linker lent = new Linker().define("host", "print", Say.class, value ->
                System.out.println(name + " prints " + value));
        try (Store store = Store.of(engine, LIMITS)) {
            Instance instance = lent.instantiate(store, module);
            System.out.println(name + " returns " + instance.function("run").call());
        } catch (UnlinkableException | LimitExceededException e) {
            System.out.println(name + " is refused: " + e.getMessage());
        } catch (Trap trap) {
            System.out.println(name + " is stopped: " + trap.kind().phrase());
        }
    }

    interface Say {
        void print(int value);
    }

    public static void main(String[] args) {
        Engine engine = Engine.create();
        run(engine, "good", """
                (module (import "host" "print" (func $print (param i32)))
                  (func (export "run") (result i32) (call $print (i32.const 7)) (i32.const 42)))""");
        run(engine, "greedy", """
                (module (memory 1) (func (export "run") (result i32) (memory.grow (i32.const 1000))))""");
        run(engine, "huge", """
                (module (memory 17) (func (export "run") (result i32) (i32.const 0)))""");
        run(engine, "endless", """
                (module (func $run (export "run") (result i32) (i32.add (call $run) (i32.const 1))))""");
        run(engine, "curious", """
                (module (import "host" "read_file" (func (param i32) (result i32)))
                  (func (export "run") (result i32) (call 0 (i32.const 1))))""");
    }
}
