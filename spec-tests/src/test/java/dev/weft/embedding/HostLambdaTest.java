package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.script.Tiers;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.text.TextParser;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.ToLongFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Host functions that are lambdas: compiled code calls them without slots where it can; nobody sees a difference. */
class HostLambdaTest {
    private static final String CALLER = """
            (module
              (import "env" "f" (func $f (param i32) (result i32)))
              (func $deep (export "deep") (param i32) (result i32) (i32.div_u (i32.const 100) (local.get 0)))
              (func $run (export "run") (param i32) (result i32)
                (local i32)
                (loop
                  (local.set 1 (i32.add (local.get 1) (call $f (local.get 0))))
                  (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
                (local.get 1)))""";

    /** Not visible to emitted code. */
    private interface Hidden {
        int apply(int x);
    }

    /** Public, with a method of its own. */
    public interface Shown {
        int apply(int x);
    }

    /** Public, with a method that it has from another. */
    public interface Inherited extends IntUnaryOperator {
    }

    /** Two methods, of which each of the two below leaves another one. */
    public interface Both {
        int first(int x);

        int second(int x);
    }

    /** Leaves the first. */
    public interface First extends Both {
        @Override
        default int second(int x) {
            return -1;
        }
    }

    /** Leaves the second. */
    public interface Second extends Both {
        @Override
        default int first(int x) {
            return -1;
        }
    }

    /** All number types. */
    @FunctionalInterface
    public interface Numbers {
        double apply(int a, long b, float c, double d);
    }

    static List<String> tiers() {
        return Tiers.forTests();
    }

    private static int run(PreparedModule module, Linker linker) {
        try (Store store = Store.of(module.engine())) {
            Object result = linker.instantiate(store, module).function("run").call(10);
            assertEquals(10, store.usage().hostCalls());
            return (Integer) result;
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void sameImport_linkedInAllForms_isCalledInEach(String tier) {
        PreparedModule module = Tiers.engine(tier).prepare(TextParser.assemble(CALLER));
        for (int round = 0; round < 3; round++) {
            int add = round;
            assertEquals(55 + 10 * add, run(module,
                    new Linker().define("env", "f", IntUnaryOperator.class, x -> x + add)));
            assertEquals(110 + add, run(module,
                    new Linker().define("env", "f", Hidden.class, x -> x * 2 + (x == 1 ? add : 0))));
            assertEquals(165, run(module, new Linker().define("env", "f", Shown.class, x -> x * 3)));
            assertEquals(220, run(module, new Linker().define("env", "f", Inherited.class, x -> x * 4)));
            assertEquals(330, run(module, new Linker().define("env", "f", First.class, x -> x * 6)));
            assertEquals(385, run(module, new Linker().define("env", "f", Second.class, x -> x * 7)));
            assertEquals(275, run(module, new Linker().define("env", "f",
                    new FuncType(List.of(NumType.I32), List.of(NumType.I32)),
                    (caller, slots, refs, base) -> slots[base] = (int) slots[base] * 5L)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void numbersOfAllTypes_arrive(String tier) {
        Engine engine = Tiers.engine(tier);
        PreparedModule module = engine.prepare(TextParser.assemble("""
                (module
                  (import "env" "f" (func $f (param i32 i64 f32 f64) (result f64)))
                  (import "env" "g" (func $g (param externref) (result i64)))
                  (import "env" "h" (func $h))
                  (func (export "run") (param externref) (result f64)
                    (call $h)
                    (f64.add
                      (call $f (i32.const -1) (i64.const 0x100000000) (f32.const 0.5) (f64.const -0.25))
                      (f64.convert_i64_s (call $g (local.get 0))))))"""));
        int[] ran = new int[1];
        Linker linker = new Linker().define("env", "f", Numbers.class, (a, b, c, d) -> (double) a + b + c + d)
                .define("env", "g", ToLongFunction.class, x -> ((String) x).length())
                .define("env", "h", Runnable.class, () -> ran[0]++);
        try (Store store = Store.of(engine)) {
            Object result = linker.instantiate(store, module).function("run").call("four");
            assertEquals(-1 + 4294967296.0 + 0.25 + 4, result);
            assertEquals(1, ran[0]);
            assertEquals(3, store.usage().hostCalls());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void lambda_thatCallsTheGuest_letsItsTrapThrough(String tier) {
        Engine engine = Tiers.engine(tier);
        Instance[] guest = new Instance[1];
        Linker linker = new Linker().define("env", "f", IntUnaryOperator.class,
                x -> (int) guest[0].function("deep").call(x - 5));
        try (Store store = Store.of(engine)) {
            guest[0] = linker.instantiate(store, engine.prepare(TextParser.assemble(CALLER)));
            Trap trap = assertThrows(Trap.class, () -> guest[0].function("run").call(9));
            assertEquals(Trap.Kind.INTEGER_DIVIDE_BY_ZERO, trap.kind());
            assertEquals(List.of("deep", "run"), trap.frames().stream().map(frame -> frame.functionName()).toList());
            assertEquals(9 - 5 + 1, store.usage().hostCalls());
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void whatLambdaThrows_arrivesAsItIs(String tier) {
        Engine engine = Tiers.engine(tier);
        IllegalStateException thrown = new IllegalStateException("no");
        Linker linker = new Linker().define("env", "f", IntUnaryOperator.class, x -> {
            throw thrown;
        });
        try (Store store = Store.of(engine)) {
            Instance guest = linker.instantiate(store, engine.prepare(TextParser.assemble(CALLER)));
            assertSame(thrown, assertThrows(IllegalStateException.class, () -> guest.function("run").call(9)));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void lambda_calledThroughATable_isCalled(String tier) {
        Engine engine = Tiers.engine(tier);
        PreparedModule module = engine.prepare(TextParser.assemble("""
                (module
                  (import "env" "f" (func $f (param i32 i32) (result i32)))
                  (table funcref (elem $f $g))
                  (type $t (func (param i32 i32) (result i32)))
                  (func $g (type $t) (i32.sub (local.get 0) (local.get 1)))
                  (func (export "run") (param i32) (result i32)
                    (call_indirect (type $t) (i32.const 30) (i32.const 12) (local.get 0))))"""));
        Linker linker = new Linker().define("env", "f", IntBinaryOperator.class, Integer::sum);
        try (Store store = Store.of(engine)) {
            Instance guest = linker.instantiate(store, module);
            for (int i = 0; i < 20; i++) {
                assertEquals(42, guest.function("run").call(0));
                assertEquals(18, guest.function("run").call(1));
            }
        }
    }
}
