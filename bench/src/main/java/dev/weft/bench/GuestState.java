package dev.weft.bench;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.util.function.IntUnaryOperator;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A guest that one thread calls; benchmarks say which. */
@State(Scope.Thread)
public abstract class GuestState {
    /** The engine's tier. */
    @Param({"interp", "jit"})
    public String tier;

    /** Where the guest lives. */
    protected Store store;
    /** The guest. */
    protected Instance instance;

    /** The module as text. */
    protected abstract String guest();

    /** The engine, and whatever else a benchmark asks for. */
    protected Engine engine() {
        return Engine.builder().tier(tier).build();
    }

    /** Makes an instance. */
    @Setup
    public void prepare() {
        Engine engine = engine();
        store = Store.of(engine);
        instance = new Linker().define("env", "increment", IntUnaryOperator.class, x -> x + 1)
                .instantiate(store, engine.prepare(TextParser.assemble(guest())));
        bind();
    }

    /** Looks up what is to be called. */
    protected abstract void bind();

    /** An export of one number to one number. */
    protected final IntUnaryOperator function(String name) {
        return instance.function(name).as(IntUnaryOperator.class);
    }

    /** Gives the store back. */
    @TearDown
    public void close() {
        store.close();
    }

    /** A function that does something {@code $n} times; {@code $x} is what it yields. */
    static String loop(String name, String body) {
        return "(func (export \"" + name + "\") (param $n i32) (result i32) (local $x i32) (local $p i32)\n"
                + "  (loop $next " + body + "\n"
                + "    (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))\n"
                + "  (local.get $x))\n";
    }
}
