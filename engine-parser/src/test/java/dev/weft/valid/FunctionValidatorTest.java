package dev.weft.valid;

import static dev.weft.valid.Validation.assertInvalid;
import static dev.weft.valid.Validation.assertValid;
import static dev.weft.valid.Validation.validate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import org.junit.jupiter.api.Test;

/** The rules of instructions. */
class FunctionValidatorTest {

    @Test
    void message_ofAnInvalidBody_hasPhraseDetailInstructionAndPlace() {
        String message = assertThrows(InvalidException.class, () -> validate(Features.ALL,
                "(memory 1) (func $first) (func $fib (drop (i32.load align=8 (i32.const 0))))")).getMessage();
        assertTrue(message.matches("alignment must not be larger than natural: 2\\^3 > 2\\^2, i32.load "
                + "\\(func 1 \"fib\", offset 0x[0-9a-f]+\\)"), message);
    }

    // The operand stack

    @Test
    void operand_ofOtherType_isMismatch() {
        assertInvalid("type mismatch: instruction requires [i32 i32] but stack has [i32 i64]",
                "(func (drop (i32.add (i32.const 1) (i64.const 2))))");
        assertInvalid("type mismatch: instruction requires [i32] but stack has []", "(func (drop (i32.eqz)))");
    }

    @Test
    void operand_outsideTheBlock_isOutOfReach() {
        assertInvalid("type mismatch", "(func (i32.const 1) (block (drop)) (drop))");
        assertValid("(func (i32.const 1) (block (param i32) (drop)))");
    }

    @Test
    void blockEnd_operandsLeftOver_isMismatch() {
        assertInvalid("type mismatch: block requires [] but stack has [i32]", "(func (block (i32.const 1)))");
        assertInvalid("type mismatch: instruction requires [i32] but stack has []",
                "(func (block (result i32)) (drop))");
    }

    @Test
    void unreachableCode_isTypedPolymorphically() {
        assertValid("(func (result i32) (unreachable) (i32.add))");
        assertValid("(func (block (result f64) (block (result f32) (unreachable) (br_table 0 1 1 (i32.const 1))) "
                + "(drop) (f64.const 0)) (drop))");
        assertValid("(func (result (ref extern)) (unreachable) (ref.as_non_null))");
        assertInvalid("type mismatch", "(func (result i32) (unreachable) (ref.as_non_null))");
        assertInvalid("type mismatch", "(func (unreachable) (i64.const 1) (i32.eqz) (drop))");
    }

    @Test
    void ifWithoutElse_thatChangesTheStack_isMismatch() {
        assertInvalid("type mismatch", "(func (if (result i32) (i32.const 1) (then (i32.const 1))) (drop))");
        assertInvalid("type mismatch", "(func (if (result i32) (i32.const 1) (then (unreachable))) (drop))");
        assertValid("(func (i32.const 1) (if (param i32) (result i32) (i32.const 1) (then)) (drop))");
    }

    @Test
    void operands_millionsOfThem_areTooMany() {
        assertInvalid("too many operands", "(type $t (func (result " + "i32 ".repeat(1000) + "))) (func $f (type $t) "
                + "(unreachable)) (func " + "(call $f) ".repeat(5000) + "(unreachable))");
    }

    @Test
    void select_ofReferences_needsItsType() {
        assertInvalid("type mismatch",
                "(func (param funcref) (drop (select (local.get 0) (local.get 0) (i32.const 1))))");
        assertValid("(func (param funcref) (drop "
                + "(select (result funcref) (local.get 0) (local.get 0) (i32.const 1))))");
        assertInvalid("invalid result arity", "(func (select (result) (i32.const 1)))");
    }

    // Branches and calls

    @Test
    void branch_beyondTheFunction_isUnknownLabel() {
        assertInvalid("unknown label 1", "(func (br 1))");
        assertValid("(func (br 0))");
    }

    @Test
    void brTable_labelsOfDifferentArity_isMismatch() {
        assertInvalid("type mismatch", "(func (block (result i32) (block (br_table 0 1 (i32.const 1))) (i32.const 1)) "
                + "(drop))");
    }

