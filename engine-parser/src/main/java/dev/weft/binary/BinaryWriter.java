package dev.weft.binary;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.BotType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RecIdx;
import dev.weft.syntax.RecType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TagType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeUse;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A growing row of bytes with a method for each production of the binary format.
 *
 * <p>Everything is written in its shortest form. Types are written as a module holds them, with {@link TypeIdx} for
 * what the type section defines; closed types ({@link DefType}) have no binary form. What has a size in front (a
 * section, a function's code) is written to a writer of its own first, then passed to {@link #sized}
 * or {@link #section}. Not for several threads.
 *
 * @see <a href="https://webassembly.github.io/spec/core/binary/index.html">Binary format</a>
 */
public final class BinaryWriter {
    private byte[] bytes;
    private int size;

    /** An empty writer. */
    public BinaryWriter() {
        this(64);
    }

    /** An empty writer with room for so many bytes before it has to grow. */
    public BinaryWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** How many bytes have been written. */
    public int size() {
        return size;
    }

    /** A copy of what has been written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** One byte, of which the low eight bits count. */
    public void u8(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    /** All bytes of an array. */
    public void bytes(byte[] source) {
        bytes(source, 0, source.length);
    }

    /** A range of an array. */
    public void bytes(byte[] source, int offset, int length) {
        room(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** All bytes of another writer. */
    public void bytes(BinaryWriter source) {
        bytes(source.bytes, 0, source.size);
    }

    /** An unsigned 32-bit integer in LEB128. */
    public void u32(int value) {
        u64(Integer.toUnsignedLong(value));
    }

    /** An unsigned 64-bit integer in LEB128. */
    public void u64(long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            u8((int) rest | 0x80);
            rest >>>= 7;
        }
        u8((int) rest);
    }

    /** A signed 32-bit integer in LEB128. */
    public void s32(int value) {
        s64(value);
    }

    /** A signed 33-bit integer in LEB128. */
    public void s33(long value) {
        s64(value);
    }

    /** A signed 64-bit integer in LEB128. */
    public void s64(long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            u8((int) rest | 0x80);
            rest >>= 7;
        }
        u8((int) rest & 0x7F);
    }

    /** The raw bits of an f32, or any four bytes, little-endian. */
    public void f32(int bits) {
        for (int i = 0; i < 32; i += 8) {
            u8(bits >>> i);
        }
    }

    /** The raw bits of an f64, or any eight bytes, little-endian. */
    public void f64(long bits) {
        for (int i = 0; i < 64; i += 8) {
            u8((int) (bits >>> i));
        }
    }

    /** The raw bits of a v128, little-endian. */
    public void v128(long low, long high) {
        f64(low);
        f64(high);
    }

    /** A name: its length in bytes and its UTF-8 encoding. */
    public void name(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        u32(utf8.length);
        bytes(utf8);
    }

    /** A vector of indices. */
    public void indices(int... indices) {
        u32(indices.length);
        for (int index : indices) {
            u32(index);
        }
    }

    /** The code of an instruction, with its prefix if it has one; its immediates are the caller's to write. */
    public void opcode(Opcode op) {
        int prefix = op.code() >>> 16;
        if (prefix == 0) {
            u8(op.code());
        } else {
            u8(prefix);
            u32(op.code() & 0xFFFF);
        }
    }

    /** The immediate of a memory access: alignment as base-2 logarithm, offset, memory. */
    public void memarg(int alignLog2, long offset, int memIdx) {
        if (memIdx == 0) {
            u32(alignLog2);
        } else {
            u32(alignLog2 | 0x40);
            u32(memIdx);
        }
        u64(offset);
    }

    /** A block type without parameters; {@code result} is null if there is no result either. */
    public void blockType(ValType result) {
        if (result == null) {
            u8(0x40);
        } else {
            valType(result);
        }
    }

    /** A block type by index into the type section. */
    public void blockType(int typeIdx) {
        s33(Integer.toUnsignedLong(typeIdx));
    }

    /** A value type. */
    public void valType(ValType type) {
        switch (type) {
            case NumType num -> u8(0x7F - num.ordinal());
            case VecType _ -> u8(0x7B);
            case RefType ref -> refType(ref);
            case BotType _ -> throw new IllegalArgumentException("the bottom type has no binary form");
        }
    }

    /** A vector of value types. */
    public void valTypes(List<ValType> types) {
        u32(types.size());
        for (ValType type : types) {
            valType(type);
        }
    }

    /** A reference type. */
    public void refType(RefType type) {
        if (!(type.nullable() && type.heap() instanceof AbsHeapType)) {
            u8(type.nullable() ? 0x63 : 0x64);
        }
        heapType(type.heap());
    }

    /** A heap type. */
    public void heapType(HeapType type) {
        switch (type) {
            case AbsHeapType abs -> u8(abs.code());
            case TypeIdx idx -> s33(Integer.toUnsignedLong(idx.index()));
            case DefType def -> throw new IllegalArgumentException("a closed type has no binary form: " + def);
            case RecIdx rec -> throw new IllegalArgumentException("a closed type has no binary form: " + rec);
        }
    }

    /** A storage type: a value type or i8, i16. */
    public void storageType(StorageType type) {
        switch (type) {
            case ValType value -> valType(value);
            case PackedType packed -> u8(0x78 - packed.ordinal());
        }
    }

    /** A field type. */
    public void fieldType(FieldType type) {
        storageType(type.storage());
        u8(type.mutable() ? 1 : 0);
    }

    /** A composite type. */
    public void compType(CompType type) {
        switch (type) {
            case FuncType func -> {
                u8(0x60);
                valTypes(func.params());
                valTypes(func.results());
            }
            case StructType struct -> {
                u8(0x5F);
                u32(struct.fields().size());
                struct.fields().forEach(this::fieldType);
            }
            case ArrayType array -> {
                u8(0x5E);
                fieldType(array.field());
            }
        }
    }

    /** A type definition; a final one without supertypes is its composite type alone. */
    public void subType(SubType type) {
        if (!type.isFinal() || !type.supertypes().isEmpty()) {
            u8(type.isFinal() ? 0x4F : 0x50);
            u32(type.supertypes().size());
            for (HeapType above : type.supertypes()) {
                u32(((TypeIdx) above).index());
            }
        }
        compType(type.comp());
    }

    /** A recursive group; a group of one is its definition alone. */
    public void recType(RecType type) {
        if (type.types().size() != 1) {
            u8(0x4E);
            u32(type.types().size());
        }
        type.types().forEach(this::subType);
    }

    /** A table type. */
    public void tableType(TableType type) {
        refType(type.element());
        limits(type.limits(), type.addr(), 0);
    }

    /** A memory type. */
    public void memType(MemType type) {
        boolean ownPageSize = type.pageSizeLog2() != MemType.DEFAULT_PAGE_SIZE_LOG2;
        limits(type.limits(), type.addr(), (type.shared() ? 2 : 0) | (ownPageSize ? 8 : 0));
        if (ownPageSize) {
            u32(type.pageSizeLog2());
        }
    }

    private void limits(Limits limits, AddrType addr, int flags) {
        u8(flags | (limits.hasMax() ? 1 : 0) | (addr == AddrType.I64 ? 4 : 0));
        u64(limits.min());
        if (limits.hasMax()) {
            u64(limits.max());
        }
    }

    /** A global type. */
    public void globalType(GlobalType type) {
        valType(type.value());
        u8(type.mutable() ? 1 : 0);
    }

    /** A tag type. */
    public void tagType(TagType type) {
        u8(0);
        u32(((TypeIdx) type.type()).index());
    }

    /** An external type with its kind in front, as imports have it. */
    public void externType(ExternType type) {
        u8(type.kind().ordinal());
        switch (type) {
            case TypeUse use -> u32(((TypeIdx) use.type()).index());
            case TableType table -> tableType(table);
            case MemType memory -> memType(memory);
            case GlobalType global -> globalType(global);
            case TagType tag -> tagType(tag);
        }
    }

    /** Contents with their size in front. */
    public void sized(BinaryWriter contents) {
        u32(contents.size);
        bytes(contents);
    }

    /** The magic number and the version that every module begins with. */
    public void preamble() {
        bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    }

    /** A section: its id (see {@link Section}), its size, its contents. */
    public void section(int id, BinaryWriter contents) {
        u8(id);
        sized(contents);
    }

    /** A custom section of a name. */
    public void customSection(String name, BinaryWriter contents) {
        BinaryWriter section = new BinaryWriter(contents.size + name.length() + 8);
        section.name(name);
        section.bytes(contents);
        section(Section.CUSTOM, section);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
        }
    }
}
