package dev.weft.fuzz;

import dev.weft.syntax.AbsHeapType;
import dev.weft.syntax.AddrType;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.GlobalType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.PackedType;
import dev.weft.syntax.RecType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.TableType;
import dev.weft.syntax.TypeIdx;
import dev.weft.syntax.TypeSpace;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a generated module consists of besides code: its index spaces. All types in here are closed; {@link #open} says
 * how the module itself writes them.
 */
final class Shape {
    /** The global that counts how many calls may still be made. */
    static final int BUDGET = 0;

    /** A function of the index space. */
    record Callee(FuncType type, DefType defType, boolean imported) {
    }

    final Choices choices;
    final Set<Facet> facets;
    final List<RecType> groups = new ArrayList<>();
    final List<DefType> types = new ArrayList<>();
    final List<Callee> functions = new ArrayList<>();
    final List<TableType> tables = new ArrayList<>();
    final List<MemType> memories = new ArrayList<>();
    final List<GlobalType> globals = new ArrayList<>();
    final List<FuncType> tags = new ArrayList<>();
    final List<RefType> elems = new ArrayList<>();
    final List<byte[]> datas = new ArrayList<>();
    private final TypeSpace space = new TypeSpace();
    private final Map<DefType, Integer> indexOf = new HashMap<>();

    Shape(Choices choices, Set<Facet> allowed) {
        this.choices = choices;
        this.facets = EnumSet.noneOf(Facet.class);
        for (Facet facet : Facet.values()) {
            int times = facet == Facet.GIANTS ? 30 : facet == Facet.HOT_LOOPS || facet == Facet.SMALL_PAGES ? 5 : 2;
            if (choices.oneIn(times) && allowed.contains(facet)) {
                facets.add(facet);
            }
        }
        definedTypes();
        spaces();
    }

    boolean has(Facet facet) {
        return facets.contains(facet);
    }

    // Types

    private void definedTypes() {
        if (!has(Facet.OBJECTS)) {
            return;
        }
        for (int count = 1 + choices.below(4); count > 0; count--) {
            int span = choices.open();
            int size = 1 + choices.below(3);
            int first = space.size();
            List<SubType> members = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                members.add(subType(first, members, size));
            }
            add(new RecType(members));
            choices.close(span);
        }
    }

    private SubType subType(int first, List<SubType> group, int size) {
        boolean isFinal = choices.oneIn(4);
        int above = choices.oneIn(2) && first + group.size() > 0 ? choices.below(first + group.size()) : -1;
        if (above >= 0) {
            SubType parent = above < first ? definition(above) : group.get(above - first);
            if (!parent.isFinal()) {
                return new SubType(isFinal, List.of(new TypeIdx(above)), extended(parent.comp(), first + size));
            }
        }
        CompType comp = switch (choices.below(3)) {
            case 0 -> new StructType(fields(new ArrayList<>(), first + size));
            case 1 -> new ArrayType(field(first + size));
            default -> new FuncType(values(first + size, 3), values(first + size, 2));
        };
        return new SubType(isFinal, List.of(), comp);
    }

    /** The definition as the module writes it. */
    private SubType definition(int typeIdx) {
        int index = typeIdx;
        for (RecType group : groups) {
            if (index < group.types().size()) {
                return group.types().get(index);
            }
            index -= group.types().size();
        }
        throw new IndexOutOfBoundsException(typeIdx);
    }

    private CompType extended(CompType comp, int bound) {
        return comp instanceof StructType struct
                ? new StructType(fields(new ArrayList<>(struct.fields()), bound)) : comp;
    }

    private List<FieldType> fields(List<FieldType> list, int bound) {
        while (list.size() < 8 && choices.weighted(1, 2) == 1) {
            list.add(field(bound));
        }
        return list;
    }

    private FieldType field(int bound) {
        StorageType storage = choices.oneIn(3) ? PackedType.values()[choices.below(2)] : openValue(bound);
        return new FieldType(storage, !choices.oneIn(4));
    }

    private List<ValType> values(int bound, int most) {
        List<ValType> list = new ArrayList<>();
        for (int i = choices.below(most + 1); i > 0; i--) {
            list.add(openValue(bound));
        }
        return list;
    }

    /** A value type as the module writes it, of types up to a bound. */
    private ValType openValue(int bound) {
        if (bound > 0 && choices.oneIn(4)) {
            return RefType.of(!choices.oneIn(3), new TypeIdx(choices.below(bound)));
        }
        return value(false);
    }

    private void add(RecType group) {
        groups.add(group);
        for (DefType type : space.add(group)) {
            indexOf.putIfAbsent(type, types.size());
            types.add(type);
        }
    }

    /** The index of a function type, which is added if there is none yet. */
    int typeIdx(FuncType type) {
        DefType def = DefType.of(type);
        if (!indexOf.containsKey(def)) {
            add(new RecType(List.of(new SubType(true, List.of(), (FuncType) open(type)))));
        }
        return indexOf.get(def);
    }

    int typeIdx(DefType type) {
        return indexOf.get(type);
    }

    /** Types that are structures, arrays or functions. */
    List<DefType> types(AbsHeapType kind) {
        return types.stream().filter(type -> type.kind() == kind).toList();
    }

    // How the module writes closed types

    HeapType open(HeapType type) {
        return type instanceof DefType def ? new TypeIdx(indexOf.get(def)) : type;
    }

    RefType open(RefType type) {
        return RefType.of(type.nullable(), open(type.heap()));
    }

    ValType open(ValType type) {
        return type instanceof RefType ref ? open(ref) : type;
    }

    private CompType open(FuncType type) {
        return new FuncType(type.params().stream().map(this::open).toList(),
                type.results().stream().map(this::open).toList());
    }

    // Choosing types

    /** Any type of numbers, vectors among them, that the module may use. */
    ValType number() {
        return switch (choices.weighted(3, 3, 2, 2, has(Facet.VECTORS) ? 6 : 0)) {
            case 1 -> NumType.I64;
            case 2 -> NumType.F32;
            case 3 -> NumType.F64;
            case 4 -> VecType.V128;
            default -> NumType.I32;
        };
    }

    /** Any value type that the module may use. */
    ValType value() {
        return value(true);
    }

    private ValType value(boolean defined) {
        return switch (choices.weighted(8, 5, 3, 3, has(Facet.VECTORS) ? 6 : 0, 4)) {
            case 1 -> NumType.I64;
            case 2 -> NumType.F32;
            case 3 -> NumType.F64;
            case 4 -> VecType.V128;
            case 5 -> defined ? reference() : RefType.of(!choices.oneIn(5), abstractHeap());
            default -> NumType.I32;
        };
    }

    /** Any reference type that the module may use. */
    RefType reference() {
        boolean refs = has(Facet.FUNCTION_REFERENCES) || has(Facet.OBJECTS);
        List<DefType> usable = types.stream().filter(type -> type.kind() == AbsHeapType.FUNC
                ? has(Facet.FUNCTION_REFERENCES) : has(Facet.OBJECTS)).toList();
        if (!usable.isEmpty() && choices.weighted(2, 3) == 1) {
            return RefType.of(!choices.oneIn(3), usable.get(choices.below(usable.size())));
        }
        return RefType.of(!refs || !choices.oneIn(5), abstractHeap());
    }

    private RefType nullable() {
        return RefType.of(true, reference().heap());
    }

    private AbsHeapType abstractHeap() {
        List<AbsHeapType> heaps = new ArrayList<>(List.of(AbsHeapType.FUNC, AbsHeapType.EXTERN));
        if (has(Facet.OBJECTS)) {
            heaps.addAll(List.of(AbsHeapType.ANY, AbsHeapType.EQ, AbsHeapType.I31, AbsHeapType.STRUCT,
                    AbsHeapType.ARRAY, AbsHeapType.NONE, AbsHeapType.NOFUNC, AbsHeapType.NOEXTERN));
        }
        if (has(Facet.EXCEPTIONS)) {
            heaps.add(AbsHeapType.EXN);
        }
        return heaps.get(choices.below(heaps.size()));
    }

    /** So many value types at most. */
    List<ValType> values(int most) {
        List<ValType> list = new ArrayList<>();
        for (int i = choices.below(most + 1); i > 0; i--) {
            list.add(value());
        }
        return list;
    }

    // Index spaces

    private void spaces() {
        if (has(Facet.HOSTS)) {
            for (int i = 0; i < Hosts.TYPES.size(); i++) {
                function(Hosts.TYPES.get(i), true);
            }
        }
        for (int count = 1 + choices.below(5); count > 0; count--) {
            int span = choices.open();
            List<DefType> defined = types(AbsHeapType.FUNC);
            if (!defined.isEmpty() && choices.oneIn(3)) {
                DefType type = defined.get(choices.below(defined.size()));
                functions.add(new Callee(type.funcType(), type, false));
            } else {
                function(new FuncType(values(5), values(3)), false);
            }
            choices.close(span);
        }
        if (has(Facet.GIANTS) && choices.oneIn(2)) {
            List<ValType> many = new ArrayList<>();
            for (int i = 20 + choices.below(300); i > 0; i--) {
                many.add(value());
            }
            function(new FuncType(many, values(20)), false);
        }
        int memoryCount = has(Facet.MEMORIES) ? 1 + choices.below(3) : choices.weighted(4, 1) == 0 ? 1 : 0;
        for (int i = 0; i < memoryCount; i++) {
            memories.add(memory());
        }
        int tableCount = choices.below(4);
        for (int i = 0; i < tableCount; i++) {
            AddrType addr = has(Facet.MEMORY64) && choices.oneIn(3) ? AddrType.I64 : AddrType.I32;
            RefType element = i == 0 || choices.oneIn(3) ? RefType.FUNCREF : nullable();
            int min = choices.below(12);
            tables.add(new TableType(addr, Limits.of(min, min + choices.below(12)), element));
        }
        globals.add(new GlobalType(NumType.I32, true));
        for (int i = choices.below(6); i > 0; i--) {
            globals.add(new GlobalType(Body.nullable(value()), !choices.oneIn(4)));
        }
        if (has(Facet.EXCEPTIONS) || has(Facet.LEGACY_EXCEPTIONS)) {
            for (int i = 1 + choices.below(3); i > 0; i--) {
                FuncType type = new FuncType(values(3), List.of());
                typeIdx(type);
                tags.add(type);
            }
        }
        for (int i = choices.below(4); i > 0; i--) {
            elems.add(choices.oneIn(2) ? nullable() : RefType.FUNCREF);
        }
        for (int i = choices.below(4); i > 0; i--) {
            byte[] bytes = new byte[choices.below(24)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) choices.below(256);
            }
            datas.add(bytes);
        }
    }

    private void function(FuncType type, boolean imported) {
        typeIdx(type);
        functions.add(new Callee(type, DefType.of(type), imported));
    }

    private MemType memory() {
        AddrType addr = has(Facet.MEMORY64) && choices.oneIn(2) ? AddrType.I64 : AddrType.I32;
        boolean shared = has(Facet.ATOMICS) && choices.oneIn(2);
        if (has(Facet.SMALL_PAGES)) {
            int min = choices.below(300);
            return new MemType(addr, Limits.of(min, min + choices.below(2000)), shared, 0);
        }
        int min = choices.weighted(8, 1, 1);
        min = min == 0 ? 1 : min == 1 ? 0 : 2;
        return new MemType(addr, Limits.of(min, min + choices.below(2)), shared, MemType.DEFAULT_PAGE_SIZE_LOG2);
    }
}
