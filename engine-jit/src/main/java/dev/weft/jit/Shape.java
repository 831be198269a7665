package dev.weft.jit;

import dev.weft.runtime.compiled.EmittedNames;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.ValType;
import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * How functions of a type are called in the JVM.
 *
 * <p>Parameters are passed as they are carried, behind them the context and the depth of calls; the first result is
 * returned, the others lie in {@code Stack.results}. A function with more parameters than a JVM method may have gets
 * them on the value stack, from {@code top} on.
 */
final class Shape {
    private static final int MOST_PARAMETERS = 250;

    /** What tells shapes apart. */
    final String key;
    final Kind[] params;
    final Kind[] results;
    final int paramSlots;
    final int resultSlots;
    /** Whether the arguments are on the value stack. */
    final boolean wide;
    /** Descriptor of the parameters alone; of the returned value. */
    final String paramDescriptor;
    final String returned;

    private Shape(String key, Kind[] params, Kind[] results) {
        this.key = key;
        this.params = params;
        this.results = results;
        StringBuilder descriptor = new StringBuilder();
        int width = 0;
        int slots = 0;
        for (Kind kind : params) {
            descriptor.append(kind.descriptor);
            width += kind.width;
            slots += kind.slots();
        }
        paramSlots = slots;
        slots = 0;
        for (Kind kind : results) {
            slots += kind.slots();
        }
        resultSlots = slots;
        wide = width > MOST_PARAMETERS;
        paramDescriptor = wide ? "" : descriptor.toString();
        returned = results.length == 0 ? "V" : results[0] == Kind.V ? "J" : results[0].descriptor;
    }

    static Shape of(FuncType type) {
        return new Shape(EmittedNames.shape(type), kinds(type.params()), kinds(type.results()));
    }

    static Kind[] kinds(List<ValType> types) {
        Kind[] kinds = new Kind[types.size()];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = Kind.of(types.get(i));
        }
        return kinds;
    }

    /**
     * Descriptor of the static method that is the function. If it is metered it takes what is left of the fuel besides,
     * and gives that back: as its result if it has no other, else in {@code context.left}.
     */
    String function(boolean metered) {
        return "(" + paramDescriptor + "L" + Names.CONTEXT + ";I" + (metered ? "J" : "") + ")"
                + (returnsFuel(metered) ? "J" : returned);
    }

    /** Whether what that method returns is what is left of the fuel. */
    boolean returnsFuel(boolean metered) {
        return metered && results.length == 0;
    }

    /** The instruction that returns from that method. */
    int functionReturn(boolean metered) {
        return returnsFuel(metered) ? Opcodes.LRETURN : invokeReturn();
    }

    /** The instruction that returns from the method of an entry point. */
    int invokeReturn() {
        return results.length == 0 ? Opcodes.RETURN : results[0].return_;
    }

    /** Descriptor of the method by which its entry point is called. */
    String invoke() {
        return "(" + paramDescriptor + "I)" + returned;
    }
}
