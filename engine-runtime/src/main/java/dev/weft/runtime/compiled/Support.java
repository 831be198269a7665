package dev.weft.runtime.compiled;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.TableInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.DefType;

/** What emitted code calls for calls, exceptions and constants. */
public final class Support {

    private Support() {
    }

    /** Lets a call at this depth begin, or throws. */
    public static void admit(int depth, Context context) {
        if (depth >= context.depthLimit) {
            context.stack.admit(depth);
        }
    }

    /** A constant of an emitted class: see {@link Recipes}. */
    public static Object constant(Class<?> owner, String recipe) {
        return ModuleLoader.of(owner).constant(recipe);
    }

    /** An element of an array, the last one if the index, which is unsigned, is too large. */
    public static int choose(int index, int[] choices) {
        // as the JVM compares, so that it need not once more
        return Integer.compareUnsigned(index, choices.length) < 0 ? choices[index] : choices[choices.length - 1];
    }

    /** The way into the function at an index of a table, if it is known; else null. */
    public static Object link(int index, TableInstance table) {
        Object[] links = table.links();
        return Integer.compareUnsigned(index, links.length) < 0 ? links[index] : null;
    }

    /** The way into the function at an index of a table with 64-bit indices, if it is known; else null. */
    public static Object link(long index, TableInstance table) {
        Object[] links = table.links();
        return index >= 0 && index < links.length ? links[(int) index] : null;
    }

    /** Finds the way into the function at an index of a table with 32-bit indices, or traps. */
    public static CompiledFunction indirect(int index, Context context, int tableIdx, DefType type) {
        return indirect(index & 0xFFFF_FFFFL, context, tableIdx, type);
    }

    /** Finds the way into the function at an index of a table, or traps. */
    public static CompiledFunction indirect(long index, Context context, int tableIdx, DefType type) {
        TableInstance table = context.tables[tableIdx];
        FunctionInstance function = table.function(index, type);
        CompiledFunction way = context.wrap(function);
        if (way == function.entry()) {
            table.link((int) index, way);
        }
        return way;
    }

    /** The function at an index of a table with 32-bit indices, or a trap. */
    public static FunctionInstance element(int index, Context context, int tableIdx, DefType type) {
        return context.tables[tableIdx].function(index & 0xFFFF_FFFFL, type);
    }

    /** The function at an index of a table with 64-bit indices, or a trap. */
    public static FunctionInstance element(long index, Context context, int tableIdx, DefType type) {
        return context.tables[tableIdx].function(index, type);
    }

    /** The function a reference points to; traps if it is null. */
    public static FunctionInstance function(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_FUNCTION_REFERENCE);
        }
        return (FunctionInstance) ref;
    }

    /** The bridge to a function that is not of this module. */
    public static EntryPoint foreign(FunctionInstance function, Context context) {
        return context.wrap(function);
    }

    /** The value stack with room above its top. */
    public static Stack room(Context context, int slots) {
        Stack stack = context.stack;
        stack.ensure(stack.top + slots);
        return stack;
    }

    /** A number among the arguments on the value stack. */
    public static long argument(Stack stack, int slot) {
        return stack.slots[stack.top + slot];
    }

    /** A reference among them. */
    public static Object argumentRef(Stack stack, int slot) {
        return stack.refs[stack.top + slot];
    }

    /** A number in a frame. */
    public static long frame(Context context, int base, int slot) {
        return context.stack.slots[base + slot];
    }

    /** A reference in a frame. */
    public static Object frameRef(Context context, int base, int slot) {
        return context.stack.refs[base + slot];
    }

    /** Moves arguments to the top of the value stack. */
    public static void toTop(Stack stack, int base, int slots) {
        stack.ensure(stack.top + slots);
        if (base != stack.top) {
            System.arraycopy(stack.slots, base, stack.slots, stack.top, slots);
            System.arraycopy(stack.refs, base, stack.refs, stack.top, slots);
        }
    }

    /** Runs what functions left to be called in tail position; the results are on the value stack. */
    public static void trampoline(Context context, int depth) {
        Stack stack = context.stack;
        int base = stack.top;
        while (true) {
            EntryPoint entry = stack.pending;
            if (entry == null) {
                return;
            }
            stack.pending = null;
            stack.depth = depth;
            if (entry instanceof CompiledFunction compiled) {
                compiled.callBody(stack, base);
            } else {
                entry.call(stack, base);
            }
        }
    }

    /** The exception of a throw instruction, its values on the value stack. */
    public static WasmException exception(Context context, int tagIdx) {
        Stack stack = context.stack;
        return WasmException.ofSlots(context.tags[tagIdx], stack.slots, stack.refs, stack.top);
    }

    /** The exception a reference points to; traps if it is null. */
    public static WasmException exception(Object ref) {
        if (ref == null) {
            throw Trap.of(Trap.Kind.NULL_EXCEPTION_REFERENCE);
        }
        return (WasmException) ref;
    }

    /** Adds the frames of compiled functions that a trap has left before it arrives at an entry point. */
    public static void unwind(Trap trap, Context context) {
        Backtrace.unwind(trap, context);
    }
}
