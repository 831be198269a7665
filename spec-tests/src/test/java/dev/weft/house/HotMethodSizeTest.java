package dev.weft.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HotSpot's rule, enforced: a method over 8,000 bytes of bytecode is never compiled, so there is none. */
class HotMethodSizeTest {
    private static final int HUGE_METHOD_LIMIT = 8000;

    @ParameterizedTest
    @ValueSource(strings = {"engine-parser", "engine-runtime", "engine-interp", "engine-jit", "host-abi"})
    void methods_ofTheModule_areSmallEnoughToBeCompiled(String module) {
        List<String> wrong = new ArrayList<>();
        for (ClassModel model : ProductionClasses.of(module)) {
            for (MethodModel method : model.methods()) {
                int bytes = codeLength(method);
                // a class initializer runs once: the rows of the instruction table are no hot code
                if (bytes > HUGE_METHOD_LIMIT && !method.methodName().equalsString("<clinit>")) {
                    wrong.add(model.thisClass().asInternalName() + "." + method.methodName().stringValue()
                            + method.methodType().stringValue() + ": " + bytes + " bytes");
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void codeLength_ofAMethodWithABody_isItsBytecodeSize() {
        assertTrue(ProductionClasses.of("engine-parser").stream()
                .flatMap(model -> model.methods().stream())
                .anyMatch(method -> codeLength(method) > 0));
    }

    /** An operation in the switch of another range would be left to {@code Execution}, which does not know it. */
    @Test
    void operationsOfTheInterpretersLoop_areInTheSwitchOfTheirRange() {
        MethodModel run = ProductionClasses.of("engine-interp").stream()
                .filter(model -> model.thisClass().asInternalName().endsWith("/Interpreter"))
                .flatMap(model -> model.methods().stream())
                .filter(method -> method.methodName().equalsString("run")).findFirst().orElseThrow();
        List<List<Integer>> switches = new ArrayList<>();
        run.code().orElseThrow().forEach(element -> {
            if (element instanceof TableSwitchInstruction each) {
                switches.add(each.cases().stream().filter(one -> !one.target().equals(each.defaultTarget()))
                        .map(SwitchCase::caseValue).sorted().toList());
            }
        });
        switches.sort(Comparator.comparing(List::getFirst));
        List<Integer> all = switches.stream().flatMap(List::stream).toList();
        assertEquals(IntStream.range(0, all.size()).boxed().toList(), all);
        assertEquals(List.of(0, 8, 24, 48), switches.stream().map(List::getFirst).toList());
    }

    private static int codeLength(MethodModel method) {
        return method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
    }
}
