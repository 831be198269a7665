package dev.weft.valid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.text.TextParser;

/** What the tests of this package ask of modules written as text. */
final class Validation {
    private Validation() {
    }

    static ValidModule validate(Features features, String fields) {
        return ModuleValidator.validate(TextParser.parse("(module " + fields + ")", Features.ALL), features);
    }

    /** The module is valid, and everything its bodies tell keeps the contract of sinks. */
    static ValidModule assertValid(String fields) {
        ValidModule module = validate(Features.ALL, fields);
        for (int i = module.importCount(ExternKind.FUNC); i < module.funcCount(); i++) {
            trace(module, i);
        }
        return module;
    }

    static void assertInvalid(String phrase, String fields) {
        assertInvalid(phrase, Features.ALL, fields);
    }

    static void assertInvalidWithout(Feature feature, String phrase, String fields) {
        assertValid(fields);
        assertInvalid(phrase, Features.ALL.without(feature), fields);
    }

    private static void assertInvalid(String phrase, Features features, String fields) {
        String message = assertThrows(InvalidException.class, () -> validate(features, fields)).getMessage();
        assertTrue(message.startsWith(phrase), message);
    }

    /** What a sink is told of a function. */
    static String trace(ValidModule module, int funcIdx) {
        ContractSink sink = new ContractSink(module);
        module.walk(funcIdx, sink);
        assertTrue(sink.ended());
        return sink.trace();
    }

    /** What a sink is told of the function {@code $f}, the first one. */
    static void assertTrace(String expected, String fields) {
        ValidModule module = assertValid(fields);
        assertEquals(expected, trace(module, module.importCount(ExternKind.FUNC)));
    }
}
