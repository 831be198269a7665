import static java.lang.invoke.MethodType.methodType;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.WasmFunction;
import dev.weft.text.TextParser;
import java.lang.invoke.MethodHandle;
import java.util.function.IntBinaryOperator;

/** Calls a guest as if it were Java: an interface for all its exports, a functional one or a handle for one. */
public class TypedInterface {
    private static final String GUEST = """
            (module
              (func $gcd (export "gcd") (param i32 i32) (result i32)
                (if (result i32) (local.get 1)
                  (then (return_call $gcd (local.get 1) (i32.rem_u (local.get 0) (local.get 1))))
                  (else (local.get 0))))
              (func (export "polar_to_xy") (param f64 f64) (result f64 f64)
                (f64.mul (local.get 0) (local.get 1)) (f64.sub (local.get 0) (local.get 1)))
              (func (export "mix") (param i32 i64 f32) (result f64)
                (f64.add (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
                  (f64.promote_f32 (local.get 2)))))""";

    /** Several results as a record. */
    record Point(double x, double y) {
    }

    /** The guest's exports; names that are no Java names are given by annotation. */
    interface Numbers {
        int gcd(int a, int b);

        double mix(int a, long b, float c);

        @WasmFunction("polar_to_xy")
        Point point(double r, double phi);

        default boolean coprime(int a, int b) {
            return gcd(a, b) == 1;
        }
    }

    public static void main(String[] args) throws Throwable {
        Engine engine = Engine.create();
        PreparedModule module = engine.prepare(TextParser.assemble(GUEST));
        try (Store store = Store.of(engine)) {
            Instance instance = new Linker().instantiate(store, module);

            Numbers numbers = instance.as(Numbers.class);
            System.out.println("gcd " + numbers.gcd(1071, 462) + ", coprime " + numbers.coprime(9, 28));
            System.out.println("mix " + numbers.mix(1, 1L << 40, 0.5f));
            System.out.println(numbers.point(3, 4));

            IntBinaryOperator gcd = instance.function("gcd").as(IntBinaryOperator.class);
            System.out.println("gcd " + gcd.applyAsInt(12, 18));

            MethodHandle handle = instance.function("gcd").handle(methodType(int.class, int.class, int.class));
            System.out.println("gcd " + (int) handle.invokeExact(35, 21));
        }
    }
}
