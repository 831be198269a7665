package dev.weft.workers;

import static dev.weft.workers.OxidePuppet.await;

import dev.weft.host.GuestOptions;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.webble.WebbleMode;
import dev.weft.host.webble.WebblePool;
import dev.weft.runtime.Store;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The guest `tasks` and what a test does with it: in a pool, or step by step in one instance that plays all
 * participants, and whose microtasks nobody runs.
 */
final class WebblePuppet implements AutoCloseable {
    static final int MAIN = -1;

    /** What tasks do, in the order of `kinds` in `tasks.c`. */
    enum Kind {
        GIVE, YIELD, SUSPEND, SPIN, TRAP, WHERE, ASK_MAIN, SUM, WAKER, MARK, MARK_IN_TWO, COUNT, NOTE, NOTE_LATER, GROW,
        SCRATCH
    }

    final WebblePool pool;
    private final HostContext alone;
    private final Store owner;
    private final MemoryInstance memory;

    /** What a test changes of the pool. */
    interface Change {
        void apply(WebblePool.Builder builder);
    }

    private WebblePuppet(WebblePool pool, HostContext alone, Store owner, MemoryInstance memory) {
        this.pool = pool;
        this.alone = alone;
        this.owner = owner;
        this.memory = memory;
    }

    static byte[] guest(String name) {
        try {
            return Files.readAllBytes(Guests.folder("webble").resolve(name + ".wasm"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static HostLayer layer(String tier) {
        return HostLayer.builder(Tiers.engine(tier)).abi("webble").build();
    }

    static WebblePuppet pool(String tier, WebbleMode mode, Change change) {
        // long enough for a busy machine: whoever wants a worker ended by force says so
        WebblePool.Builder builder =
                WebblePool.builder(layer(tier), guest("tasks")).mode(mode).grace(Duration.ofSeconds(30));
        change.apply(builder);
        WebblePool made = builder.build();
        return new WebblePuppet(made, null, null, made.memory());
    }

    static WebblePuppet pool(String tier) {
        return pool(tier, WebbleMode.IMPROVED, builder -> { });
    }

    static WebblePuppet pool(String tier, int workers) {
        WebblePuppet puppet = pool(tier);
        puppet.pool.init(workers);
        return puppet;
    }

    /** One instance that was told of so many workers. */
    static WebblePuppet alone(String tier, int workers) {
        HostLayer layer = layer(tier);
        Store owner = Store.of(layer.engine());
        MemoryInstance memory = owner.newMemory(new MemType(AddrType.I32, Limits.of(64, 16_384), true, 16));
        HostContext context =
                HostContext.of(layer.prepare(guest("tasks")), GuestOptions.DEFAULT.with(memory), null);
        try {
            context.instantiate();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        WebblePuppet puppet = new WebblePuppet(null, context, owner, memory);
        puppet.callInt("__runtime_init", workers, 0);
        return puppet;
    }

    Object call(String name, Object... arguments) {
        return alone != null ? alone.instance().function(name).call(arguments) : pool.call(name, arguments).join();
    }

    int callInt(String name, Object... arguments) {
        return (int) call(name, arguments);
    }

    MemoryInstance memory() {
        return memory;
    }

    /** The address of a participant's word. */
    long word(int id) {
        return (callInt("__notify_index", id) & 0xFFFF_FFFFL) << 2;
    }

    int drain(int id) {
        return callInt("__worker_drain", id);
    }

    int spawn(Kind kind, long argument) {
        return callInt("spawn", kind.ordinal(), argument);
    }

    int stealable(Kind kind, long argument) {
        return callInt("spawn_stealable", kind.ordinal(), argument);
    }

    int onMain(Kind kind, long argument) {
        return callInt("on_main", kind.ordinal(), argument);
    }

    /** 1 if done, -1 if dropped, 0 if it goes on. */
    int state(int handle) {
        return callInt("state_of", handle);
    }

    /** The value of a task, waiting for it. */
    long value(int handle) {
        await(() -> state(handle) == 1);
        return (long) call("value_of", handle);
    }

    void awaitDropped(int handle) {
        await(() -> state(handle) == -1);
    }

    /** Waits until a task is suspended. */
    void awaitIdle(int handle) {
        await(() -> callInt("kind_of", handle) == 1);
    }

    void awaitIdleOrOver(int handle) {
        await(() -> callInt("kind_of", handle) == 1 || state(handle) != 0);
    }

    /** What tasks have noted, in order. */
    List<Integer> notes() {
        List<Integer> notes = new ArrayList<>();
        for (int i = 0; i < callInt("ordered"); i++) {
            notes.add(callInt("order_at", i));
        }
        return notes;
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        } else {
            alone.close();
            owner.close();
            memory.close();
        }
    }
}
