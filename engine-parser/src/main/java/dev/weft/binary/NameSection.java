package dev.weft.binary;

import dev.weft.syntax.CustomSection;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.WasmModule;
import java.util.Arrays;

/**
 * The names that a module's {@code name} section gives to its parts, for people to read.
 *
 * <p>Names are looked up in the bytes when they are asked for; only an index of each kind asked for is kept. A custom
 * section cannot make a module malformed: where the section is, the names behind that place are missing. Every method
 * answers null for what has no name. Safe for any thread.
 *
 * @see <a href="https://webassembly.github.io/spec/core/appendix/custom.html#name-section">Name section</a>
 */
public final class NameSection {
    /** The name of the custom section. */
    public static final String NAME = "name";

    /** The kinds of names; the ordinal is the id of the subsection. */
    public enum Kind {
        MODULE, FUNCTION, LOCAL, LABEL, TYPE, TABLE, MEMORY, GLOBAL, ELEM, DATA, FIELD, TAG
    }

    private static final Kind[] KINDS = Kind.values();
    private static final Index EMPTY = new Index(new long[0]);

    private final byte[] bytes;
    private final int[] starts = new int[KINDS.length];
    private final int[] ends = new int[KINDS.length];
    private final Index[] indices = new Index[KINDS.length];
    private Inner inner = new Inner(null, -1, EMPTY);

    private NameSection(WasmModule module) {
        bytes = module.bytes();
        CustomSection section = module.custom(NAME);
        if (section != null) {
            try {
                locate(reader(section.offset(), section.offset() + section.length()));
            } catch (MalformedException _) {
                // The subsections found so far are good.
            }
        }
    }

    /** The names of a module; there are none if it has no name section. */
    public static NameSection of(WasmModule module) {
        return new NameSection(module);
    }

    private void locate(TypeReader in) {
        while (in.remaining() > 0) {
            int id = in.u8();
            int length = in.length();
            int start = in.position;
            in.skip(length);
            if (id < KINDS.length && starts[id] == 0) {
                starts[id] = start;
                ends[id] = in.position;
            }
        }
    }

    /** Whether there are names of a kind. */
    public boolean has(Kind kind) {
        return starts[kind.ordinal()] != 0;
    }

    /** The name of the module. */
    public String module() {
        int start = starts[Kind.MODULE.ordinal()];
        return start == 0 ? null : nameAt(start, ends[Kind.MODULE.ordinal()]);
    }

    /** The name of a function. */
    public String function(int funcIdx) {
        return name(Kind.FUNCTION, funcIdx);
    }

    /** The name of a local variable or parameter of a function. */
    public String local(int funcIdx, int localIdx) {
        return name(Kind.LOCAL, funcIdx, localIdx);
    }

    /** The name of something in an index space of its own: all kinds but modules, locals, labels and fields. */
    public String name(Kind kind, int index) {
        return nameAt(index(kind).find(index), ends[kind.ordinal()]);
    }

    /**
     * The name of something inside something else.
     *
     * @param kind  locals (of a function), labels (of a function, counted in the order of the blocks) or fields
     *              (of a type)
     * @param outer the index of the function or type
     * @param index the index in there
     */
    public String name(Kind kind, int outer, int index) {
        Inner known = inner;
        if (known.kind != kind || known.outer != outer) {
            int start = index(kind).find(outer);
            known = new Inner(kind, outer, start < 0 ? EMPTY : read(reader(start, ends[kind.ordinal()]), false));
            inner = known;
        }
        return nameAt(known.index.find(index), ends[kind.ordinal()]);
    }

    private Index index(Kind kind) {
        int id = kind.ordinal();
        Index index = indices[id];
        if (index == null) {
            boolean nested = kind == Kind.LOCAL || kind == Kind.LABEL || kind == Kind.FIELD;
            index = starts[id] == 0 ? EMPTY : read(reader(starts[id], ends[id]), nested);
            indices[id] = index;
        }
        return index;
    }

    private static Index read(TypeReader in, boolean nested) {
        long[] entries = {};
        int size = 0;
        try {
            int count = in.length();
            while (size < count) {
                if (size == entries.length) {
                    entries = Arrays.copyOf(entries, Math.max(16, 2 * size));
                }
                long index = Integer.toUnsignedLong(in.u32());
                long offset = in.position;
                if (nested) {
                    skipNames(in);
                } else {
                    in.skip(in.length());
                }
                entries[size++] = index << 32 | offset;
            }
        } catch (MalformedException _) {
            // The entries found so far are good.
        }
        entries = Arrays.copyOf(entries, size);
        Arrays.sort(entries);
        return new Index(entries);
    }

    private static void skipNames(TypeReader in) {
        for (int count = in.length(); count > 0; count--) {
            in.u32();
            in.skip(in.length());
        }
    }

    private String nameAt(int offset, int end) {
        if (offset < 0) {
            return null;
        }
        try {
            return reader(offset, end).name();
        } catch (MalformedException _) {
            return null;
        }
    }

    private TypeReader reader(int start, int end) {
        return new TypeReader(bytes, start, end, Features.ALL);
    }

    /** Index and offset of each entry as the halves of a long, ascending. */
    private record Index(long[] entries) {

        /** The offset of the first entry of an index, or -1. */
        int find(int index) {
            long key = Integer.toUnsignedLong(index) << 32;
            int at = Arrays.binarySearch(entries, key);
            int place = at < 0 ? -at - 1 : at;
            return place < entries.length && entries[place] >>> 32 == key >>> 32 ? (int) entries[place] : -1;
        }
    }

    /** The names inside what was asked for last. */
    private record Inner(Kind kind, int outer, Index index) {
    }
}
