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
}
