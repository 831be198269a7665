package dev.weft.valid;

import static dev.weft.valid.Validation.assertInvalid;
import static dev.weft.valid.Validation.assertInvalidWithout;
import static dev.weft.valid.Validation.assertValid;
import static dev.weft.valid.Validation.validate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.NumType;
import dev.weft.syntax.RefType;
import dev.weft.text.TextParser;
import org.junit.jupiter.api.Test;

/** The rules of a module outside its function bodies. */
class ModuleValidatorTest {

    // Types

    @Test
    void typeSection_indexBeyondItsGroup_isUnknownType() {
        assertInvalid("unknown type 1", "(type (func (param (ref 1)))) (type (func))");
        assertValid("(rec (type (func (param (ref 1)))) (type (func)))");
    }

    @Test
    void superType_itselfOrLater_isUnknownType() {
        assertInvalid("unknown type", "(rec (type $a (sub $b (func))) (type $b (sub (func))))");
        assertInvalid("unknown type", "(type $a (sub 0 (func)))");
    }

    @Test
    void subType_ofFinalType_isInvalid() {
        assertInvalid("sub type", "(type $a (func)) (type (sub $a (func)))");
        assertInvalid("sub type", "(type $a (sub (func))) (type $b (sub final $a (func))) (type (sub $b (func)))");
    }

    @Test
    void subType_structureNotMatching_isInvalid() {
        assertInvalid("sub type", "(type $a (sub (struct (field i32)))) (type (sub $a (struct (field i64))))");
        assertInvalid("sub type", "(type $a (sub (array (mut anyref)))) (type (sub $a (array (mut eqref))))");
        assertValid("(type $a (sub (array anyref))) (type (sub $a (array eqref)))");
        assertValid("(type $a (sub (func (param eqref) (result anyref))))"
                + "(type (sub $a (func (param anyref) (result eqref))))");
    }

    @Test
    void subType_nestedTooDeep_isInvalid() {
        StringBuilder chain = new StringBuilder("(type (sub (struct)))");
        for (int i = 0; i < 63; i++) {
            chain.append("(type (sub ").append(i).append(" (struct)))");
        }
        assertValid(chain.toString());
        assertInvalid("sub type depth", chain + "(type (sub 63 (struct)))");
    }

    @Test
    void type_beyondWhatEnginesAccept_isInvalid() {
        assertValid("(type (func (param " + "i32 ".repeat(1000) + ") (result " + "f64 ".repeat(1000) + ")))");
        assertInvalid("too many parameters", "(type (func (param " + "i32 ".repeat(1001) + ")))");
        assertInvalid("too many results", "(type (func (result " + "i32 ".repeat(1001) + ")))");
        assertInvalid("too many fields", "(type (struct (field " + "i32 ".repeat(10_001) + ")))");
    }

    @Test
    void recursiveType_inAnErrorMessage_isShownByItsIndex() {
        String message = assertThrows(InvalidException.class, () -> validate(Features.ALL,
                "(type $a (array (mut (ref null $a)))) (func (param (ref $a)) (result i32) (local.get 0))"))
                .getMessage();
        assertEquals("type mismatch: instruction requires [i32] but stack has [(ref 0)], end (func 0, offset 0x20)",
                message);
    }

    // Limits

    @Test
    void memory_beyondItsAddresses_isInvalid() {
        assertInvalid("memory size must be at most 65536 pages (4GiB)", "(memory 65537)");
        assertInvalid("memory size must be at most 65536 pages (4GiB)", "(import \"m\" \"m\" (memory 0 65537))");
        assertInvalid("memory size must be at most", "(memory i64 0x1_0000_0000_0001)");
        assertValid("(memory 65536) (memory i64 0x1_0000_0000_0000)");
    }

    @Test
    void memory_minimumAboveMaximum_isInvalid() {
        assertInvalid("size minimum must not be greater than maximum", "(memory 2 1)");
        assertInvalid("size minimum must not be greater than maximum", "(table 2 1 funcref)");
    }

    @Test
    void memory_sharedWithoutMaximum_isInvalid() {
        assertInvalid("shared memory must have maximum", "(memory 1 shared)");
        assertValid("(memory 1 2 shared)");
    }

    @Test
    void memory_pageSizeNeitherOneNorDefault_isInvalid() {
        assertInvalid("invalid custom page size", "(memory 1 (pagesize 2))");
        assertValid("(memory 0xffffffff (pagesize 1)) (memory 1 (pagesize 65536))");
        assertInvalid("memory size must be at most", "(memory 0x1_0000_0000 (pagesize 1))");
    }

