package dev.weft.runtime.tier;

import dev.weft.runtime.PreparedModule;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * What an engine tells the flight recorder: functions compiled and entered, traps, memories that grow. Costs one look
 * as long as nothing is recorded.
 */
public final class EngineEvents {

    private EngineEvents() {
    }

    @Name("dev.weft.Compile")
    @Label("Functions compiled")
    @Category("Weft")
    @StackTrace(false)
    static final class Compile extends Event {
        @Label("Module") String module;
        @Label("Function") String function;
        @Label("Index") int funcIdx;
        @Label("Loop, or -1") int loop;
        @Label("Class file size") @DataAmount long bytes;
        @Label("From the cache") boolean kept;
    }

    @Name("dev.weft.TierUp")
    @Label("Function changes to compiled code")
    @Category("Weft")
    @StackTrace(false)
    static final class TierUp extends Event {
        @Label("Module") String module;
        @Label("Function") String function;
        @Label("Index") int funcIdx;
        @Label("Loop, or -1") int loop;
    }

    @Name("dev.weft.Trap")
    @Label("Trap")
    @Category("Weft")
    static final class Trap extends Event {
        @Label("Message") String message;
        @Label("Calls ended") int calls;
    }

    @Name("dev.weft.MemoryGrow")
    @Label("Memory grows")
    @Category("Weft")
    static final class Grow extends Event {
        @Label("Bytes before") @DataAmount long before;
        @Label("Bytes after") @DataAmount long after;
        @Label("Granted") boolean granted;
    }

    /** Begins what {@link #compiled} may tell about; null if nobody wants to know. */
    public static Object begin() {
        if (!FlightRecorder.isInitialized()) {
            return null;
        }
        Compile event = new Compile();
        event.begin();
        return event;
    }

    /**
     * A class was emitted.
     *
     * @param begun what {@link #begin} returned
     * @param funcIdx the function, or the first of several
     * @param kept whether an earlier process had emitted it
     */
    public static void compiled(Object begun, PreparedModule module, int funcIdx, int loop, long bytes, boolean kept) {
        if (begun instanceof Compile event && event.shouldCommit()) {
            event.module = module.name();
            event.function = module.functionName(funcIdx);
            event.funcIdx = funcIdx;
            event.loop = loop;
            event.bytes = bytes;
            event.kept = kept;
            event.commit();
        }
    }

    /** A function, or one of its loops, is entered in compiled code from now on. */
    public static void tierUp(PreparedModule module, int funcIdx, int loop) {
        if (FlightRecorder.isInitialized()) {
            TierUp event = new TierUp();
            if (event.shouldCommit()) {
                event.module = module.name();
                event.function = module.functionName(funcIdx);
                event.funcIdx = funcIdx;
                event.loop = loop;
                event.commit();
            }
        }
    }

    /** Whether anybody may want to know. */
    public static boolean isRecording() {
        return FlightRecorder.isInitialized();
    }

    /** A trap leaves the guest. */
    public static void trap(String message, int calls) {
        if (FlightRecorder.isInitialized()) {
            Trap event = new Trap();
            if (event.shouldCommit()) {
                event.message = message;
                event.calls = calls;
                event.commit();
            }
        }
    }

    /** A memory was asked to grow. */
    public static void grow(long before, long after, boolean granted) {
        if (FlightRecorder.isInitialized()) {
            Grow event = new Grow();
            if (event.shouldCommit()) {
                event.before = before;
                event.after = after;
                event.granted = granted;
                event.commit();
            }
        }
    }
}
