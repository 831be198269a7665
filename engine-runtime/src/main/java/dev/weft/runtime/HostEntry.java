package dev.weft.runtime;

import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Stack;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.List;

/** The way from guests into a host function. */
final class HostEntry extends EntryPoint {
    private final HostFunction body;
    private final Caller caller;
    private final FuncType type;
    private final int slotCount;
    private final boolean checksResults;

    private HostEntry(HostFunction body, Caller caller, FuncType type) {
        this.body = body;
        this.caller = caller;
        this.type = type;
        this.slotCount = Math.max(Values.slots(type.params()), Values.slots(type.results()));
        this.checksResults = type.results().stream().anyMatch(result -> result instanceof RefType ref
                && (!ref.nullable() || !ref.equals(RefType.EXTERNREF)));
    }

    /** A function instance for a host function, serving {@code importer} (or null). */
    static FunctionInstance function(DefType type, Store store, ModuleInstance importer, HostFunction body) {
        return new FunctionInstance(type, store, new HostEntry(body, new Caller(store, importer), type.funcType()));
    }

    @Override
    public void call(Stack stack, int base) {
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
        if (checksResults) {
            checkResults(stack.refs, base);
        }
    }

    private void checkResults(Object[] refs, int base) {
        int slot = base;
        List<ValType> results = type.results();
        for (int i = 0; i < results.size(); i++) {
            ValType result = results.get(i);
            if (result instanceof RefType ref && !References.matches(refs[slot], ref)) {
                throw new IllegalStateException("host function of type " + type
                        + " returned a reference that is not of type " + ref + ": " + refs[slot]);
            }
            slot += result == VecType.V128 ? 2 : 1;
        }
    }
}