    @Test
    void table_beyondItsAddresses_isInvalid() {
        assertInvalid("table size", "(table 0x1_0000_0000 funcref)");
        assertValid("(table i64 0x1_0000_0000 funcref)");
    }

    @Test
    void table_ofNonNullReferencesWithoutInitialValue_isInvalid() {
        assertInvalid("type mismatch", "(type $t (func)) (table 1 (ref $t))");
        assertValid("(type $t (func)) (func $f (type $t)) (table 1 (ref $t) (ref.func $f))");
    }

    @Test
    void tag_withResults_isInvalid() {
        assertInvalid("non-empty tag result type", "(type $t (func (result i32))) (tag (type $t))");
    }

    // Constant expressions

    @Test
    void constantExpression_otherInstruction_isInvalid() {
        assertInvalid("constant expression required", "(global i32 (i32.ctz (i32.const 0)))");
        assertInvalid("constant expression required", "(global i32 (i32.const 0) (nop))");
        assertInvalid("constant expression required", "(memory 1) (data (i32.load (i32.const 0)))");
    }

    @Test
    void constantExpression_mutableGlobal_isInvalid() {
        assertInvalid("constant expression required",
                "(global (import \"m\" \"g\") (mut i32)) (global i32 (global.get 0))");
    }

    @Test
    void constantExpression_laterGlobal_isUnknown() {
        assertInvalid("unknown global 1", "(global i32 (global.get 1)) (global i32 (i32.const 1))");
        assertValid("(global i32 (i32.const 1)) (global i32 (global.get 0))");
    }

    @Test
    void constantExpression_ofTable_seesImportedGlobalsOnly() {
        assertInvalid("unknown global 0", "(table 1 funcref (global.get 0)) (global funcref (ref.null func))");
        assertValid("(global (import \"m\" \"g\") funcref) (table 1 funcref (global.get 0))");
    }

    @Test
    void constantExpression_otherType_isMismatch() {
        assertInvalid("type mismatch", "(global i32 (i64.const 0))");
        assertInvalid("type mismatch", "(memory i64 1) (data (i32.const 0))");
        assertInvalid("type mismatch", "(table 1 funcref) (elem (offset (i64.const 0)) func)");
        assertInvalid("type mismatch", "(global i32 (i32.const 0) (i32.const 0))");
        assertInvalid("type mismatch", "(global i32)");
    }

    @Test
    void constantExpression_arithmetic_needsExtendedConst() {
        assertInvalidWithout(Feature.EXTENDED_CONST, "constant expression required",
                "(global i32 (i32.add (i32.const 1) (i32.const 2)))");
    }

    @Test
    void constantExpression_aggregate_isValid() {
        assertValid("(type $s (struct (field i8) (field i64))) (type $a (array (ref null $s)))"
                + "(global (ref $a) (array.new_fixed $a 2 (struct.new $s (i32.const 1) (i64.const 2)) (ref.null $s)))"
                + "(global (ref i31) (ref.i31 (i32.const 1)))");
        assertInvalid("constant expression required", "(type $a (array i8)) (data $d \"ab\")"
                + "(global (ref $a) (array.new_data $a $d (i32.const 0) (i32.const 1)))");
    }

    // Segments, start, exports

    @Test
    void segment_ofMissingTarget_isUnknown() {
        assertInvalid("unknown memory 0", "(data (i32.const 0) \"a\")");
        assertInvalid("unknown table 3", "(table 1 funcref) (elem (table 3) (i32.const 0) func)");
        assertInvalid("unknown function 7", "(table 1 funcref) (elem (i32.const 0) 7)");
    }

    @Test
    void elem_typeNotThatOfTheTable_isMismatch() {
        assertInvalid("type mismatch", "(table 1 externref) (elem (i32.const 0) funcref (ref.null func))");
    }

    @Test
    void elem_ofFunctionIndices_isNotNull() {
        assertValid("(func $f) (table 1 (ref func) (ref.func $f)) (elem (i32.const 0) func $f)");
    }

    @Test
    void start_withParametersOrResults_isInvalid() {
        assertInvalid("start function", "(func $f (param i32)) (start $f)");
        assertInvalid("start function", "(func $f (result i32) (i32.const 1)) (start $f)");
        assertInvalid("unknown function 1", "(func) (start 1)");
    }

