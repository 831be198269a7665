package dev.weft.syntax;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A defined type: one member of a recursive group, in canonical form.
 *
 * <p>Two definitions are the same type exactly when their groups have the same structure, in whatever module they
 * were written. Groups are interned for the whole process, so sameness is identity ({@code ==}) and subtyping is one
 * array look-up in the display of supertypes.
 *
 * <p>Implementation note: a group's key is its {@link RecType} in which references to the group itself are
 * {@link RecIdx} and all others are already {@code DefType}s, so keys are finite trees. The table holds groups
 * weakly; a group lives as long as one of its members is in use.
 *
 * @see <a href="https://webassembly.github.io/spec/core/valid/conventions.html#defined-types">Defined types</a>
 */
public final class DefType implements HeapType {

    private static final ConcurrentHashMap<RecType, GroupReference> GROUPS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<Group> QUEUE = new ReferenceQueue<>();

    private final Group group;
    private final int index;
    private SubType unrolled;
    private DefType[] display;

    private DefType(Group group, int index) {
        this.group = group;
        this.index = index;
    }

    /**
     * The members of a recursive group, given in canonical key form.
     *
     * @param key references into the group as {@link RecIdx}, all others as {@link DefType}
     */
    static DefType[] intern(RecType key) {
        for (Reference<?> stale; (stale = QUEUE.poll()) != null; ) {
            GROUPS.remove(((GroupReference) stale).key, stale);
        }
        while (true) {
            GroupReference known = GROUPS.get(key);
            Group group = known == null ? null : known.get();
            if (group != null) {
                return group.members;
            }
            Group fresh = new Group(key);
            GroupReference reference = new GroupReference(key, fresh);
            boolean won = known == null
                    ? GROUPS.putIfAbsent(key, reference) == null
                    : GROUPS.replace(key, known, reference);
            if (won) {
                return fresh.members;
            }
        }
    }

    /** The defined type of a function type on its own: final, without supertypes. */
    public static DefType of(FuncType type) {
        return intern(new RecType(List.of(new SubType(true, List.of(), type))))[0];
    }

    /** The definition with every index closed. */
    public SubType unroll() {
        return unrolled;
    }

    /** The composite type it defines, closed. */
    public CompType expand() {
        return unrolled.comp();
    }

    /** The function type it defines; asks that it defines one. */
    public FuncType funcType() {
        return (FuncType) unrolled.comp();
    }

    /** The abstract heap type directly above it: func, struct or array. */
    public AbsHeapType kind() {
        return unrolled.comp().kind();
    }

    /** The declared supertype, or null. */
    public DefType superType() {
        return display.length > 1 ? display[display.length - 2] : null;
    }

    /** How many declared supertypes are above it. */
    public int depth() {
        return display.length - 1;
    }

    /** Whether it is {@code other} or declares it among its supertypes. */
    public boolean isSubtypeOf(DefType other) {
        if (this == other) {
            return true;
        }
        int depth = other.display.length - 1;
        return depth < display.length && display[depth] == other;
    }

    /** A short description; the types inside, which may lead back here, are not shown. */
    @Override
    public String toString() {
        return switch (expand()) {
            case FuncType func -> "(func of " + func.params().size() + " -> " + func.results().size() + ")";
            case StructType struct -> "(struct of " + struct.fields().size() + ")";
            case ArrayType array ->
                    "(array of " + (array.field().storage() instanceof RefType ? "ref" : array.field().storage()) + ")";
        };
    }

    /** The interned group; members keep it, and with it each other, alive. */
    private static final class Group {
        final DefType[] members;
        final List<DefType> all;

        Group(RecType key) {
            members = new DefType[key.types().size()];
            for (int i = 0; i < members.length; i++) {
                members[i] = new DefType(this, i);
            }
            all = List.of(members);
            for (int i = 0; i < members.length; i++) {
                members[i].unrolled = TypeSpace.substitute(key.types().get(i),
                        heap -> heap instanceof RecIdx rec ? members[rec.index()] : heap);
            }
            for (DefType member : members) {
                member.display = member.computeDisplay();
            }
        }
    }

    private DefType[] computeDisplay() {
        if (display != null) {
            return display;
        }
        if (unrolled.supertypes().isEmpty()) {
            return new DefType[] {this};
        }
        DefType[] above = ((DefType) unrolled.supertypes().getFirst()).computeDisplay();
        DefType[] own = java.util.Arrays.copyOf(above, above.length + 1);
        own[above.length] = this;
        return own;
    }

    /** The position of this type in its group. */
    public int index() {
        return index;
    }

    /** All members of the recursive group it belongs to, itself included, in order. */
    public List<DefType> group() {
        return group.all;
    }

    private static final class GroupReference extends WeakReference<Group> {
        final RecType key;

        GroupReference(RecType key, Group group) {
            super(group, QUEUE);
            this.key = key;
        }
    }
}
