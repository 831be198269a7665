package dev.weft.runtime;

import dev.weft.runtime.tier.EngineEvents;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The abnormal end of a computation, which guest code cannot catch (specification, section 4.2.1, result {@code trap}).
 *
 * <p>The message starts with the specification's phrase, {@link Kind#phrase()}, goes on with a detail where there is
 * one, and ends with the place: {@code integer divide by zero (func 12 "average", offset 0x1f3)}. A trap carries no
 * Java stack trace, since making one would cost more than the guest's own work. What it carries is the guest's:
 * {@link #frames()}, innermost first, which also are its {@link #getStackTrace()}, so that printing a trap shows guest
 * functions. The store and its instances stay usable after a trap.
 *
 * <p>Threads: a trap belongs to the thread that got it until it has reached the embedder; then it no longer changes,
 * and any thread may ask it.
 *
 * <p>Implementation note. Frames that must be looked for are found when somebody asks ({@link #addFramesLater}): where
 * the trap leaves the guest, or later in a store that says so ({@link Store#deferBacktraces}).
 *
 * @see <a href="https://webassembly.github.io/spec/core/intro/overview.html#trap">Traps</a>
 */
public class Trap extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST_FRAMES = 100;
    private static volatile boolean keepsJavaFrames;

    /** The reasons to trap, one row for each phrase that the official scripts expect. */
    public enum Kind {
        UNREACHABLE("unreachable"),
        INTEGER_DIVIDE_BY_ZERO("integer divide by zero"),
        INTEGER_OVERFLOW("integer overflow"),
        INVALID_CONVERSION_TO_INTEGER("invalid conversion to integer"),
        OUT_OF_BOUNDS_MEMORY_ACCESS("out of bounds memory access"),
        UNALIGNED_ATOMIC("unaligned atomic"),
        EXPECTED_SHARED_MEMORY("expected shared memory"),
        /** A wait in a store that does not allow waiting: {@link Store#setMayBlock}. */
        AGENT_MAY_NOT_BLOCK("agent may not block"),
        OUT_OF_BOUNDS_TABLE_ACCESS("out of bounds table access"),
        UNDEFINED_ELEMENT("undefined element"),
        UNINITIALIZED_ELEMENT("uninitialized element"),
        INDIRECT_CALL_TYPE_MISMATCH("indirect call type mismatch"),
        NULL_REFERENCE("null reference"),
        NULL_FUNCTION_REFERENCE("null function reference"),
        NULL_EXCEPTION_REFERENCE("null exception reference"),
        NULL_STRUCTURE_REFERENCE("null structure reference"),
        NULL_ARRAY_REFERENCE("null array reference"),
        NULL_I31_REFERENCE("null i31 reference"),
        OUT_OF_BOUNDS_ARRAY_ACCESS("out of bounds array access"),
        CAST_FAILURE("cast failure"),
        /** What the specification calls exhaustion: too deep a recursion of calls. */
        CALL_STACK_EXHAUSTED("call stack exhausted"),
        /** There is no room for an object of the guest. */
        OUT_OF_MEMORY("out of memory"),
        /** The embedder or the store's deadline stopped the guest. */
        INTERRUPTED("interrupted"),
        /** The store's fuel was used up. */
        ALL_FUEL_CONSUMED("all fuel consumed");

        private final String phrase;

        Kind(String phrase) {
            this.phrase = phrase;
        }

        /** The specification's words, with which every message of this kind begins. */
        public String phrase() {
            return phrase;
        }
    }

    private final Kind kind;
    private final transient List<WasmFrame> frames = new ArrayList<>(4);
    private transient int frameCount;
    private transient StackTraceElement[] javaFrames;
    private transient int javaFramesSeen;
    private transient int published;
    /** Finders of frames that nobody has asked for yet, innermost first, or null. */
    private transient List<Consumer<Trap>> later;

    /** A trap with its full message but for the place. */
    protected Trap(Kind kind, String message) {
        super(message, null, false, true);
        this.kind = kind;
    }

    /** A trap whose message is the phrase alone. */
    public static Trap of(Kind kind) {
        return new Trap(kind, kind.phrase());
    }

    /** A trap whose message is the phrase, a colon and {@code detail}. */
    public static Trap of(Kind kind, String detail) {
        return new Trap(kind, kind.phrase() + ": " + detail);
    }

    /** The reason. */
    public final Kind kind() {
        return kind;
    }

    /** The guest's calls that the trap ended, innermost first; of a deep recursion only the innermost hundred. */
    public final List<WasmFrame> frames() {
        findFrames();
        return Collections.unmodifiableList(frames);
    }

    /** How many calls the trap ended; more than {@link #frames()} shows if the recursion was deep. */
    public final int frameCount() {
        findFrames();
        return frameCount;
    }

    /**
     * Tells that the trap ends a call; execution tiers do so for each frame while they unwind.
     *
     * @param module whose function it is
     * @param funcIdx the function's index there
     * @param offset of the instruction in the binary, or -1
     */
    public final void addFrame(PreparedModule module, int funcIdx, int offset) {
        findFrames();
        if (frameCount++ < MOST_FRAMES) {
            frames.add(new WasmFrame(module, funcIdx, offset));
        }
    }

    /** Tells that the trap ends calls whose frames {@code finder} can add when somebody asks for them. */
    public final void addFramesLater(Consumer<Trap> finder) {
        if (later == null) {
            later = new ArrayList<>(1);
        }
        later.add(finder);
    }

    private synchronized void findFrames() {
        List<Consumer<Trap>> finders = later;
        if (finders != null) {
            later = null;
            finders.forEach(finder -> finder.accept(this));
        }
    }

    /** Stands in for another trap, from here on. */
    final void takeFrames(Trap other) {
        frames.addAll(other.frames());
        frameCount = other.frameCount;
        if (keepsJavaFrames) {
            javaFrames = other.javaFrames();
            javaFramesSeen = other.javaFramesSeen;
        }
    }

    /** Makes traps keep the Java frames they are thrown in, for tiers whose guest frames are Java frames. */
    public static void keepJavaFrames() {
        keepsJavaFrames = true;
    }

    /** The Java frames in which it was thrown, if they are kept; not to be changed. */
    public final StackTraceElement[] javaFrames() {
        if (javaFrames == null) {
            javaFrames = super.getStackTrace();
        }
        return javaFrames;
    }

    /** How many of the Java frames tiers have looked at. */
    public final int javaFramesSeen() {
        return javaFramesSeen;
    }

    /** Tells that tiers have looked at that many of the Java frames. */
    public final void sawJavaFrames(int count) {
        javaFramesSeen = count;
    }

    /** The phrase, the detail if there is one, and the place. */
    @Override
    public String getMessage() {
        findFrames();
        return frames.isEmpty() ? super.getMessage() : super.getMessage() + " (" + frames.getFirst().place() + ")";
    }

    /** Leaves the guest: with its backtrace, or with what it takes to make one when somebody asks. */
    final Trap leave(Store store) {
        boolean recorded = EngineEvents.isRecording();
        int before = published;
        if (recorded || !store.defersBacktraces()) {
            publish();
        }
        if (recorded && before == 0 && published > 0) {
            EngineEvents.trap(getMessage(), frameCount);
        }
        return this;
    }

    /** Makes the guest's frames the stack trace that Java code sees. */
    private synchronized void publish() {
        findFrames();
        if (keepsJavaFrames) {
            javaFrames();
        }
        if (published == frames.size()) {
            return;
        }
        published = frames.size();
        StackTraceElement[] trace = new StackTraceElement[published];
        for (int i = 0; i < trace.length; i++) {
            trace[i] = frames.get(i).toStackTraceElement();
        }
        setStackTrace(trace);
    }

    @Override
    public StackTraceElement[] getStackTrace() {
        publish();
        return super.getStackTrace();
    }

    @Override
    public void printStackTrace(PrintStream stream) {
        publish();
        super.printStackTrace(stream);
    }

    @Override
    public void printStackTrace(PrintWriter writer) {
        publish();
        super.printStackTrace(writer);
    }

    @Override
    public final synchronized Throwable fillInStackTrace() {
        return keepsJavaFrames ? super.fillInStackTrace() : this;
    }
}
