package dev.weft.runtime.compiled;

import dev.weft.runtime.tier.Stack;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What emitted code calls when fuel runs out or somebody wants to stop the guest. Returns what is left of the fuel. */
public final class ControlSupport {

    private ControlSupport() {
    }

    /** Lets a call at this depth begin, or throws. */
    public static long admit(int depth, Context context, long fuel) {
        if (depth < context.depthLimit) {
            return fuel;
        }
        Stack stack = context.stack;
        stack.fuel = fuel;
        try {
            stack.admit(depth);
        } catch (Throwable stop) {
            stack.stop = stop;
            throw stop;
        }
        return stack.fuel;
    }

    /** Pays for a block for which there may not be enough. */
    public static long pay(long fuel, int cost, Context context) {
        return fuel >= cost ? fuel - cost : attend(fuel, context, cost);
    }

    /** A bulk instruction costs more than there is: {@code left} is what would be left of {@code fuel}. */
    public static long refuelBulk(long left, Context context, long fuel) {
        return attend(fuel, context, fuel - left);
    }

    /** A loop has seen the signal, with so much fuel left. */
    public static long attend(long fuel, Context context) {
        return attend(fuel, context, 0);
    }

    private static long attend(long fuel, Context context, long cost) {
        Stack stack = context.stack;
        stack.fuel = fuel - cost;
        try {
            stack.attend(cost);
        } catch (Throwable stop) {
            stack.stop = stop;
            throw stop;
        }
        return stack.fuel;
    }

    /**
     * Leaves in the stack what was left of the fuel when a function was stopped in its own code, unless those above
     * threw and have left it there.
     */
    public static void thrown(Throwable thrown, Context context, long fuel) {
        Stack stack = context.stack;
        if (stack.stop == thrown) {
            stack.stop = null;
        } else {
            stack.fuel = fuel;
        }
    }

    /** A loop has seen the signal. */
    public static void attend(Context context) {
        context.stack.attend(0);
    }

    /** Whether somebody wants to stop the guest. */
    public static boolean isSignalled(Context context) {
        return context.stack.isSignalled();
    }

    /** Whether {@link #poll} costs nothing while nobody wants to stop a guest; else loops look in each round. */
    public static boolean isPollFree() {
        return PollSwitch.Safepoints.IN_COUNTED_LOOPS;
    }

    /** The call site that all loops of a module share. */
    public static CallSite poll(MethodHandles.Lookup caller, String name, MethodType type) {
        return ModuleLoader.of(caller.lookupClass()).polls.site;
    }
}
