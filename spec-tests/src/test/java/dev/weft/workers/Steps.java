package dev.weft.workers;

import java.util.function.ObjIntConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.Transformer;

/** What the stateful tests do to a system and its model alike. */
final class Steps {
    /** Numbers that a step draws are below this. */
    static final int BOUND = 1 << 12;

    private Steps() {
    }

    /** A step with a random number, of which it makes what it needs. */
    static <S> Action<S> of(String name, ObjIntConsumer<S> act) {
        Action.Independent<S> step = () -> Arbitraries.integers().between(0, BOUND - 1)
                .map(number -> Transformer.mutate(name + " " + number, state -> act.accept(state, number)));
        return step;
    }
}
