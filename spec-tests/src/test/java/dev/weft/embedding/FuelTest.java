package dev.weft.embedding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.Trap;
import dev.weft.script.Tiers;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fuel: what guests burn, the same on every tier. */
class FuelTest {
    /** The body of the loop is 11 instructions that cost something, of which tiers merge some into fewer. */
    private static final String SUM = """
            (module (memory (export "m") 1)
              (func (export "sum") (param $n i32) (result i32) (local $s i32)
                (loop $l
                  (local.set $s (i32.add (local.get $s) (i32.shl (local.get $n) (i32.const 2))))
                  (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $s))
              (func (export "store") (param $n i32)
                (loop $l
                  (i32.store8 (local.get $n) (i32.const 7))
                  (local.set $n (i32.add (local.get $n) (i32.const 1)))
                  (br_if $l (i32.lt_u (local.get $n) (i32.const 100))))))""";

    static List<String> tiers() {
        return ControlledGuest.tiers();
    }

    private static long used(ControlledGuest guest, String function, Object... arguments) {
        long before = guest.store.fuelUsed();
        guest.call(function, arguments);
        return guest.store.fuelUsed() - before;
    }

    private static Trap exhausted(ControlledGuest guest, String function, Object... arguments) {
        Trap trap = assertThrows(Trap.class, () -> guest.call(function, arguments));
        assertEquals(Trap.Kind.ALL_FUEL_CONSUMED, trap.kind());
        return trap;
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void fuel_ofALoop_isItsInstructionsNotItsOperations(String tier) {
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), SUM);
        for (int round = 0; round < 3; round++) {
            for (int n : new int[] {1, 2, 10, 1000}) {
                assertEquals(11L * n + 1, used(guest, "sum", n));
            }
        }
        assertEquals(11L * 100, used(guest, "store", 0));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void fuel_ofBlocksWithoutCost_isNone(String tier) {
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), """
                (module (func (export "f") (param i32) (result i32)
                  (nop) (block (block (nop)) (drop (i32.const 1)))
                  (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.add (i32.const 2) (i32.const 3)))))
                  (func $g (export "calls") (call $h) (call $h)) (func $h (nop)))""");
        assertEquals(1 + 2 + 1, used(guest, "f", 1));
        assertEquals(1 + 2 + 3, used(guest, "f", 0));
        assertEquals(2, used(guest, "calls"));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void exhaustion_comesBeforeTheBlockThatCannotBePaid(String tier) {
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), SUM);
        for (long fuel = 0; fuel < 200; fuel++) {
            guest.instance.memory("m").fill(0, 0, 200);
            guest.store.setFuel(fuel);
            exhausted(guest, "store", 0);
            assertEquals(fuel % 11, guest.store.fuel());
            for (int i = 0; i < 100; i++) {
                assertEquals(i < fuel / 11 ? 7 : 0, guest.instance.memory("m").loadI8U(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void exhaustion_inACallee_leavesAllUsable(String tier) {
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), """
                (module (func $fib (export "fib") (param i32) (result i32)
                  (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
                    (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
                                   (call $fib (i32.sub (local.get 0) (i32.const 2))))))))""");
        long whole = used(guest, "fib", 12);
        for (long fuel = 0; fuel < whole; fuel += 97) {
            guest.store.setFuel(fuel);
            exhausted(guest, "fib", 12);
            guest.store.addFuel(whole - guest.store.fuel());
            assertEquals(144, guest.call("fib", 12));
            assertEquals(0, guest.store.fuel());
        }
        Trap trap = exhausted(guest, "fib", 1);
        assertEquals(1, trap.frameCount());
        assertEquals("all fuel consumed (func 0 \"fib\", offset", trap.getMessage().replaceAll(" 0x.*", ""));
    }

    /** Ways of all kinds, some dearer than others, with a store in each that shows how far it came. */
    private static final String WAYS = """
            (module (memory (export "m") 1) (tag $t)
              (global $next (mut i32) (i32.const 0))
              (func $mark (param $what i32)
                (i32.store8 (global.get $next) (local.get $what))
                (global.set $next (i32.add (global.get $next) (i32.const 1))))
              (func $way (param $n i32) (result i32)
                (if (i32.and (local.get $n) (i32.const 1)) (then (call $mark (i32.const 1)))
                  (else (i32.store8 offset=100 (local.get $n) (i32.const 2))
                    (memory.fill (i32.const 300) (local.get $n) (i32.mul (local.get $n) (i32.const 32)))))
                (block $c (block $b (block $a
                  (br_table $a $b $c (i32.rem_u (local.get $n) (i32.const 4))))
                    (call $mark (i32.const 3)) (br $c))
                  (br_if $c (i32.lt_u (local.get $n) (i32.const 4)))
                  (i32.store8 offset=200 (local.get $n) (i32.const 4)))
                (block $h
                  (try_table (catch $t $h)
                    (if (i32.eq (local.get $n) (i32.const 3)) (then (throw $t)))
                    (call $mark (i32.const 5)))
                  (return (i32.add (local.get $n) (i32.const 7))))
                (if (result i32) (global.get $next) (then (call $mark (i32.const 6)) (i32.const 1))
                  (else (i32.mul (local.get $n) (i32.add (local.get $n) (i32.const 3))))))
              (func (export "run") (result i32) (local $i i32) (local $sum i32)
                (global.set $next (i32.const 0))
                (loop $l
                  (local.set $sum (i32.add (local.get $sum) (call $way (local.get $i))))
                  (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 9))))
                (local.get $sum)))""";

    @ParameterizedTest
    @MethodSource("tiers")
    void exhaustion_atEveryAmount_comesWhereTheInterpreterMeetsIt(String tier) {
        ControlledGuest interpreted = new ControlledGuest(ControlledGuest.metered("interp"), WAYS);
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), WAYS);
        long whole = used(interpreted, "run");
        assertEquals(whole, used(guest, "run"));
        for (long fuel = 0; fuel <= whole; fuel++) {
            assertEquals(runWith(fuel, interpreted), runWith(fuel, guest), "fuel " + fuel);
        }
    }

    /** What a run yields or how it fails, what it leaves of the fuel, and what it has written. */
    private static String runWith(long fuel, ControlledGuest guest) {
        guest.instance.memory("m").fill(0, 0, 1000);
        guest.store.setFuel(fuel);
        String end;
        try {
            end = guest.call("run").toString();
        } catch (Trap trap) {
            end = trap.getMessage();
        }
        int written = 0;
        for (int i = 0; i < 1000; i++) {
            written = 31 * written + guest.instance.memory("m").loadI8U(i);
        }
        return end + ", " + guest.store.fuel() + " left, " + written;
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void fuel_ofBulkInstructions_growsWithWhatTheyMove(String tier) {
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), """
                (module (memory 2) (table 100 funcref) (type $a (array (mut i8)))
                  (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 1) (local.get 0)))
                  (func (export "constant") (memory.copy (i32.const 0) (i32.const 9) (i32.const 640)))
                  (func (export "table") (param i32) (table.fill (i32.const 0) (ref.null func) (local.get 0)))
                  (func (export "array") (param i32) (drop (array.new_default $a (local.get 0)))))""");
        assertEquals(4, used(guest, "fill", 63));
        assertEquals(4 + 1024, used(guest, "fill", 65536));
        assertEquals(4 + 10, used(guest, "constant"));
        assertEquals(4 + 2, used(guest, "table", 16));
        assertEquals(2 + 12, used(guest, "array", 100));
        guest.store.setFuel(4 + 5);
        exhausted(guest, "fill", -1);
        exhausted(guest, "fill", 6 * 64);
        assertEquals(1, guest.store.fuel());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void fuel_ofTailCallsBranchesAndExceptions_isTheirInstructions(String tier) {
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), """
                (module (tag $t)
                  (func $down (export "tail") (param i32) (result i32)
                    (if (i32.eqz (local.get 0)) (then (return (i32.const 5))))
                    (return_call $down (i32.sub (local.get 0) (i32.const 1))))
                  (func (export "table") (param i32) (result i32)
                    (block $b (block $a (br_table $a $b (local.get 0))) (return (i32.const 1))) (i32.const 2))
                  (func (export "catch") (result i32)
                    (block $h (try_table (catch $t $h) (throw $t))) (i32.const 3)))""");
        assertEquals(7 * 4 + 3 + 2, used(guest, "tail", 4));
        assertEquals(2 + 2, used(guest, "table", 0));
        assertEquals(2 + 1, used(guest, "table", 1));
        assertEquals(1 + 1, used(guest, "catch"));
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void hostFunction_seesAndChargesFuel(String tier) {
        Linker linker = new Linker();
        long[] seen = new long[1];
        linker.define("java", "work", new FuncType(List.of(NumType.I32), List.of()), (caller, slots, refs, base) -> {
            seen[0] = caller.store().fuel();
            caller.chargeFuel((int) slots[base]);
        });
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), """
                (module (import "java" "work" (func $work (param i32)))
                  (func (export "f") (param i32) (call $work (local.get 0)) (call $work (local.get 0))))""", linker);
        guest.store.setFuel(100);
        guest.call("f", 20);
        assertEquals(100 - 4 - 20, seen[0]);
        assertEquals(100 - 4 - 40, guest.store.fuel());
        exhausted(guest, "f", 30);
        assertEquals(100 - 44 - 4 - 30, guest.store.fuel());
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void outOfFuelHandler_mayRefuel(String tier) {
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), SUM);
        int[] asked = new int[1];
        guest.store.setFuel(0);
        guest.store.onOutOfFuel((store, needed) -> {
            asked[0]++;
            store.addFuel(110);
        });
        assertEquals(4 * 5050, guest.call("sum", 100));
        assertEquals(11, asked[0]);
        assertEquals(109, guest.store.fuel());
        assertEquals(1101, guest.store.fuelUsed());
        guest.store.setFuel(0);
        guest.store.onOutOfFuel(null);
        exhausted(guest, "sum", 1);
    }

    /** What the handler gave is there, in whichever function it was asked, however fuel is passed between them. */
    @ParameterizedTest
    @MethodSource("tiers")
    void outOfFuelHandler_mayRefuelAndThrow(String tier) {
        ControlledGuest guest = new ControlledGuest(ControlledGuest.metered(tier), """
                (module
                  (func $down (param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))
                  (func $value (param i32) (result i32) (call $down (local.get 0)) (local.get 0))
                  (func (export "f") (param i32) (result i32) (drop (call $value (local.get 0))) (i32.const 1)))""");
        guest.store.setFuel(1_000);
        assertEquals(1, guest.call("f", 9));
        long used = 1_000 - guest.store.fuel();
        guest.store.onOutOfFuel((store, needed) -> {
            store.addFuel(needed + 100);
            throw new IllegalStateException("enough of that");
        });
        for (int fuel = 0; fuel < used; fuel++) {
            guest.store.setFuel(fuel);
            assertThrows(IllegalStateException.class, () -> guest.call("f", 9));
            assertTrue(guest.store.fuel() >= 100, "with " + fuel + ": " + guest.store.fuel());
            assertTrue(guest.store.fuel() <= 100 + 2 * 8, "with " + fuel + ": " + guest.store.fuel());
        }
        guest.store.setFuel(used);
        assertEquals(1, guest.call("f", 9));
        assertEquals(0, guest.store.fuel());
    }

    /** Java's stack may end before the limit of calls is reached. Nobody works for nothing that way. */
    @ParameterizedTest
    @MethodSource("tiers")
    void endOfJavasStack_givesNoFuelBack(String tier) throws InterruptedException {
        ControlledGuest guest = new ControlledGuest(Tiers.builder(tier).fuel(FuelCosts.DEFAULT)
                .storeLimits(StoreLimits.DEFAULT.withCallDepth(100_000)).build(), """
                (module
                  (func $work (param i32) (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
                  (func $for_ever (param i32) (call $for_ever (i32.add (local.get 0) (i32.const 1))))
                  (func (export "f") (param i32) (call $work (local.get 0)) (call $for_ever (i32.const 0))))""");
        long most = 0;
        // again and again, so that compiled code is met where it is called, too
        for (int run = 0; run < 50; run++) {
            guest.store.setFuel(1_000_000);
            Trap[] trap = new Trap[1];
            Thread thread = new Thread(null, () -> trap[0] = assertThrows(Trap.class, () -> guest.call("f", 100_000)),
                    "small stack", 256 << 10);
            thread.start();
            thread.join();
            assertEquals(Trap.Kind.CALL_STACK_EXHAUSTED, trap[0].kind());
            most = Math.max(most, guest.store.fuel());
        }
        assertTrue(most <= 1_000_000 - 500_000, most + " left");
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void costs_ofTheEmbedder_areCharged(String tier) {
        FuelCosts costs = FuelCosts.DEFAULT.with(Opcode.LOCAL_GET, 0).with(Opcode.I32_SHL, 50);
        Engine engine = Tiers.builder(tier).fuel(costs).build();
        ControlledGuest guest = new ControlledGuest(engine, SUM);
        assertEquals((11 - 3 + 49) * 10L, used(guest, "sum", 10));
        assertThrows(IllegalArgumentException.class, () -> costs.with(Opcode.NOP, -1));
    }

    @Test
    void fuel_ofAnEngineThatDoesNotMeter_isRefused() {
        Store store = Store.of(Engine.create());
        assertThrows(IllegalStateException.class, store::fuel);
        assertThrows(IllegalStateException.class, () -> store.setFuel(1));
    }
}
