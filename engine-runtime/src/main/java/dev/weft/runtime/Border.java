package dev.weft.runtime;

import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.FuncType;
import java.lang.ref.Reference;

/**
 * The way from Java into guests: every call of a function by an embedder or a host function passes here.
 *
 * <p>A caller takes the stack with {@link #begin}, writes the arguments from {@code stack.top} on, and calls {@link
 * #run}; results then lie where the arguments were.
 */
final class Border {

    private Border() {
    }

    /** The store's stack with room for {@code slotCount} slots above {@code top}. */
    static Stack begin(FunctionInstance function, int slotCount) {
        Store store = function.store();
        Thread owner = store.owner;
        if (owner != null && owner != Thread.currentThread()) {
            throw store.refusal();
        }
        Stack stack = store.stack();
        stack.ensure(stack.top + slotCount);
        return stack;
    }

    /** Runs a function whose arguments lie on top of the stack. */
    static void run(FunctionInstance function, Stack stack) {
        Store store = function.store();
        Thread owner = store.owner;
        store.owner = Thread.currentThread();
        stack.calls++;
        RunClock clock = owner == null ? store.clock() : null;
        if (clock != null) {
            clock.begin();
        }
        int top = stack.top;
        int depth = stack.depth;
        try {
            function.entry().call(stack, top);
        } catch (StackOverflowError overflow) {
            if (store.engine().fuelCosts() != null) {
                // what was left lay in frames that are no more
                stack.fuel = 0;
            }
            throw stack.exhausted().leave(store);
        } catch (Throwable thrown) {
            Throwable explained = stack.signal ? store.control().explain(thrown) : thrown;
            throw explained instanceof Trap trap ? trap.leave(store) : Border.<RuntimeException>sneak(explained);
        } finally {
            stack.top = top;
            stack.depth = depth;
            if (clock != null) {
                clock.end();
            }
            store.owner = owner;
            if (owner == null && store.control().isDisturbed()) {
                store.control().callEnded();
            }
            // compiled code knows its memory by address alone
            Reference.reachabilityFence(function);
        }
    }

    /** A call with boxed values. */
    static Object[] call(FunctionInstance function, Object[] arguments) {
        FuncType type = function.funcType();
        Stack stack = begin(function, Math.max(Values.slots(type.params()), Values.slots(type.results())));
        Values.write(type.params(), arguments, stack.slots, stack.refs, stack.top);
        run(function, stack);
        return Values.read(type.results(), stack.slots, stack.refs, stack.top);
    }

    /** Throws anything as if it were unchecked. */
    @SuppressWarnings("unchecked")
    static <E extends Throwable> RuntimeException sneak(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
