package dev.weft.runtime.compiled;

import dev.weft.runtime.PreparedModule;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The names of emitted classes and methods. They follow from the module alone, so that classes emitted by one process
 * fit those of another.
 *
 * <p>A function's method is {@code name$index}, as the name section has the name; {@code $body} behind it is the
 * function but for its calls in tail position, {@code $twin} a copy that it calls in place of itself, and the other way
 * round, {@code $loopN} the way into its loop N, {@code $rN} a region of one of these, {@code $lines} what tells high
 * line numbers of one of all these.
 */
public final class EmittedNames {
    /** What the method of a function with calls in tail position has behind its name; the name alone completes them. */
    public static final String BODY = "$body";
    /** What the copy of a small function that calls itself has behind its name. */
    public static final String TWIN = "$twin";
    /** What is between the name of a method and the number of one of its regions. */
    public static final String REGION = "$r";
    /** What the method that is entered at a loop has behind the function's, before the number of the loop. */
    public static final String LOOP = "$loop";
    /** What a method has behind the name of one that it tells the high line numbers of; see {@link SourceLines}. */
    public static final String LINES = "$lines";
    /** The methods of an entry point, at which a run of compiled frames ends. */
    public static final String BORDER = "call";
    public static final String BODY_BORDER = "callBody";

    private static final Pattern FUNCTION =
            Pattern.compile("\\$(\\d{1,9})(?:\\$body|\\$twin)?(?:\\$loop\\d+)?(\\$r\\d+)?$");
    private static final int LONGEST_KEY = 60;
    private static final int LONGEST_NAME = 200;

    private EmittedNames() {
    }

    /** What the internal names of a module's classes begin with. */
    static String prefix(PreparedModule module) {
        String name = module.name() == null ? "module" : sanitize(module.name()).replace(' ', '_').replace('.', '_');
        CRC32C check = new CRC32C();
        check.update(module.module().bytes());
        return "wasm/" + name + '_' + String.format("%08x", check.getValue()) + '/';
    }

    /** The method of a function. */
    public static String method(PreparedModule module, int funcIdx) {
        String name = module.functionName(funcIdx);
        return (name == null ? "func" : sanitize(name)) + '$' + funcIdx;
    }

    /** The index of the function whose code is in a method; -1 for other methods. */
    static int funcIdx(String method) {
        Matcher parts = FUNCTION.matcher(method);
        return parts.find() ? Integer.parseInt(parts.group(1)) : -1;
    }

    /** The method of which a method is a region, or itself. */
    static String mainMethod(String method) {
        Matcher parts = FUNCTION.matcher(method);
        return parts.find() && parts.group(2) != null ? method.substring(0, parts.start(2)) : method;
    }

    /** A name as a JVM method may have it. */
    public static String sanitize(String name) {
        StringBuilder sane = new StringBuilder(name.length());
        for (int i = 0; i < name.length() && i < LONGEST_NAME; i++) {
            char c = name.charAt(i);
            sane.append(".;[/<>\\".indexOf(c) >= 0 || c < ' ' || Character.isSurrogate(c) ? '_' : c);
        }
        return sane.toString();
    }

    /** What tells ways apart in which functions are called: how parameters and results are carried, a letter each. */
    public static String shape(FuncType type) {
        String key = letters(type.params()) + '_' + letters(type.results());
        return key.length() <= LONGEST_KEY ? key
                : "long" + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.US_ASCII));
    }

    private static String letters(List<ValType> types) {
        StringBuilder letters = new StringBuilder();
        for (ValType type : types) {
            letters.append(type instanceof NumType number ? switch (number) {
                case I32 -> 'I';
                case I64 -> 'J';
                case F32 -> 'F';
                case F64 -> 'D';
            } : type == VecType.V128 ? 'V' : 'A');
        }
        return letters.toString();
    }
}
