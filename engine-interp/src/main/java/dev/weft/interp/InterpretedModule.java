package dev.weft.interp;

import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Polling;
import dev.weft.runtime.tier.Promotion;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.TypeSpace;
import dev.weft.valid.ValidModule;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A module's pre-decoded functions, shared by its instances. Safe for any thread.
 *
 * <p>A function is pre-decoded on its first call in any instance; two threads that call it first at the same time may
 * both do so, and one result is kept.
 */
final class InterpretedModule implements ModuleCode {
    private static final VarHandle BODIES = MethodHandles.arrayElementVarHandle(int[][].class);

    final ValidModule module;
    final int imports;
    /** What instructions cost, or null. */
    final FuelCosts costs;
    private final AtomicReferenceArray<Code> codes;
    /** The operations of each function, or null. */
    final int[][] bodies;
    final Polling polling;
    private final Map<Integer, int[]> places = new ConcurrentHashMap<>();
    /** Whether functions run here until this tier hands them over; else calls go by the module's function instances. */
    final boolean alone;
    /** Whom to ask for better code, or null. */
    final Promotion promotion;

    InterpretedModule(PreparedModule prepared, Promotion promotion) {
        this.module = prepared.valid();
        this.polling = prepared.polling();
        this.costs = prepared.engine().fuelCosts();
        this.alone = prepared.engine().tierName().equals("interp") || promotion != null;
        this.promotion = promotion;
        this.imports = module.module().importCount(ExternKind.FUNC);
        this.codes = new AtomicReferenceArray<>(module.module().funcs().size());
        this.bodies = new int[codes.length()][];
        polling.follow(this::bendAll);
    }

    @Override
    public EntryPoint link(ModuleInstance instance, int funcIdx) {
        return function(instance, funcIdx - imports);
    }

    InterpretedFunction function(ModuleInstance instance, int index) {
        InterpretedFunction[] siblings = (InterpretedFunction[]) instance.tierData;
        if (siblings == null) {
            siblings = new InterpretedFunction[codes.length()];
            instance.tierData = siblings;
        }
        InterpretedFunction function = siblings[index];
        if (function == null) {
            function = new InterpretedFunction(this, instance, siblings, index);
            siblings[index] = function;
        }
        return function;
    }

    /** The offset in the binary of the instruction that covers a pc; a function's places are kept once asked for. */
    int offsetOf(int index, int pc) {
        int[] pairs = places.computeIfAbsent(index, unused -> Predecoder.places(this, index + imports));
        int low = 0;
        int high = pairs.length / 2;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (pairs[2 * middle] <= pc) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return pairs[2 * low + 1];
    }

    Code code(int index) {
        Code code = codes.get(index);
        if (code == null) {
            code = Predecoder.predecode(this, index + imports);
            if (codes.compareAndSet(index, null, code)) {
                code.bend();
                BODIES.setRelease(bodies, index, code.ints);
            } else {
                code = codes.get(index);
            }
        }
        return code;
    }

    /** A number for a type: the same for the same type. */
    int typeNumber(DefType type) {
        TypeSpace types = module.types();
        int number = 0;
        while (types.get(number) != type) {
            number++;
        }
        return number;
    }

    private void bendAll() {
        for (int i = 0; i < codes.length(); i++) {
            Code code = codes.get(i);
            if (code != null) {
                code.bend();
            }
        }
    }
}
