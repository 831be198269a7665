package dev.weft.host;

import dev.weft.runtime.HostFunction;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.ValType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an ABI supplies in one version: functions that serve every guest, and memories that each guest gets anew.
 *
 * <p>Threads: one at a time.
 */
public final class ImportTable {
    /** Types by their letters; those of the code that asks, so there are not many. */
    private static final Map<String, FuncType> TYPES = new ConcurrentHashMap<>();

    private final Map<Key, Object> entries = new LinkedHashMap<>();

    /** An import's two names. */
    record Key(String module, String name) {
    }

    /** A function. */
    record Function(FuncType type, HostFunction body) {
    }

    /** A memory that each guest gets anew; if its type is shared: the one among the guest's settings. */
    record Memory(MemType type) {
    }

    /** An empty table. */
    public ImportTable() {
    }

    /** Supplies a function. */
    public ImportTable function(String module, String name, FuncType type, HostFunction body) {
        return put(module, name, new Function(Objects.requireNonNull(type), Objects.requireNonNull(body)));
    }

    /**
     * Supplies a function.
     *
     * @param signature its type, a letter for each value: {@code i} is i32, {@code I} i64, {@code f} f32, {@code F}
     *        f64; parameters, and behind a colon results: {@code "ii:i"}, {@code ":I"}, {@code "i"}
     */
    public ImportTable function(String module, String name, String signature, HostFunction body) {
        return function(module, name, type(signature), body);
    }

    /**
     * Supplies a memory, made for each guest that imports it: at least of the minimum given here and of the one that
     * the guest asks for, at most of the maximum.
     */
    public ImportTable memory(String module, String name, MemType type) {
        if (type.shared()) {
            throw new IllegalArgumentException("a shared memory is not made for one guest");
        }
        return put(module, name, new Memory(type));
    }

    /**
     * Supplies the shared {@link dev.weft.runtime.memory.MemoryInstance} that a guest has among its settings ({@link
     * GuestOptions#with}), to guests that ask for one which is nowhere larger than this type.
     */
    public ImportTable sharedMemory(String module, String name, MemType largest) {
        if (!largest.shared()) {
            throw new IllegalArgumentException("not a shared memory");
        }
        return put(module, name, new Memory(largest));
    }

    private ImportTable put(String module, String name, Object entry) {
        if (entries.put(new Key(Objects.requireNonNull(module), Objects.requireNonNull(name)), entry) != null) {
            throw new IllegalArgumentException("supplied twice: \"" + module + "\" \"" + name + '"');
        }
        return this;
    }

    /** The function type that {@link #function(String, String, String, HostFunction)} takes as letters. */
    public static FuncType type(String signature) {
        return TYPES.computeIfAbsent(signature, ImportTable::parse);
    }

    private static FuncType parse(String signature) {
        int colon = signature.indexOf(':');
        return colon < 0 ? new FuncType(values(signature), List.of())
                : new FuncType(values(signature.substring(0, colon)), values(signature.substring(colon + 1)));
    }

    private static List<ValType> values(String letters) {
        List<ValType> types = new ArrayList<>(letters.length());
        for (int i = 0; i < letters.length(); i++) {
            types.add(switch (letters.charAt(i)) {
                case 'i' -> NumType.I32;
                case 'I' -> NumType.I64;
                case 'f' -> NumType.F32;
                case 'F' -> NumType.F64;
                default -> throw new IllegalArgumentException("no letter of a type in " + letters);
            });
        }
        return types;
    }

    /** The number of imports. */
    public int size() {
        return entries.size();
    }

    /** Whether there is an import of two names. */
    public boolean supplies(String module, String name) {
        return entries.containsKey(new Key(module, name));
    }

    /** The imports with their types, one a line, in order: {@code "oxide" "api_log" func [i32 i32] -> []}. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>(entries.size());
        entries.forEach((key, entry) -> lines.add('"' + key.module() + "\" \"" + key.name() + "\" " + show(entry)));
        return lines;
    }

    static String show(Object entry) {
        return switch (entry) {
            case Function function -> "func " + function.type();
            case Memory memory -> "memory " + memory.type().limits()
                    + (memory.type().shared() ? " shared" : "");
            default -> throw new AssertionError(entry);
        };
    }

    Set<Map.Entry<Key, Object>> entries() {
        return entries.entrySet();
    }

    Object find(String module, String name) {
        return entries.get(new Key(module, name));
    }
}
