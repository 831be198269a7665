package dev.weft.runtime;

import dev.weft.binary.CodeReader;
import dev.weft.runtime.tier.EngineEvents;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Promotion;
import dev.weft.syntax.Func;
import dev.weft.syntax.Opcode;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A module's code on two tiers. Safe for any thread.
 *
 * <p>Compiling happens on daemon threads that all engines share and that end when there is nothing to do. A function is
 * compiled once and for all instances: those made later link it at once, others when they next call it. Of one function
 * one thing is compiled at a time: the loops around and inside one that has asked become hot with it, and most of them
 * need no way in of their own once there is one.
 */
final class TieredModule implements ModuleCode, Promotion {
    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final ThreadPoolExecutor COMPILERS =
            new ThreadPoolExecutor(THREADS, THREADS, 2, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                Thread thread = new Thread(null, task, "weft-compiler", 16L << 20, false);
                thread.setDaemon(true);
                thread.setPriority(Thread.NORM_PRIORITY - 1);
                thread.setContextClassLoader(TieredModule.class.getClassLoader());
                return thread;
            });

    static {
        COMPILERS.allowCoreThreadTimeOut(true);
    }

    /** A large function that branches to so many places may be the loop of another interpreter. */
    private static final int MANY_LABELS = 64;
    /** For each so many bytes of such a body it begins with the heat of a function. */
    private static final int PORTION = 30_000;

    private static final byte COLD = 0;
    private static final byte ASKED = 1;
    private static final byte READY = 2;
    private static final byte REFUSED = 3;

    private final TieredTier tier;
    private final PreparedModule prepared;
    private final ModuleCode first;
    private volatile ModuleCode second;
    /** What has become of each function; read without order, written under this object's lock. */
    private final byte[] states;
    /** The same of loops, by function and number. */
    private final ConcurrentHashMap<Long, Byte> loops = new ConcurrentHashMap<>();
    /** The functions of which something is being compiled: nothing else of them is asked for meanwhile. */
    private final boolean[] busy;
    private final int imports;

    TieredModule(TieredTier tier, PreparedModule prepared) {
        this.tier = tier;
        this.prepared = prepared;
        this.first = tier.first.prepareCounting(prepared, this);
        this.states = new byte[prepared.module().funcs().size()];
        this.busy = new boolean[states.length];
        this.imports = prepared.valid().funcCount() - states.length;
        if (prepared.cached() != null && !prepared.cached().names().isEmpty()) {
            prepareSecond();
        }
    }

    @Override
    public EntryPoint link(ModuleInstance instance, int funcIdx) {
        return states[funcIdx - imports] == READY ? second().link(instance, funcIdx) : first.link(instance, funcIdx);
    }

    @Override
    public long heat(int funcIdx) {
        long whole = (long) tier.calls * tier.rounds;
        Func func = prepared.module().funcs().get(funcIdx - imports);
        if (func.code().length() >= LARGE && dispatches(func)) {
            return whole * (func.code().length() / PORTION);
        }
        ModuleCode known = second;
        return known != null && known.wasEntered(funcIdx) ? 1 : whole;
    }

    /** Whether a function has a branch to many places: of such a one, a call or a round executes little. */
    private boolean dispatches(Func func) {
        CodeReader reader = prepared.valid().body(func);
        while (reader.hasNext()) {
            if (reader.next() == Opcode.BR_TABLE && reader.labelCount() >= MANY_LABELS) {
                return true;
            }
        }
        return false;
    }

    @Override
    public long heatOfCall() {
        return tier.rounds;
    }

    @Override
    public long heatOfRound() {
        return tier.calls;
    }

    @Override
    public EntryPoint ask(ModuleInstance instance, int funcIdx, int loop) {
        byte state = stateOf(funcIdx, loop);
        if (state == COLD && !busy[funcIdx - imports]) {
            state = request(funcIdx, loop);
        }
        return switch (state) {
            case READY -> better(instance, funcIdx, loop);
            case REFUSED -> NEVER;
            default -> null;
        };
    }

    private EntryPoint better(ModuleInstance instance, int funcIdx, int loop) {
        if (loop >= 0) {
            return second().linkLoop(instance, funcIdx, loop);
        }
        EntryPoint entry = second().link(instance, funcIdx);
        instance.functions[funcIdx].swapEntry(entry);
        return entry;
    }

    private byte stateOf(int funcIdx, int loop) {
        return loop < 0 ? states[funcIdx - imports] : loops.getOrDefault((long) funcIdx << 32 | loop, COLD);
    }

    private synchronized void setState(int funcIdx, int loop, byte state) {
        busy[funcIdx - imports] = state == ASKED;
        if (loop < 0) {
            states[funcIdx - imports] = state;
        } else {
            loops.put((long) funcIdx << 32 | loop, state);
        }
    }

    /** Has a function compiled, unless somebody has asked before; tells its state. */
    private byte request(int funcIdx, int loop) {
        synchronized (this) {
            byte state = stateOf(funcIdx, loop);
            if (state != COLD || busy[funcIdx - imports]) {
                return state;
            }
            setState(funcIdx, loop, ASKED);
        }
        if (second().isKept(funcIdx, loop)) {
            tryToCompile(funcIdx, loop);
        } else if (tier.inBackground) {
            COMPILERS.execute(() -> tryToCompile(funcIdx, loop));
        } else {
            compile(funcIdx, loop);
        }
        return stateOf(funcIdx, loop);
    }

    private void tryToCompile(int funcIdx, int loop) {
        try {
            compile(funcIdx, loop);
        } catch (Throwable refused) {
            // the function stays where it runs; if that was for want of memory, so do others
            setState(funcIdx, loop, REFUSED);
        }
    }

    @Override
    public boolean compile(int funcIdx, int loop) {
        boolean done = second().compile(funcIdx, loop);
        setState(funcIdx, loop, done ? READY : REFUSED);
        if (done) {
            EngineEvents.tierUp(prepared, funcIdx, loop);
        }
        return done;
    }

    @Override
    public int functionsCompiled() {
        ModuleCode known = second;
        return known == null ? 0 : known.functionsCompiled();
    }

    @Override
    public long codeBytes() {
        ModuleCode known = second;
        return known == null ? 0 : known.codeBytes();
    }

    private ModuleCode second() {
        ModuleCode known = second;
        return known != null ? known : prepareSecond();
    }

    private synchronized ModuleCode prepareSecond() {
        if (second == null) {
            second = tier.second.prepareOnDemand(prepared);
        }
        return second;
    }
}
