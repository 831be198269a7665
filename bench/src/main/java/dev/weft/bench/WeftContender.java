package dev.weft.bench;

import dev.weft.host.wasi.ProcExit;
import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.DeadlineAction;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LinkedModule;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.syntax.FuncType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * Weft; the variant is the name of a tier, and behind a plus each what else is different: {@code fuel} makes guests
 * burn it, {@code deadline} gives their stores a deadline far away, {@code slices} one that makes them yield in each
 * tick of the engine, {@code unstoppable} makes loops that nobody can interrupt.
 */
final class WeftContender implements Contender {
    private static final FuncType NOTHING = new FuncType(List.of(), List.of());
    /** In ticks of 10 ms. */
    private static final long FAR_AWAY = 1_000_000;
    private DeadlineAction onDeadline;
    private long ticks;

    @Override
    public String name() {
        return "weft";
    }

    @Override
    public String version() {
        return "of this build";
    }

    @Override
    public Guest load(byte[] wasm, String variant, Path input) {
        Engine.Builder builder = Engine.builder();
        onDeadline = null;
        for (String word : variant.split("\\+")) {
            switch (word) {
                case "" -> { }
                case "fuel" -> builder.fuel(FuelCosts.DEFAULT);
                case "deadline" -> limit(FAR_AWAY, DeadlineAction.TRAP);
                case "slices" -> limit(1, DeadlineAction.yield(1));
                case "unstoppable" -> builder.interruptible(false);
                default -> builder.tier(word);
            }
        }
        PreparedModule module = builder.build().prepare(wasm);
        module.code();
        return (kind, argument) -> switch (kind) {
            case MICRO -> call(module, argument);
            case SG -> start(module, input);
            case INST -> instances(module, argument);
        };
    }

    private void limit(long after, DeadlineAction action) {
        ticks = after;
        onDeadline = action;
    }

    private Store store(PreparedModule module) {
        Store store = Store.of(module.engine());
        if (onDeadline != null) {
            store.setDeadline(ticks, onDeadline);
        }
        return store;
    }

    private Stopwatch.Run call(PreparedModule module, int argument) {
        try (Store store = store(module)) {
            Linker linker = new Linker().define("env", "f", IntUnaryOperator.class, HostWork::plusOne);
            FunctionInstance run = linker.instantiate(store, module).function("run");
            Stopwatch watch = new Stopwatch();
            watch.start();
            Object result = run.call(argument);
            watch.stop();
            return watch.run(result.toString());
        }
    }

    private Stopwatch.Run start(PreparedModule module, Path input) throws IOException {
        OutputHash out = new OutputHash();
        Wasi.Builder world = Wasi.builder().args("b").stdout(out).stderr(out).random(() -> 42);
        if (input != null) {
            world.directory(".", input);
        }
        try (Wasi wasi = world.build(); Store store = store(module)) {
            Stopwatch watch = new Stopwatch();
            Linker linker = new Linker();
            wasi.addTo(linker);
            linker.define("bench", "start", NOTHING, (caller, slots, refs, base) -> watch.start());
            linker.define("bench", "end", NOTHING, (caller, slots, refs, base) -> watch.stop());
            Instance instance = linker.instantiate(store, module);
            try {
                instance.function("_start").call();
            } catch (ProcExit exit) {
                return watch.run(out + (exit.code() == 0 ? "" : " exit " + exit.code()));
            }
            return watch.run(out.toString());
        }
    }

    private Stopwatch.Run instances(PreparedModule module, int count) {
        LinkedModule linked = new Linker().link(module);
        long sum = 0;
        Stopwatch watch = new Stopwatch();
        watch.start();
        for (int i = 0; i < count; i++) {
            try (Store store = store(module)) {
                sum += (Long) linked.instantiate(store).function("run").call(i);
            }
        }
        watch.stop();
        return watch.run(Long.toString(sum));
    }
}
