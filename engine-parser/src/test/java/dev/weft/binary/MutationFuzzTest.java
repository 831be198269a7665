package dev.weft.binary;

import static dev.weft.binary.Binaries.PREAMBLE;
import static dev.weft.binary.Binaries.bytes;
import static dev.weft.binary.Binaries.custom;
import static dev.weft.binary.Binaries.hex;
import static dev.weft.binary.Binaries.name;
import static dev.weft.binary.Binaries.section;
import static dev.weft.binary.Binaries.sized;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.WasmModule;
import dev.weft.valid.InvalidException;
import dev.weft.valid.ModuleValidator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated modules are malformed, invalid or valid, and nothing else; none takes long or much memory. */
class MutationFuzzTest {
    private static final long ALLOCATION_PER_BYTE = 64;
    private static final long ALLOCATION_AT_LEAST = 8 << 20;
    private static final long HANG_SECONDS = 30;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void ownModules_unchanged_areMostlyValid() {
        int valid = 0;
        List<byte[]> modules = ownModules();
        for (byte[] module : modules) {
            valid += run(module, "own module") ? 1 : 0;
        }
        assertTrue(valid > modules.size() * 9 / 10, valid + " of " + modules.size());
    }

    @Test
    void ownModules_mutated_areMalformedOrInvalidOrValid() {
        fuzz(ownModules(), 3_000, 1);
    }

    @Test
    @Tag("full")
    void realModules_mutated_areMalformedOrInvalidOrValid() throws IOException {
        List<byte[]> modules = List.copyOf(RealModules.all().values());
        fuzz(modules, 100_000, 2);
    }

    @Test
    void counts_hugeAndNested_allocateNothingBig() {
        String size = "80808002";
        String count = "8080c001";
        byte[] garbage = new byte[4 << 20];
        Arrays.fill(garbage, (byte) 0xFF);
        for (String start : new String[] {
            "01" + size + count + "4e" + count + "50" + count, "01" + size + count + "4e" + count + "60" + count,
            "01" + size + count + "5f" + count, "02" + size + count, "03" + size + count, "07" + size + count,
            "09" + size + count + "01 00" + count, "09" + size + count + "05 70" + count, "0a" + size + count,
            "0b" + size + count
        }) {
            byte[] head = bytes(PREAMBLE + start);
            byte[] module = Arrays.copyOf(head, head.length + garbage.length);
            System.arraycopy(garbage, 0, module, head.length, garbage.length);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            String message = assertThrows(MalformedException.class, () -> ModuleDecoder.decode(module, Features.ALL))
                    .getMessage();
            assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before < 1 << 20, start);
            assertTrue(Integer.decode(message.replaceAll(".*offset (.*)\\)", "$1")) >= head.length, message);
        }
    }

    private static void fuzz(List<byte[]> modules, int count, long seed) {
        Mutator mutator = new Mutator(new SplittableRandom(seed));
        for (int i = 0; i < count; i++) {
            byte[] bytes = mutator.mutate(modules.get(i % modules.size()));
            run(bytes, "mutation " + i + " of seed " + seed);
        }
    }

    /** Whether a module is valid; fails the test if it makes trouble. */
    private static boolean run(byte[] bytes, String label) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        long started = System.nanoTime();
        boolean valid = false;
        try {
            valid = validate(bytes);
        } catch (RuntimeException | Error e) {
            fail(label + ": " + e + (bytes.length < 2_000 ? " on " + hex(bytes) : ""), e);
        }
        long limit = ALLOCATION_AT_LEAST + ALLOCATION_PER_BYTE * bytes.length;
        if (THREADS.getCurrentThreadAllocatedBytes() - allocated > limit) {
            fail(label + " allocates more than " + limit + " bytes");
        }
        if (System.nanoTime() - started > TimeUnit.SECONDS.toNanos(HANG_SECONDS)) {
            fail(label + " takes more than " + HANG_SECONDS + " s");
        }
        return valid;
    }

    private static boolean validate(byte[] bytes) {
        WasmModule module;
        try {
            module = ModuleDecoder.decode(bytes, Features.ALL);
            ModuleValidator.validate(module, Features.ALL, Runnable::run, 1);
        } catch (MalformedException | InvalidException e) {
            return false;
        }
        NameSection names = NameSection.of(module);
        for (NameSection.Kind kind : NameSection.Kind.values()) {
            names.name(kind, 1);
            names.name(kind, 0, 1);
        }
        BranchHints.of(module);
        byte[] encoded = ModuleEncoder.encode(module);
        assertArrayEquals(encoded, ModuleEncoder.encode(ModuleDecoder.decode(encoded, Features.ALL)));
        return true;
    }

    /** A module for each instruction that is not the half of a block, with something of everything around it. */
    private static List<byte[]> ownModules() {
        String before = PREAMBLE
                + section(Section.TYPE, "04 60 00 00  5f 01 7f 01  5e 7f 01  5e 70 01")
                + section(Section.IMPORT, "01" + name("m") + name("f") + "00 00")
                + section(Section.FUNCTION, "02 00 00")
                + section(Section.TABLE, "01 70 00 01")
                + section(Section.MEMORY, "01 03 01 02")
                + section(Section.TAG, "01 00 00")
                + section(Section.GLOBAL, "01 7f 01 41 05 0b")
                + section(Section.EXPORT, "02" + name("f") + "00 00" + name("mem") + "02 00")
                + section(Section.START, "01")
                + section(Section.ELEMENT, "03 00 41 00 0b 01 00  05 70 01 d2 01 0b  03 00 01 02")
                + section(Section.DATA_COUNT, "01");
        String after = section(Section.DATA, "01 01 02 abcd")
                + custom(NameSection.NAME, "01" + sized("01 00" + name("f"))
                        + "02" + sized("01 00 01 00" + name("x")))
                + custom(BranchHints.NAME, "01 01 01 03 01 00");
        List<byte[]> modules = new ArrayList<>();
        for (Opcode op : Opcode.values()) {
            boolean ofBlock = switch (op) {
                case ELSE, END, CATCH, CATCH_ALL, RETHROW, DELEGATE -> true;
                default -> false;
            };
            if (!ofBlock) {
                String body = "01 02 7f 00" + hex(instruction(op)) + "00 0b";
                String legacy = "00 06 40 0f 07 00 0f 19 0b 06 40 18 00 0b";
                modules.add(bytes(before + section(Section.CODE, "02" + sized(body) + sized(legacy)) + after));
            }
        }
        return modules;
    }

    private static byte[] instruction(Opcode op) {
        BinaryWriter out = new BinaryWriter();
        out.opcode(op);
        int index = switch (op) {
            case STRUCT_NEW, STRUCT_NEW_DEFAULT, STRUCT_GET, STRUCT_SET -> 1;
            case ARRAY_NEW_ELEM, ARRAY_INIT_ELEM -> 3;
            default -> op.feature() == Feature.GC && op.mnemonic().startsWith("array") ? 2 : 0;
        };
        switch (op) {
            case STRUCT_GET, STRUCT_SET, ARRAY_NEW_DATA, ARRAY_INIT_DATA, ARRAY_NEW_ELEM, ARRAY_INIT_ELEM -> {
                out.u32(index);
                out.u32(0);
            }
            default -> InstructionSamples.immediates(out, op.immediates(), index);
        }
        switch (op) {
            case BLOCK, LOOP, IF, TRY, TRY_TABLE -> out.opcode(Opcode.END);
            default -> {
            }
        }
        return out.toByteArray();
    }
}