    @Test
    void brIf_leavesTheLabelsTypes() {
        assertInvalid("type mismatch", "(type $t (func)) (func (param (ref $t)) (result funcref) "
                + "(call_ref $t (br_if 0 (local.get 0) (i32.const 1))) (ref.null func))");
    }

    @Test
    void call_ofMissingFunction_isUnknown() {
        assertInvalid("unknown function 7", "(func (call 7))");
        assertInvalid("unknown table 0", "(func (call_indirect (i32.const 0)))");
        assertInvalid("unknown type 9", "(table 1 funcref) (func (call_indirect (type 9) (i32.const 0)))");
    }

    @Test
    void callIndirect_throughOtherTable_isMismatch() {
        assertInvalid("type mismatch", "(table 1 externref) (func (call_indirect (i32.const 0)))");
        assertValid("(table i64 1 funcref) (func (call_indirect (i64.const 0)))");
    }

    @Test
    void tailCall_withOtherResults_isMismatch() {
        assertInvalid("type mismatch", "(func $f (result i64) (i64.const 1)) (func (result i32) (return_call $f))");
        assertValid("(func $f (result nullfuncref) (ref.null nofunc)) (func (result funcref) (return_call $f))");
    }

    @Test
    void callRef_ofSubtype_isValid() {
        assertValid("(type $a (sub (func))) (type $b (sub $a (func))) (func (param (ref $b)) "
                + "(call_ref $a (local.get 0)))");
        assertInvalid("type mismatch", "(type $a (sub (func))) (type $b (sub $a (func))) (func (param (ref $a)) "
                + "(call_ref $b (local.get 0)))");
        assertInvalid("non-function type", "(type $a (struct)) (func (call_ref $a (ref.null $a)))");
    }

    // Locals, globals

    @Test
    void local_withoutDefault_mustBeSetFirst() {
        assertInvalid("uninitialized local 0", "(func (local (ref func)) (drop (local.get 0)))");
        assertValid("(func (param (ref func)) (local (ref func)) (local.set 1 (local.get 0)) (drop (local.get 1)))");
    }

    @Test
    void local_setInABlock_isUnsetBehindIt() {
        assertInvalid("uninitialized local 1", "(func (param (ref func)) (local (ref func)) "
                + "(block (local.set 1 (local.get 0)) (drop (local.get 1))) (drop (local.get 1)))");
        assertInvalid("uninitialized local 1", "(func (param (ref func)) (local (ref func)) (if (i32.const 1) "
                + "(then (local.set 1 (local.get 0))) (else (drop (local.get 1)))))");
        assertValid("(func (param (ref func)) (local (ref func)) (local.set 1 (local.get 0)) "
                + "(block (local.set 1 (local.get 0))) (drop (local.get 1)))");
    }

    @Test
    void local_farBehindMany_hasItsType() {
        String locals = "(local " + "i32 ".repeat(600) + ") (local " + "f64 ".repeat(600) + ") (local i64)";
        assertValid("(func " + locals + " (local.set 599 (i32.const 1)) (local.set 600 (f64.const 1)) "
                + "(local.set 1199 (f64.const 1)) (local.set 1200 (i64.const 1)))");
        assertInvalid("type mismatch", "(func " + locals + " (local.set 1199 (i64.const 1)))");
        assertInvalid("unknown local 1201", "(func " + locals + " (drop (local.get 1201)))");
    }

    @Test
    void global_immutable_cannotBeSet() {
        assertInvalid("immutable global", "(global i32 (i32.const 1)) (func (global.set 0 (i32.const 1)))");
        assertInvalid("unknown global 4", "(func (drop (global.get 4)))");
    }

    // Memories and tables

