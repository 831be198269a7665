package dev.weft.runtime;

import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.HostLambda;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;

/** The way from guests into a host function. */
final class HostEntry extends EntryPoint {
    private final HostDefinition definition;
    private final HostFunction body;
    private final Caller caller;
    private final int slotCount;

    HostEntry(HostDefinition definition, Caller caller) {
        this.definition = definition;
        this.body = definition.body();
        this.caller = caller;
        this.slotCount = definition.slotCount();
    }

    @Override
    public void call(Stack stack, int base) {
        stack.hostCalls++;
        int savedTop = stack.top;
        int end = base + slotCount;
        stack.ensure(end);
        stack.top = end;
        long[] slots = stack.slots;
        Object[] refs = stack.refs;
        try {
            body.call(caller, slots, refs, base);
        } catch (Throwable thrown) {
            throw Border.<RuntimeException>sneak(thrown);
        } finally {
            stack.top = savedTop;
        }
        if (slots != stack.slots) {
            System.arraycopy(slots, base, stack.slots, base, slotCount);
            System.arraycopy(refs, base, stack.refs, base, slotCount);
        }
        if (definition.checksResults()) {
            checkResults(stack.refs, base);
        }
    }

    @Override
    public HostLambda lambda() {
        return definition.lambda();
    }

    private void checkResults(Object[] refs, int base) {
        int slot = base;
        FuncType type = definition.type().funcType();
        for (ValType result : type.results()) {
            if (result instanceof RefType ref && !References.matches(refs[slot], ref)) {
                throw new IllegalStateException("host function of type " + type
                        + " returned a reference that is not of type " + ref + ": " + refs[slot]);
            }
            slot += result == VecType.V128 ? 2 : 1;
        }
    }
}
