package dev.weft.fuzz;

import dev.weft.binary.BinaryWriter;
import dev.weft.binary.CodeReader;
import dev.weft.binary.Locals;
import dev.weft.binary.ModuleEncoder;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.GlobalInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.tier.Metering;
import dev.weft.syntax.CustomSection;
import dev.weft.syntax.Export;
import dev.weft.syntax.Expr;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Func;
import dev.weft.syntax.Global;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.WasmModule;
import dev.weft.valid.PlaceSink;
import dev.weft.valid.ValidModule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A module that counts while it runs: how often each function is called and how much fuel its own instructions would
 * burn, or which of its blocks are entered (see {@link Metering} for what a block is).
 *
 * <p>Implementation note. Counters are globals behind all others, exported under names that no compiler gives. In front
 * of a block's first instruction stands what adds to them. Nothing in a body refers to places, so instructions can be
 * put between any two; branch hints do, and are left out.
 */
public final class CountedModule {
    private static final String CALLS = "\u0001calls ";
    private static final String FUEL = "\u0001fuel ";
    private static final String BLOCK = "\u0001block ";

    private final ValidModule valid;
    private final WasmModule module;
    private final BinaryWriter bytes;
    private final List<Global> globals;
    private final List<Export> exports;
    private final int importedGlobals;
    private final List<Set<Opcode>> blocks = new ArrayList<>();
    private byte[] binary;

    private CountedModule(ValidModule valid) {
        this.valid = valid;
        this.module = valid.module();
        this.bytes = new BinaryWriter(3 * module.bytes().length + 16);
        this.globals = new ArrayList<>(module.globals());
        this.exports = new ArrayList<>(module.exports());
        this.importedGlobals = module.importCount(ExternKind.GLOBAL);
    }

    /** Counts calls and fuel of each function. */
    public static CountedModule byFunction(ValidModule valid) {
        CountedModule counted = new CountedModule(valid);
        counted.make(true);
        return counted;
    }

    /** Counts for each block how often it is entered. */
    static CountedModule byBlock(ValidModule valid) {
        CountedModule counted = new CountedModule(valid);
        counted.make(false);
        return counted;
    }

    /** The module. */
    public byte[] binary() {
        return binary;
    }

    /** How often an instance has called a function; 0 for one that is imported. */
    public static long calls(Instance instance, int funcIdx) {
        return count(instance, CALLS + funcIdx);
    }

    /** How much fuel a function's own instructions would have burnt, without what bulk instructions pay for length. */
    public static long fuel(Instance instance, int funcIdx) {
        return count(instance, FUEL + funcIdx);
    }

    /** The rows of the instruction table in blocks that an instance has entered. */
    Set<Opcode> entered(Instance instance) {
        Set<Opcode> rows = EnumSet.noneOf(Opcode.class);
        for (int i = 0; i < blocks.size(); i++) {
            if (count(instance, BLOCK + i) > 0) {
                rows.addAll(blocks.get(i));
            }
        }
        return rows;
    }

    private static long count(Instance instance, String name) {
        return instance.find(name) instanceof GlobalInstance global ? (Long) global.get() : 0;
    }

    private void make(boolean byFunction) {
        bytes.bytes(module.bytes());
        BinaryWriter init = new BinaryWriter();
        init.opcode(Opcode.I64_CONST);
        init.s64(0);
        init.opcode(Opcode.END);
        Expr zero = appended(init);
        int funcIdx = module.importCount(ExternKind.FUNC);
        List<Func> funcs = new ArrayList<>();
        for (Func func : module.funcs()) {
            Blocks found = new Blocks();
            valid.walk(funcIdx, found);
            funcs.add(new Func(func.typeIdx(), byFunction ? counting(func, found, funcIdx, zero)
                    : noting(func, found, zero)));
            funcIdx++;
        }
        List<CustomSection> customs = module.customs().stream()
                .filter(custom -> !custom.name().startsWith("metadata.code")).toList();
        binary = ModuleEncoder.encode(new WasmModule(bytes.toByteArray(), module.recTypes(), module.imports(), funcs,
                module.tables(), module.memories(), module.tags(), globals, exports, module.start(), module.elems(),
                module.dataCount(), module.datas(), customs));
    }

