package dev.weft.fuzz;

import static org.junit.jupiter.api.Assertions.assertNull;

import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Features;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.WasmModule;
import dev.weft.text.TextParser;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the fuzzer found, by name: each module behaves the same on every tier. */
class FindingsTest {
    private static final TiersOracle TIERS = new TiersOracle();
    private static final FuncType NOTHING = new FuncType(List.of(), List.of());

    /** Calls each exported function twice, without arguments. */
    private static void agree(int callDepth, String text) {
        byte[] bytes = TextParser.assemble(text);
        WasmModule module = ModuleDecoder.decode(bytes, Features.ALL);
        List<GeneratedModule.Call> calls = module.exports().stream()
                .filter(export -> export.kind() == ExternKind.FUNC)
                .flatMap(export -> java.util.stream.Stream.generate(
                        () -> new GeneratedModule.Call(export.name(), NOTHING, List.of())).limit(2))
                .toList();
        assertNull(TIERS.check(new GeneratedModule(bytes, calls, Set.of(), 0, List.of(), List.of(), 1_000, callDepth),
                Choices.of()));
    }

    @Test
    void operandBelowAnIf_loopInOneArm_survivesTheOther() {
        agree(100, """
                (module (memory 1)
                  (func (export "f") (result i32 i32) (local i32)
                    i32.const 3
                    (if (result i32) (i32.load (i32.const 10))
                      (then
                        (local.set 0 (i32.const 5))
                        (loop (result i32)
                          (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))
                          (i32.const 77)))
                      (else (i32.const 78)))))""");
    }

    @Test
    void operandBelowABlock_branchPastItsLoop_survives() {
        agree(100, """
                (module (memory 1)
                  (func (export "f") (result i32) (local i32)
                    i32.const 3
                    (block
                      (br_if 0 (i32.eqz (i32.load (i32.const 10))))
                      (local.set 0 (i32.const 5))
                      (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))))""");
    }

    @Test
    void loadThatABranchTests_outOfBounds_trapsWhereTheLoadIs() {
        agree(100, """
                (module (memory 1)
                  (func (export "f") (local i32)
                    (local.set 0 (i32.const -4))
                    (block
                      (br_if 0 (i32.load (local.get 0)))
                      (br_if 0 (i32.eq (i32.load (local.get 0)) (i32.const 7))))))""");
    }

    @Test
    void rethrow_afterACall_throwsWhatWasCaught() {
        agree(100, """
                (module (tag $a (param i32)) (tag $b)
                  (func $busy (param i32) (result i32) (local externref externref externref i32)
                    (local.set 1 (local.get 2)) (local.set 4 (i32.add (local.get 0) (i32.const 1)))
                    (i32.mul (local.get 4) (local.get 0)))
                  (func $inner (result i32)
                    try (result i32)
                      (throw $a (i32.const 20))
                    catch $a
                      call $busy
                      drop
                      rethrow 0
                    end)
                  (func (export "f") (result i32)
                    i32.const 5
                    try (result i32)
                      call $inner
                    catch $a
                      call $busy
                    catch_all
                      i32.const 1
                    end
                    i32.add)
                  (func (export "nested") (result i32)
                    try (result i32)
                      i32.const 7
                      try (result i32)
                        (throw $a (i32.const 4))
                      catch_all
                        (drop (call $busy (i32.const 6)))
                        try (result i32)
                          (throw $b)
                        catch $b
                          (drop (call $busy (i32.const 7)))
                          rethrow 1
                        end
                      end
                      i32.add
                    catch $a
                      (i32.add (call $busy (i32.const 2)))
                    end))""");
    }

    /** A function of several methods, whose vectors are two fields of a frame; the stores go by one variable. */
    @Test
    void vectorsOfSeveralClasses_storedInOneTryOfALongFunction_verify() {
        String stores = """
                (local.set 0 (v128.bitselect (local.get 1) (local.get 0) (local.get 1)))
                (local.set 0 (i64x2.splat (local.get 2)))
                """;
        String block = "(block " + stores.repeat(6) + " (br_if 0 (i64.eqz (local.get 2))))";
        agree(100, """
                (module (tag)
                  (func (export "f") (result i64) (local v128 v128 i64)
                    (local.set 2 (i64.const 3))
                    (local.set 0 (i64x2.splat (local.get 2)))
                    (block
                      (try_table (catch_all 0)
                        %s
                        (loop
                          %s
                          (local.set 2 (i64.sub (local.get 2) (i64.const 1)))
                          (br_if 0 (i64.gt_s (local.get 2) (i64.const 0))))
                        %s
                        (throw 0)))
                    (i64.xor (i64x2.extract_lane 1 (local.get 0)) (i64x2.extract_lane 0 (local.get 1)))))"""
                .formatted(stores, block.repeat(60), stores));
    }
}
