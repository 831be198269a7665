package dev.weft.runtime;

import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Stack;
import dev.weft.runtime.tier.Tier;
import dev.weft.text.TextParser;
import java.util.HashMap;
import java.util.Map;

/** A tier whose functions are written in Java, by export name: tests of the runtime need no other. */
final class FakeTier implements Tier {
    interface Body {
        void call(ModuleInstance instance, Stack stack, int base);
    }

    private final Map<String, Body> bodies = new HashMap<>();
    int links;

    FakeTier body(String name, Body body) {
        bodies.put(name, body);
        return this;
    }

    Engine engine() {
        return Engine.builder().tier(this).build();
    }

    static PreparedModule prepare(Engine engine, String text) {
        return engine.prepare(TextParser.assemble(text));
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public ModuleCode prepare(PreparedModule module) {
        return (instance, funcIdx) -> {
            links++;
            Body body = bodies.get(module.functionName(funcIdx));
            return new EntryPoint() {
                @Override
                public void call(Stack stack, int base) {
                    int needed = base + 16;
                    stack.ensure(needed);
                    if (++stack.depth > stack.maxDepth) {
                        throw stack.exhausted();
                    }
                    try {
                        body.call(instance, stack, base);
                    } catch (Trap trap) {
                        trap.addFrame(instance.module, funcIdx, 0x10 + funcIdx);
                        throw trap;
                    }
                    stack.depth--;
                }
            };
        };
    }
}
