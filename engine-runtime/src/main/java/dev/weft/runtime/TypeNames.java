package dev.weft.runtime;

import dev.weft.runtime.cache.Digests;
import dev.weft.syntax.ArrayType;
import dev.weft.syntax.CompType;
import dev.weft.syntax.DefType;
import dev.weft.syntax.FieldType;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.HeapType;
import dev.weft.syntax.RefType;
import dev.weft.syntax.StorageType;
import dev.weft.syntax.StructType;
import dev.weft.syntax.SubType;
import dev.weft.syntax.ValType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Names of defined types that mean the same to every process: two types have the same name exactly if they are the
 * same type.
 *
 * <p>Implementation note. A name is the SHA-256 of the type's recursive group in words, and the position in the group.
 * In these words a type of the group itself is its position, any other type its name. Groups may refer to each other in
 * chains as long as a module, so what is still to be described is kept in a list and not on the Java stack.
 */
final class TypeNames {
    /** By the first type of the group. */
    private static final Map<DefType, String> DIGESTS = new WeakHashMap<>();

    private final List<DefType> group;
    private final StringBuilder text = new StringBuilder();
    /** Groups without a name that this one refers to. */
    private final List<List<DefType>> missing = new ArrayList<>();

    private TypeNames(List<DefType> group) {
        this.group = group;
    }

    /** The name of a group: 64 hexadecimal digits. Its members have an underscore and their position behind it. */
    static String of(List<DefType> wanted) {
        synchronized (DIGESTS) {
            Deque<List<DefType>> open = new ArrayDeque<>();
            open.push(wanted);
            while (!open.isEmpty()) {
                List<DefType> group = open.peek();
                TypeNames words = new TypeNames(group);
                if (!DIGESTS.containsKey(group.getFirst())) {
                    group.forEach(member -> words.add(member.unroll()));
                }
                if (!words.missing.isEmpty()) {
                    words.missing.forEach(open::push);
                    continue;
                }
                DIGESTS.computeIfAbsent(group.getFirst(), first ->
                        Digests.sha256(words.text.toString().getBytes(StandardCharsets.US_ASCII)));
                open.pop();
            }
            return DIGESTS.get(wanted.getFirst());
        }
    }

    private void add(SubType type) {
        text.append(type.isFinal() ? "final " : "sub ");
        type.supertypes().forEach(this::add);
        add(type.comp());
        text.append('\n');
    }

    private void add(CompType type) {
        switch (type) {
            case FuncType func -> {
                text.append("func ");
                func.params().forEach(this::add);
                text.append("-> ");
                func.results().forEach(this::add);
            }
            case StructType struct -> {
                text.append("struct ");
                struct.fields().forEach(this::add);
            }
            case ArrayType array -> {
                text.append("array ");
                add(array.field());
            }
        }
    }

    private void add(FieldType field) {
        text.append(field.mutable() ? "mut " : "");
        if (field.storage() instanceof RefType ref) {
            add(ref);
        } else {
            add(field.storage());
        }
    }

    private void add(ValType type) {
        if (type instanceof RefType ref) {
            add(ref);
        } else {
            text.append(type).append(' ');
        }
    }

    private void add(StorageType type) {
        text.append(type).append(' ');
    }

    private void add(RefType type) {
        text.append(type.nullable() ? "null " : "ref ");
        add(type.heap());
    }

    private void add(HeapType type) {
        if (!(type instanceof DefType def)) {
            text.append(type);
        } else if (def.group() == group) {
            text.append(def.index());
        } else if (DIGESTS.containsKey(def.group().getFirst())) {
            text.append(DIGESTS.get(def.group().getFirst())).append('_').append(def.index());
        } else {
            missing.add(def.group());
        }
        text.append(' ');
    }
}
