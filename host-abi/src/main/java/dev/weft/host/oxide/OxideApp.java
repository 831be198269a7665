package dev.weft.host.oxide;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.HostContext;
import dev.weft.host.kernel.Worker;
import dev.weft.host.kernel.WorkerOptions;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A main module that runs without a screen: {@code start_app} once, then frame after frame at a rate, as long as it
 * exports {@code on_frame}; in each frame first what asked for it, then the timers that are due, then {@code on_frame}.
 * A trap of {@code on_timer} is a line of the console and ends nothing.
 *
 * <p>Threads: {@link #run} on a thread of the platform of its own; the rest by anybody.
 */
public final class OxideApp {
    private static final long STACK_BYTES = 64L << 20;

    private final OxideWorld world;
    private final GuestModule module;
    private final String url;
    private final long frameNanos;
    private final long frames;
    private final Map<Long, Integer> clicks = new ConcurrentHashMap<>();
    private volatile boolean stopped;
    private volatile Canvas canvas;
    private volatile long frameCount;
    private volatile long longestGapNanos;

    /**
     * An app that was not started.
     *
     * @param frame how long a frame is
     * @param frames how many there are at most; negative: until {@link #stop()}
     */
    public OxideApp(OxideWorld world, GuestModule module, String url, Duration frame, long frames) {
        this.world = world;
        this.module = module;
        this.url = url;
        this.frameNanos = frame.toNanos();
        this.frames = frames;
    }

    /** Presses a button in a frame, counted from 1. */
    public OxideApp click(long frame, int button) {
        clicks.put(frame, button);
        return this;
    }

    /** Ends the app after the frame that runs. */
    public void stop() {
        stopped = true;
    }

    /**
     * Runs the app to its end; its workers end with it.
     *
     * @throws IllegalArgumentException if the module exports no {@code start_app}
     */
    public ExitReason run() {
        if (!module.exports("start_app", "")) {
            throw new IllegalArgumentException("the module exports no function start_app without parameters");
        }
        world.console().clear();
        Worker main = world.kernel().spawn(
                WorkerOptions.DEFAULT.named(url).onPlatformThread(STACK_BYTES), this::live);
        return main.join();
    }

    private void live(Worker self) throws Exception {
        HostContext context = self.host(module, world.options(url));
        OxideGuest guest = OxideGuest.of(context);
        canvas = guest.canvas;
        // with what making it has left of the fuel
        call(self, guest, "start_app", context.export("start_app", ""));
        FunctionInstance onFrame = context.export("on_frame", "i");
        FunctionInstance onTimer = context.export("on_timer", "i");
        if (onFrame != null) {
            runFrames(self, guest, onFrame, onTimer);
        }
    }

    private void runFrames(Worker self, OxideGuest guest, FunctionInstance onFrame, FunctionInstance onTimer)
            throws Exception {
        long previous = System.nanoTime();
        long next = previous + frameNanos;
        while (!stopped && (frames < 0 || frameCount < frames)) {
            awaitFrame(self, next);
            long now = System.nanoTime();
            if (frameCount > 0) {
                longestGapNanos = Math.max(longestGapNanos, now - previous);
            }
            Integer button = clicks.get(frameCount + 1);
            if (button != null) {
                guest.canvas.click(button);
            }
            for (int callback : guest.timers.due()) {
                if (onTimer != null) {
                    guest.refuel(world.callbackFuel());
                    callTimer(self, guest, onTimer, callback);
                }
            }
            guest.refuel(world.callbackFuel());
            call(self, guest, "on_frame", onFrame, (int) ((now - previous) / 1_000_000));
            frameCount++;
            previous = now;
            next = Math.max(next + frameNanos, System.nanoTime());
        }
    }

    private static void callTimer(Worker self, OxideGuest guest, FunctionInstance onTimer, int callback)
            throws Exception {
        try {
            call(self, guest, "on_timer", onTimer, callback);
        } catch (Trap | WasmException e) {
            // it has its line; but not if it is the end of the app
            self.checkExit();
        }
    }

    private static void awaitFrame(Worker self, long moment) throws Exception {
        self.blocking(() -> {
            long left = moment - System.nanoTime();
            while (left > 0 && !Thread.currentThread().isInterrupted()) {
                LockSupport.parkNanos(left);
                left = moment - System.nanoTime();
            }
            return null;
        });
        self.checkExit();
    }

    private static void call(Worker self, OxideGuest guest, String name, FunctionInstance function, Object... arguments)
            throws Exception {
        try {
            self.call(() -> function.call(arguments));
        } catch (Trap | WasmException e) {
            guest.error("[APP] " + name + (e instanceof Trap trap && trap.kind() == Trap.Kind.ALL_FUEL_CONSUMED
                    ? " fuel limit exceeded" : " trapped: " + e.getMessage()));
            throw e;
        }
    }

    /** How many frames have run. */
    public long frameCount() {
        return frameCount;
    }

    /** The longest time between the beginnings of two frames, in nanoseconds. */
    public long longestGapNanos() {
        return longestGapNanos;
    }

    /** The canvas; null before the app was started. */
    public Canvas canvas() {
        return canvas;
    }
}