    private int counter(String name, Expr zero) {
        globals.add(new Global(new GlobalType(NumType.I64, true), zero));
        int index = importedGlobals + globals.size() - 1;
        exports.add(new Export(name, ExternKind.GLOBAL, index));
        return index;
    }

    private Expr appended(BinaryWriter writer) {
        int offset = bytes.size();
        bytes.bytes(writer);
        return new Expr(offset, writer.size());
    }

    private Expr counting(Func func, Blocks found, int funcIdx, Expr zero) {
        int calls = counter(CALLS + funcIdx, zero);
        int fuel = counter(FUEL + funcIdx, zero);
        BinaryWriter out = new BinaryWriter();
        int from = locals(func, out);
        add(out, calls, 1);
        for (Block block : found.blocks) {
            if (block.cost > 0) {
                out.bytes(module.bytes(), from, block.place - from);
                add(out, fuel, block.cost);
                from = block.place;
            }
        }
        return rest(func, out, from);
    }

    /** Walks do not tell of nop, which does nothing: it belongs to the block in whose bytes it lies. */
    private void addNops(Func func, Blocks found) {
        CodeReader code = CodeReader.ofBody(module, Locals.read(module, func.code(), valid.features()).body(),
                valid.features());
        int next = 0;
        while (code.hasNext()) {
            Opcode op = code.next();
            while (next < found.blocks.size() && found.blocks.get(next).place <= code.offset()) {
                next++;
            }
            if (op == Opcode.NOP && next > 0) {
                found.blocks.get(next - 1).rows.add(op);
            }
        }
    }

    private Expr noting(Func func, Blocks found, Expr zero) {
        addNops(func, found);
        BinaryWriter out = new BinaryWriter();
        int from = locals(func, out);
        for (Block block : found.blocks) {
            out.bytes(module.bytes(), from, block.place - from);
            add(out, counter(BLOCK + blocks.size(), zero), 1);
            blocks.add(block.rows);
            from = block.place;
        }
        return rest(func, out, from);
    }

    /** Copies the locals; returns where the instructions begin. */
    private int locals(Func func, BinaryWriter out) {
        int start = Locals.read(module, func.code(), valid.features()).body().offset();
        out.bytes(module.bytes(), func.code().offset(), start - func.code().offset());
        return start;
    }

    private Expr rest(Func func, BinaryWriter out, int from) {
        out.bytes(module.bytes(), from, func.code().offset() + func.code().length() - from);
        return appended(out);
    }

    private static void add(BinaryWriter out, int global, long number) {
        out.opcode(Opcode.GLOBAL_GET);
        out.u32(global);
        out.opcode(Opcode.I64_CONST);
        out.s64(number);
        out.opcode(Opcode.I64_ADD);
        out.opcode(Opcode.GLOBAL_SET);
        out.u32(global);
    }

    /** A run of instructions that begins at an offset. */
    private static final class Block {
        final int place;
        final Set<Opcode> rows = EnumSet.noneOf(Opcode.class);
        int cost;

        Block(int place) {
            this.place = place;
        }
    }

    private static final class Blocks extends PlaceSink {
        private final List<Block> blocks = new ArrayList<>();
        private boolean begins = true;

        @Override
        public void at(Opcode op, int offset) {
            switch (op) {
                case ELSE, END, CATCH, CATCH_ALL, DELEGATE -> {
                    // what is put in front of these would belong to what they end
                    if (!blocks.isEmpty()) {
                        blocks.getLast().rows.add(op);
                    }
                }
                default -> {
                    if (begins) {
                        blocks.add(new Block(offset));
                        begins = false;
                    }
                    blocks.getLast().rows.add(op);
                    blocks.getLast().cost += FuelCosts.DEFAULT.of(op);
                }
            }
            begins |= Metering.endsBlock(op);
        }
    }
}