    @Test
    void access_addressType_isTheMemorys() {
        assertValid("(memory i64 1) (func (drop (i32.load offset=0x1_0000_0000 (i64.const 0))))");
        assertInvalid("type mismatch", "(memory i64 1) (func (drop (i32.load (i32.const 0))))");
        assertInvalid("offset out of range", "(memory 1) (func (drop (i32.load offset=0x1_0000_0000 (i32.const 0))))");
        assertInvalid("unknown memory 1", "(memory 1) (func (drop (i32.load 1 (i32.const 0))))");
    }

    @Test
    void atomicAccess_alignmentNotNatural_isInvalid() {
        assertInvalid("atomic alignment must be natural",
                "(memory 1 1 shared) (func (drop (i32.atomic.load align=2 (i32.const 0))))");
        assertInvalid("atomic alignment must be natural",
                "(memory 1 1 shared) (func (drop (i32.atomic.load align=8 (i32.const 0))))");
    }

    @Test
    void lane_beyondTheVector_isInvalid() {
        assertInvalid("invalid lane index", "(func (drop (i32x4.extract_lane 4 (v128.const i64x2 0 0))))");
        assertInvalid("invalid lane index", "(memory 1) (func (drop (v128.load64_lane 2 (i32.const 0) "
                + "(v128.const i64x2 0 0))))");
    }

    @Test
    void memoryCopy_betweenAddressTypes_countsWithTheSmaller() {
        assertValid("(memory 1) (memory i64 1) (func (memory.copy 0 1 (i32.const 0) (i64.const 0) (i32.const 0)) "
                + "(memory.copy 1 0 (i64.const 0) (i32.const 0) (i32.const 0)) "
                + "(memory.copy 1 1 (i64.const 0) (i64.const 0) (i64.const 0)))");
        assertValid("(table 1 funcref) (table i64 1 funcref) (func "
                + "(table.copy 0 1 (i32.const 0) (i64.const 0) (i32.const 0)))");
    }

    @Test
    void segment_missing_isUnknown() {
        assertInvalid("unknown memory 0",
                "(data \"a\") (func (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0)))");
        assertInvalid("unknown data segment 1",
                "(memory 1) (data \"a\") (func (memory.init 1 (i32.const 0) (i32.const 0)"
                + "(i32.const 0)))");
        assertInvalid("unknown elem segment 4", "(func (elem.drop 4))");
    }

    @Test
    void tableInstructions_otherReferences_areMismatch() {
        assertInvalid("type mismatch", "(table 1 funcref) (table 1 externref) (func "
                + "(table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0)))");
        assertInvalid("type mismatch", "(table 1 externref) (elem func) (func "
                + "(table.init 0 0 (i32.const 0) (i32.const 0) (i32.const 0)))");
    }

    // References

    @Test
    void refFunc_notDeclaredOutsideBodies_isInvalid() {
        assertInvalid("undeclared function reference", "(func $f (drop (ref.func $f))) (start $f)");
        assertValid("(func $f (drop (ref.func $f))) (elem declare func $f)");
        assertValid("(func $f (export \"f\") (drop (ref.func $f)))");
        assertValid("(func $f (drop (ref.func $f))) (global funcref (ref.func $f))");
    }

    @Test
    void brOnCast_toUnrelatedType_isMismatch() {
        assertInvalid("type mismatch", "(func (param anyref) (drop (block (result funcref) "
                + "(br_on_cast 0 anyref funcref (local.get 0)) (unreachable))))");
        assertValid("(func (param anyref) (drop (block (result i31ref) "
                + "(br_on_cast 0 anyref i31ref (local.get 0)) (unreachable))))");
    }

    @Test
    void brOnNonNull_labelWithoutReference_isMismatch() {
        assertInvalid("type mismatch", "(func (param funcref) (block (br_on_non_null 0 (local.get 0))))");
        assertValid("(func (param funcref) (block (result (ref func)) (br_on_non_null 0 (local.get 0)) (return)) "
                + "(drop))");
    }

    @Test
    void cast_betweenHierarchies_isMismatch() {
        assertInvalid("type mismatch", "(func (param funcref) (drop (ref.cast i31ref (local.get 0))))");
    }

    // Structures and arrays

