package dev.weft.runtime.compiled;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.weft.runtime.tier.Polling;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Whether the loops of a module look at the signal.
 *
 * <p>Implementation note. Each loop calls one call site, which says "no" without looking as long as nobody wants to
 * stop a guest of the module: HotSpot takes the call for the constant that it is, and leaves nothing of it. When
 * somebody does, the call site's target becomes a look at the signal. HotSpot then throws the compiled code away,
 * also under the feet of those who run it, at their next safepoint, and they go on in its interpreter, where they look.
 * That costs compiling anew, so a module whose guests are often stopped keeps looking.
 *
 * <p>All that needs loops that come to safepoints. With the serial and the parallel collector HotSpot leaves those out
 * of loops that it can count, which may run for many seconds, unless {@code UseCountedLoopSafepoints} is on. Where it
 * is off, loops look in each round.
 */
final class PollSwitch {
    private static final long OFTEN = TimeUnit.SECONDS.toNanos(10);
    private static final MethodHandle NO =
            MethodHandles.dropArguments(MethodHandles.constant(boolean.class, false), 0, Context.class);
    private static final MethodHandle LOOK;

    static {
        try {
            LOOK = MethodHandles.lookup().findStatic(ControlSupport.class, "isSignalled",
                    MethodType.methodType(boolean.class, Context.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Found out when it is first asked for, since asking loads a dozen classes. */
    static final class Safepoints {
        /** Whether loops need not look while nobody wants to stop a guest. */
        static final boolean IN_COUNTED_LOOPS = inCountedLoops();

        private static boolean inCountedLoops() {
            try {
                return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .getVMOption("UseCountedLoopSafepoints").getValue());
            } catch (RuntimeException | LinkageError unknown) {
                return false;
            }
        }
    }

    final MutableCallSite site = new MutableCallSite(NO);
    private final Polling polling;
    private volatile boolean often;
    private volatile long lastOn = System.nanoTime() - 2 * OFTEN;

    PollSwitch(Polling polling) {
        this.polling = polling;
        polling.follow(this::update);
    }

    private void update() {
        if (polling.isWanted()) {
            long now = System.nanoTime();
            often = now - lastOn < OFTEN;
            lastOn = now;
        }
        boolean wanted;
        do {
            wanted = polling.isWanted();
            if (wanted || !often) {
                set(wanted ? LOOK : NO);
            }
        } while (wanted != polling.isWanted());
    }

    private void set(MethodHandle target) {
        if (site.getTarget() != target) {
            site.setTarget(target);
            MutableCallSite.syncAll(new MutableCallSite[] {site});
        }
    }
}
