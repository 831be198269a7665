package dev.weft.jit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the compiler emits: sizes, names, and that nothing is emitted before it is called. */
class EmittedMethodTest {
    private static final Engine ENGINE = Engine.builder().tier(new JitTier()).build();

    private static PreparedModule prepare(String text) {
        return ENGINE.prepare(TextParser.assemble(text));
    }

    private static List<Integer> codeLengths(PreparedModule module) {
        CompiledModule compiled = (CompiledModule) module.code();
        return ClassFile.of().parse(compiled.classBytes(compiled.className(0))).methods().stream()
                .map(method -> ((CodeAttribute) method.code().orElseThrow()).codeLength()).toList();
    }

    private static String function(int accesses) {
        return "(module (memory 1) (func (export \"f\") (param i32) (result i32)"
                + "(local.set 0 (i32.load offset=8 (local.get 0)))".repeat(accesses) + " (local.get 0)))";
    }

    @Test
    void function_withManyAccesses_isNoLongerThanHotSpotCompiles() {
        for (int accesses : new int[] {10, 150, 300, 600, 3_000, 30_000}) {
            for (int length : codeLengths(prepare(function(accesses)))) {
                assertTrue(length < 8_000, accesses + " accesses: " + length + " bytes");
            }
        }
    }

    @Test
    void function_ofMiddlingLength_stillRuns() {
        for (int accesses : new int[] {10, 150, 300, 600}) {
            Instance instance = new Linker().instantiate(Store.of(ENGINE), prepare(function(accesses)));
            assertEquals(0, instance.function("f").call(4));
        }
    }

    @Test
    void function_thatIsNotCalled_isNotEmitted() {
        PreparedModule module = prepare("(module (func $a (export \"a\")) (func $b (export \"b\") (unreachable)))");
        CompiledModule compiled = (CompiledModule) module.code();
        assertFalse(compiled.isEmitted(0));
        new Linker().instantiate(Store.of(ENGINE), module).function("a").call();
        assertTrue(compiled.isEmitted(0));
    }
}