    @Test
    void struct_fields_areChecked() {
        String type = "(type $s (struct (field i8) (field (mut i32)) (field (ref any))))";
        assertInvalid("immutable field", type + "(func (struct.set $s 0 (ref.null $s) (i32.const 1)))");
        assertInvalid("type mismatch", type + "(func (drop (struct.get $s 0 (ref.null $s))))");
        assertInvalid("type mismatch", type + "(func (drop (struct.get_u $s 1 (ref.null $s))))");
        assertInvalid("type mismatch", type + "(func (drop (struct.new_default $s)))");
        assertInvalid("unknown field 3", type + "(func (drop (struct.get $s 3 (ref.null $s))))");
        assertInvalid("non-structure type 0", "(type $a (array i8)) (func (drop (struct.new $a)))");
        assertValid(type + "(func (struct.set $s 1 (ref.null $s) (struct.get_s $s 0 (ref.null $s))))");
    }

    @Test
    void array_instructions_areChecked() {
        String types = "(type $i (array i8)) (type $m (array (mut i8))) (type $w (array (mut i16))) "
                + "(type $r (array (mut funcref)))";
        assertInvalid("immutable array", types + "(func (array.set $i (ref.null $i) (i32.const 0) (i32.const 0)))");
        assertInvalid("array types do not match", types + "(func (array.copy $w $i (ref.null $w) (i32.const 0) "
                + "(ref.null $i) (i32.const 0) (i32.const 0)))");
        assertInvalid("array type is not numeric or vector", types + "(data $d \"a\") (func (array.init_data $r $d "
                + "(ref.null $r) (i32.const 0) (i32.const 0) (i32.const 0)))");
        assertInvalid("type mismatch", types + "(elem $e externref) (func (drop (array.new_elem $r $e (i32.const 0) "
                + "(i32.const 0))))");
        assertInvalid("type mismatch", types + "(func (drop (array.new_fixed $i 4294967295 (i32.const 0))))");
        assertValid(types + "(func (unreachable) (array.new_fixed $i 4294967295) (drop))");
        assertInvalid("non-array type", "(type $s (struct)) (func (drop (array.new_default $s (i32.const 1))))");
    }

    // Exceptions

    @Test
    void throw_operandsOfTheTag_arePopped() {
        assertInvalid("type mismatch: instruction requires [i32] but stack has [i64]",
                "(tag (param i32)) (func (throw 0 (i64.const 1)))");
        assertInvalid("unknown tag 0", "(func (throw 0))");
    }

    @Test
    void tryTable_labelsOfClauses_areThoseOutside() {
        assertValid("(tag $t (param i32)) (func (result i32 (ref exn)) (try_table (catch_ref $t 0)) (unreachable))");
        assertInvalid("type mismatch", "(tag $t (param i32)) (func (try_table (catch $t 0)))");
        assertInvalid("unknown label 1", "(func (try_table (catch_all 1)))");
    }

    @Test
    void legacyRethrow_outsideACatch_isInvalid() {
        assertInvalid("invalid rethrow label", "(func (try (do (rethrow 0)) (catch_all)))");
        assertValid("(func (try (do) (catch_all (block (rethrow 1)))))");
    }

    @Test
    void legacyDelegate_countsFromOutsideItsTry() {
        assertValid("(func (try (do) (delegate 0)))");
        assertInvalid("unknown label 1", "(func (try (do) (delegate 1)))");
    }

    @Test
    void instruction_ofAProposalSwitchedOff_isMalformed() {
        String module = "(func (drop (i32.extend8_s (i32.const 1))))";
        assertValid(module);
        String message = assertThrows(MalformedException.class,
                () -> validate(Features.ALL.without(Feature.SIGN_EXTENSION), module)).getMessage();
        assertTrue(message.startsWith("illegal opcode c0"), message);
    }

    @Test
    void brTable_ofManyLabels_looksAtEachFrameOnce() {
        assertEquals(1, assertValid("(func (result i32) (block (result i32) (br_table " + "0 1 ".repeat(20_000)
                + "(i32.const 1) (i32.const 1))))").funcCount());
    }
}
