package dev.weft.runtime.compiled;

import dev.weft.runtime.tier.Stack;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** What emitted code calls when fuel runs out or somebody wants to stop the guest. Returns what is left of the fuel. */
public final class ControlSupport {

    private ControlSupport() {
    }

    /** A block was charged for which there may not have been enough: {@code left} is what is left, or negative. */
    public static long pay(long left, Context context, int cost) {
        return left >= 0 ? left : refuel(left, context, cost);
    }

    private static long refuel(long left, Context context, int cost) {
        Stack stack = context.stack;
        stack.fuel = left;
        stack.attend(cost);
        return stack.fuel;
    }

    /** A bulk instruction costs more than there is: {@code left} is what would be left of {@code fuel}. */
    public static long refuelBulk(long left, Context context, long fuel) {
        Stack stack = context.stack;
        stack.fuel = fuel;
        stack.charge(fuel - left);
        return stack.fuel;
    }

    /** A loop has seen the signal, with so much fuel left. */
    public static long attend(long fuel, Context context) {
        Stack stack = context.stack;
        stack.fuel = fuel;
        stack.attend(0);
        return stack.fuel;
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
        return PollSwitch.isFree();
    }

    /** The call site that all loops of a module share. */
    public static CallSite poll(MethodHandles.Lookup caller, String name, MethodType type) {
        return ModuleLoader.of(caller.lookupClass()).polls.site;
    }
}
