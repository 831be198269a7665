package dev.weft.valid;

import static dev.weft.valid.Validation.assertTrace;

import org.junit.jupiter.api.Test;

/** What an instruction sink hears, and what it doesn't. */
class InstructionWalkTest {

    @Test
    void straightCode_isToldInOrder_withoutNops() {
        assertTrace("local.get 0, i32.const 7, i32.add, local.tee 1, end true",
                "(func $f (param i32) (result i32) (local i32) (nop) (local.get 0) (nop) (i32.const 7) (i32.add) "
                + "(local.tee 1))");
    }

    @Test
    void codeBehindABranch_isNotTold() {
        assertTrace("block [] -> [], br 0, end false, end true",
                "(func $f (block (br 0) (drop (i32.const 1)) (block (nop)) (loop (br 0))))");
    }

    @Test
    void blockThatNothingLeaves_makesWhatFollowsDead() {
        assertTrace("block [] -> [i32], unreachable, end false, end false",
                "(func $f (drop (block (result i32) (unreachable))) (i32.const 1) (drop))");
        assertTrace("loop [] -> [], br 0, end false, end false", "(func $f (loop (br 0)) (drop (i32.const 1)))");
    }

    @Test
    void branchFromDeadCode_doesNotMakeTheTargetReachable() {
        assertTrace("block [] -> [], unreachable, end false, end false",
                "(func $f (block (unreachable) (br 0)) (drop (i32.const 1)))");
    }

    @Test
    void ifWithoutElse_endIsReachableThroughItsCondition() {
        assertTrace("i32.const 1, if [] -> [], return, end false, i32.const 2, drop i32, end true",
                "(func $f (if (i32.const 1) (then (return))) (drop (i32.const 2)))");
    }

    @Test
    void ifWithElse_bothArmsEndingElsewhere_endIsDead() {
        assertTrace("i32.const 1, if [] -> [], return, else false, unreachable, end false, end false",
                "(func $f (if (i32.const 1) (then (return)) (else (unreachable))) (drop (i32.const 2)))");
    }

    @Test
    void ifWithElse_oneArmFallingThrough_endIsReachable() {
        assertTrace("i32.const 1, if [] -> [i32], i32.const 5, else true, unreachable, end false, drop i32, end true",
                "(func $f (drop (if (result i32) (i32.const 1) (then (i32.const 5)) (else (unreachable)))))");
    }

    @Test
    void brTable_tellsTheDefaultLast() {
        assertTrace("block [] -> [], block [] -> [], local.get 0, br_table [1, 0, 2], end false, end true, end true",
                "(func $f (param i32) (block (block (br_table 1 0 2 (local.get 0)))))");
    }

    @Test
    void tryTable_clausesMakeTheirLabelsReachable() {
        assertTrace("block [] -> [], try_table 1, unreachable, end false, end false, end true",
                "(func $f (block (try_table (catch_all 0) (unreachable))))");
    }

    @Test
    void legacyTry_armsAreReachableWhenItIs() {
        assertTrace("try [] -> [i32], i32.const 1, throw 0, catch 0 false, catch_all true, i32.const 3, end true, "
                        + "drop i32, end true",
                "(tag (param i32)) (func $f (drop (try (result i32) (do (throw 0 (i32.const 1))) (catch 0) "
                + "(catch_all (i32.const 3)))))");
    }

    @Test
    void legacyDelegate_endsItsTry() {
        assertTrace("block [] -> [], try [] -> [], call 0, delegate 0 true, end true, end true",
                "(func $f (block (try (do (call $f)) (delegate 0))))");
    }

    @Test
    void references_areToldWithTheirTypes() {
        assertTrace("block [] -> [(ref i31)], local.get 0, br_on_cast 0 anyref (ref i31), drop anyref, return, "
                        + "end false, drop (ref i31), end true",
                "(func $f (param anyref) (block (result (ref i31)) (br_on_cast 0 anyref (ref i31) (local.get 0)) "
                + "(drop) (return)) (drop))");
    }
}
