package dev.weft.embedding;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.Store;
import dev.weft.script.Tiers;
import dev.weft.text.TextParser;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

/** A guest in a store of its own, for tests of how embedders keep guests in check. */
final class ControlledGuest {
    final Store store;
    final Instance instance;
    /** Counted down when the guest calls its import {@code test.ready}. */
    private volatile CountDownLatch ready;

    ControlledGuest(Engine engine, String text, Linker linker) {
        this.store = Store.of(engine);
        linker.define("test", "ready", Runnable.class, () -> ready.countDown());
        this.instance = linker.instantiate(store, engine.prepare(TextParser.assemble(text)));
    }

    ControlledGuest(Engine engine, String text) {
        this(engine, text, new Linker());
    }

    /** An engine whose code burns fuel. */
    static Engine metered(String tier) {
        return Tiers.builder(tier).fuel(FuelCosts.DEFAULT).build();
    }

    /** The tiers whose code can be kept in check. */
    static List<String> tiers() {
        return Tiers.forTests().stream().filter(tier -> {
            try {
                metered(tier);
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        }).toList();
    }

    Object call(String function, Object... arguments) {
        return instance.function(function).call(arguments);
    }

    /** Calls a function in a thread, and returns what that yields or throws, once the guest was ready and kicked. */
    Object callAndDo(Runnable whenReady, String function, Object... arguments) throws InterruptedException {
        ready = new CountDownLatch(1);
        FutureTask<Object> task = new FutureTask<>(() -> {
            try {
                return call(function, arguments);
            } catch (Throwable thrown) {
                return thrown;
            }
        });
        boolean[] leftInterrupted = new boolean[1];
        Thread thread = new Thread(null, () -> {
            task.run();
            leftInterrupted[0] = Thread.interrupted();
        }, "guest", 64L << 20);
        thread.start();
        ready.await();
        whenReady.run();
        thread.join();
        if (leftInterrupted[0]) {
            throw new AssertionError("the thread is still interrupted");
        }
        return task.resultNow();
    }
}
