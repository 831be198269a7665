package dev.weft.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
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

    private static int codeLength(MethodModel method) {
        return method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
    }
}
