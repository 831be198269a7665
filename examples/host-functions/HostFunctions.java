import static java.lang.invoke.MethodType.methodType;

import dev.weft.runtime.Caller;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.WasmFunction;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.text.TextParser;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.function.IntBinaryOperator;

/** Lends Java code to a guest: as a lambda, a method handle, an object's annotated methods, in raw form. */
public class HostFunctions {
    private static final String GUEST = """
            (module
              (import "java" "max" (func $max (param i32 i32) (result i32)))
              (import "java" "sqrt" (func $sqrt (param f64) (result f64)))
              (import "java" "divide" (func $divide (param i32 i32) (result i32 i32)))
              (import "java" "log" (func $log (param i32 i32)))
              (import "java" "rotate" (func $rotate (param i64) (result i64)))
              (memory (export "memory") 1)
              (data (i32.const 0) "the quotient is odd")
              (func (export "run") (result f64) (local $quotient i32) (local $remainder i32)
                (call $divide (call $max (i32.const 17) (i32.const 65)) (i32.const 7))
                (local.set $remainder)
                (local.set $quotient)
                (if (i32.and (local.get $quotient) (i32.const 1))
                  (then (call $log (i32.const 0) (i32.const 19))))
                (call $sqrt (f64.convert_i64_s (call $rotate (i64.extend_i32_s (local.get $remainder)))))))""";

    /** Several results are a record's components. */
    record Division(int quotient, int remainder) {
    }

    static Division divide(int a, int b) {
        return new Division(a / b, a % b);
    }

    /** An object whose annotated methods guests may import. */
    static final class Log {
        private int lines;

        @WasmFunction
        void log(Caller caller, int address, int length) {
            lines++;
            System.out.println("guest says: " + caller.memory().readUtf8(address, length));
        }
    }

    public static void main(String[] args) throws Exception {
        Engine engine = Engine.create();
        PreparedModule module = engine.prepare(TextParser.assemble(GUEST));
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Log log = new Log();
        Linker linker = new Linker()
                .define("java", "max", IntBinaryOperator.class, Math::max)
                .define("java", "sqrt", lookup.findStatic(Math.class, "sqrt", methodType(double.class, double.class)))
                .define("java", "divide",
                        lookup.findStatic(HostFunctions.class, "divide",
                                methodType(Division.class, int.class, int.class)))
                .defineMethods("java", log)
                .define("java", "rotate", new FuncType(List.of(NumType.I64), List.of(NumType.I64)),
                        (caller, slots, refs, base) -> slots[base] = Long.rotateLeft(slots[base], 1));
        try (Store store = Store.of(engine)) {
            Instance instance = linker.instantiate(store, module);
            System.out.println("sqrt of twice 65 % 7 is " + instance.function("run").call());
            System.out.println(log.lines + " line logged");
        }
    }
}