    @Test
    void export_nameTwice_isDuplicate() {
        assertInvalid("duplicate export name", "(func (export \"a\")) (memory (export \"a\") 1)");
    }

    @Test
    void export_ofMissingThing_isUnknown() {
        assertInvalid("unknown function 1", "(func) (export \"a\" (func 1))");
        assertInvalid("unknown table 0", "(export \"a\" (table 0))");
        assertInvalid("unknown memory 0", "(export \"a\" (memory 0))");
        assertInvalid("unknown global 0", "(export \"a\" (global 0))");
        assertInvalid("unknown tag 0", "(export \"a\" (tag 0))");
    }

    @Test
    void features_switchedOff_limitTheModule() {
        assertInvalidWithout(Feature.MULTI_MEMORY, "multiple memories", "(memory 1) (memory 1)");
        assertInvalidWithout(Feature.REFERENCE_TYPES, "multiple tables", "(table 1 funcref) (table 1 funcref)");
        assertInvalidWithout(Feature.MULTI_VALUE, "invalid result arity", "(type (func (result i32 i32)))");
        assertInvalidWithout(Feature.MUTABLE_GLOBALS, "mutable globals cannot be imported",
                "(global (import \"m\" \"g\") (mut i32))");
        assertInvalidWithout(Feature.MUTABLE_GLOBALS, "mutable globals cannot be exported",
                "(global (export \"g\") (mut i32) (i32.const 0))");
        assertInvalidWithout(Feature.GC, "unknown global 0", "(global i32 (i32.const 1)) (global i32 (global.get 0))");
    }

    // What comes out

    @Test
    void validModule_indexSpaces_haveImportsFirstAndClosedTypes() {
        ValidModule module = assertValid("(type $s (struct)) (import \"m\" \"f\" (func $i (param (ref $s))))"
                + "(import \"m\" \"g\" (global i32)) (global (mut (ref null $s)) (ref.null $s)) (func $f (result f32)"
                + "(f32.const 1)) (table 3 funcref) (memory i64 2) (tag (param i64)) (elem func $f)");
        assertEquals(1, module.importCount(ExternKind.FUNC));
        assertEquals(2, module.funcCount());
        assertSame(module.types().get(0), ((RefType) module.funcType(0).params().getFirst()).heap());
        assertEquals(NumType.F32, module.funcType(1).results().getFirst());
        assertEquals(2, module.globalCount());
        assertEquals(RefType.of(true, module.types().get(0)), module.global(1).value());
        assertEquals(RefType.FUNCREF, module.table(0).element());
        assertEquals(NumType.I64, module.memory(0).addr().valType());
        assertEquals(NumType.I64, module.tagFuncType(0).params().getFirst());
        assertSame(module.tag(0).type(), module.tag(0).type());
    }

    @Test
    void constantExpression_walked_isTold() {
        ValidModule module = assertValid("(global i64 (i64.add (i64.const 40) (i64.const 2)))");
        ContractSink sink = new ContractSink(module);
        module.walkConstant(module.module().globals().getFirst().init(), NumType.I64, sink);
        assertEquals("i64.const 40, i64.const 2, i64.add, end true", sink.trace());
    }

    @Test
    void bodies_severalInvalid_lowestIsReported() {
        StringBuilder funcs = new StringBuilder();
        String padding = "(drop (i32.const 1)) ".repeat(100);
        for (int i = 0; i < 1000; i++) {
            funcs.append("(func ").append(padding).append(i >= 700 && i % 100 == 3 ? "(i32.const 1)" : "").append(')');
        }
        var module = TextParser.parse("(module " + funcs + ")", Features.ALL);
        for (int parallelism = 1; parallelism <= 4; parallelism++) {
            int threads = parallelism;
            String message = assertThrows(InvalidException.class, () -> ModuleValidator.validate(module, Features.ALL,
                    task -> Thread.ofVirtual().start(task), threads)).getMessage();
            assertEquals(message.indexOf("(func 703,") > 0, true, message);
        }
    }

    @Test
    void helpers_thatNeverRun_areNotWaitedFor() {
        var module = TextParser.parse("(module " + "(func (drop (i32.const 1)))".repeat(40_000) + ")", Features.ALL);
        assertEquals(40_000, ModuleValidator.validate(module, Features.ALL, task -> { }, 8).funcCount());
    }
}
