import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.TagInstance;
import dev.weft.runtime.WasmException;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.text.TextParser;
import java.util.List;

/** Throws exceptions from Java into a guest and from a guest into Java; a Java exception passes through unchanged. */
public class Exceptions {
    private static final String GUEST = """
            (module
              (import "java" "code" (tag $code (param i32)))
              (import "java" "check" (func $check (param i32)))
              (func (export "guarded") (param i32) (result i32)
                (block $caught (result i32)
                  (try_table (catch $code $caught) (call $check (local.get 0)))
                  (i32.const -1)))
              (func (export "fail") (throw $code (i32.const 99))))""";

    interface Check {
        void check(int value);
    }

    public static void main(String[] args) {
        Engine engine = Engine.create();
        PreparedModule module = engine.prepare(TextParser.assemble(GUEST));
        TagInstance code = TagInstance.of(new FuncType(List.of(NumType.I32), List.of()));
        Linker linker = new Linker()
                .define("java", "code", code)
                .define("java", "check", Check.class, value -> {
                    if (value > 100) {
                        throw new IllegalArgumentException("too big for Java: " + value);
                    } else if (value > 10) {
                        throw WasmException.of(code, value * 2);
                    }
                });
        try (Store store = Store.of(engine)) {
            Instance instance = linker.instantiate(store, module);
            System.out.println("no exception: " + instance.function("guarded").call(5));
            System.out.println("caught by the guest: " + instance.function("guarded").call(50));
            try {
                instance.function("guarded").call(500);
            } catch (IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
            try {
                instance.function("fail").call();
            } catch (WasmException e) {
                System.out.println("caught by Java: " + (e.tag() == code) + ", " + e.values()[0]);
            }
        }
    }
}
