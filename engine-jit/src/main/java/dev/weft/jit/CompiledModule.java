package dev.weft.jit;

import dev.weft.binary.CodeReader;
import dev.weft.jit.vector.VectorApi;
import dev.weft.runtime.LimitExceededException;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.cache.CachedModule;
import dev.weft.runtime.compiled.ControlSupport;
import dev.weft.runtime.compiled.EmittedModule;
import dev.weft.runtime.compiled.EmittedNames;
import dev.weft.runtime.compiled.SourceLines;
import dev.weft.runtime.tier.EngineEvents;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Promotion;
import dev.weft.runtime.tier.Tier;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Opcode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.objectweb.asm.ClassTooLargeException;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A module's compiled functions, shared by its instances. Safe for any thread.
 *
 * <p>Implementation note. Functions are static methods of classes {@code C…} in a class loader of the module's own, a
 * long function in a class of its own, short neighbours together. Nothing is compiled before the JVM resolves a
 * call of it: a class is emitted when the loader is asked for it. So a call between two functions is a plain static
 * call, which C2 may inline, whatever classes they are in.
 */
final class CompiledModule extends EmittedModule {
    /** HotSpot compiles no method over 8,000 bytes; tests set less. */
    static final int MOST_BYTES = Integer.getInteger("weft.jit.mostBytes", 7_900);
    /** After how many rounds of loops around calls of regions a method is left and entered again, see {@link Plan}. */
    static final int MOST_ROUNDS = Integer.getInteger("weft.jit.mostRounds", 5_000);
    private static final int MOST_CANDIDATES = 4;
    private static final int LONG_BODY = 400;
    private static final int GROUP = 3_000;
    /** What makes at most about the 325 bytes of bytecode that HotSpot inlines where it is hot. */
    private static final int SMALL = 150;
    /** The ways into so many imports a function may keep in variables. */
    private static final int MOST_KEPT_IMPORTS = 4;

    /** In the cache, before the name of a class that needs the Vector API: a mark with nothing in it. */
    private static final String VECTORS = "vectors ";

    /** What the classes are for. */
    enum Use {
        /** Functions are compiled when they are first called. */
        WHOLE,
        /** Functions are compiled when somebody asks for it. */
        ON_DEMAND,
        /** Another JVM is to run them, of which nothing is known. */
        ELSEWHERE
    }

    /** Whether memory may be accessed by native address. */
    final boolean usesUnsafe;
    /** Whether functions pay for what they do. */
    final boolean metered;
    final Shapes shapes;

    private VectorApi vectorApi;
    private boolean askedForVectors;
    private final int imports;
    private final int[] groupOf;
    private final int[] groupStarts;
    private final String[] methodNames;
    private final byte[] tailCalls;
    /** Functions that have been emitted, and run where they are. */
    private final Set<Integer> emitted = ConcurrentHashMap.newKeySet();
    private final Map<String, byte[]> frames = new ConcurrentHashMap<>();
    private final List<Object> constants = new ArrayList<>();
    private final Map<DefType, List<Integer>> candidates = new ConcurrentHashMap<>();
    private final AtomicInteger functionsCompiled = new AtomicInteger();
    /** What earlier processes have emitted, or null; and the functions of which there are ways into loops. */
    private final CachedModule cached;
    private final BitSet withLoops = new BitSet();
    private ModuleCode otherTier;

    /** Whether functions are compiled when somebody asks for it; else when they are first called. */
    private final boolean onDemand;
    private final Use use;
    /** Which functions are compiled, among those the module defines; null unless on demand. */
    private final boolean[] ready;

    CompiledModule(PreparedModule prepared, Use use, boolean usesUnsafe) {
        super(prepared);
        this.use = use;
        this.usesUnsafe = usesUnsafe;
        this.metered = prepared.engine().fuelCosts() != null;
        this.imports = module.importCount(ExternKind.FUNC);
        this.shapes = new Shapes(this);
        int count = module.module().funcs().size();
        this.groupOf = new int[count];
        this.methodNames = new String[count];
        this.tailCalls = new byte[count];
        this.groupStarts = group(count);
        this.onDemand = use == Use.ON_DEMAND;
        this.ready = onDemand ? new boolean[count] : null;
        this.cached = use == Use.ELSEWHERE ? null : prepared.cached();
        if (cached != null) {
            cached.names().forEach(this::takeOver);
        }
    }

    /** The source file that the class with a function names, or null. */
    String sourceFile(int funcIdx) {
        return SourceLines.fileOf(prepared, module.module().funcs().get(funcIdx - imports));
    }

    /** Whether loops may leave it to the JVM to look at the signal only when there is one. */
    boolean pollsAreFree() {
        return use != Use.ELSEWHERE && ControlSupport.isPollFree();
    }

    /** Emits all classes. */
    void emitAll(BiConsumer<String, byte[]> out) {
        for (String key : shapes.all().keySet()) {
            emit("S" + key, out);
            emit("B" + key, out);
        }
        for (int i = 0; i < module.types().size(); i++) {
            if (module.types().get(i).expand() instanceof FuncType) {
                emit("T" + i, out);
            }
        }
        for (int group = 0; group < groupStarts.length - 1; group++) {
            emit("C" + group, out);
            for (int i = groupStarts[group]; i < groupStarts[group + 1]; i++) {
                if (!emitted.contains(i + imports)) {
                    throw new UnsupportedOperationException(
                            "function too large for the JVM: " + methodName(i + imports));
                }
                emit("F" + (i + imports), out);
            }
            for (String frame : List.copyOf(frames.keySet())) {
                out.accept(frame.substring(internalPrefix.length()), frames.remove(frame));
            }
        }
    }

    private void emit(String name, BiConsumer<String, byte[]> out) {
        out.accept(name, emit(internalPrefix + name));
    }

    /** Counts what an earlier process has emitted as compiled. */
    private void takeOver(String kept) {
        switch (kept.charAt(0)) {
            case 'C' -> {
                int group = Integer.parseInt(kept.substring(1));
                for (int i = groupStarts[group]; i < groupStarts[group + 1]; i++) {
                    emitted.add(i + imports);
                    if (onDemand && !isLarge(i + imports)) {
                        ready[i] = true;
                    }
                }
            }
            case 'L' -> withLoops.set(Integer.parseInt(kept.substring(1, kept.indexOf('_'))));
            default -> {
            }
        }
    }

    @Override
    public boolean isKept(int funcIdx, int loop) {
        return cached != null && (loop < 0 ? ready[defined(funcIdx)] : cached.find(loopClass(funcIdx, loop)) != null);
    }

    @Override
    public boolean wasEntered(int funcIdx) {
        return withLoops.get(funcIdx);
    }

    /**
     * Whether a function is so long that HotSpot should not compile it only because a caller is compiled: it is not
     * called directly, and what is kept of it waits until it is hot.
     */
    boolean isLarge(int funcIdx) {
        return onDemand && module.module().funcs().get(defined(funcIdx)).code().length() >= Promotion.LARGE;
    }

    private int[] group(int count) {
        List<Integer> starts = new ArrayList<>();
        // a class names one source file
        int longest = prepared.engine().hasSourceLines() ? 0 : GROUP;
        int size = GROUP;
        for (int i = 0; i < count; i++) {
            int length = module.module().funcs().get(i).code().length();
            if (length > LONG_BODY || size + length > longest) {
                starts.add(i);
                size = 0;
            }
            groupOf[i] = starts.size() - 1;
            size += length > LONG_BODY ? GROUP : length;
        }
        starts.add(count);
        return starts.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int functionsCompiled() {
        return functionsCompiled.get();
    }

    @Override
    public boolean compile(int funcIdx, int loop) {
        if (!prepared.engine().code().mayGrow()) {
            return false;
        }
        if (loop >= 0) {
            return load(loopClass(funcIdx, loop)) != null;
        }
        if (!ready[defined(funcIdx)]) {
            int group = groupOf[defined(funcIdx)];
            if (load("F" + funcIdx) == null || load("C" + group) == null) {
                throw new IllegalStateException("no class for " + methodName(funcIdx));
            }
            for (int i = groupStarts[group]; i < groupStarts[group + 1]; i++) {
                ready[i] = emitted.contains(i + imports);
            }
        }
        return ready[defined(funcIdx)];
    }

    /** Whether calls may go straight to a function's method. */
    boolean isReady(int funcIdx) {
        return !onDemand || ready[defined(funcIdx)];
    }

    @Override
    protected boolean[] ready() {
        return ready;
    }

    /** A function's index among those that the module defines. */
    int defined(int funcIdx) {
        return funcIdx - imports;
    }

    /** The class with a function's method. */
    String className(int funcIdx) {
        return internalPrefix + "C" + groupOf[funcIdx - imports];
    }

    /** A function's method. */
    String methodName(int funcIdx) {
        String known = methodNames[funcIdx - imports];
        if (known == null) {
            known = EmittedNames.method(prepared, funcIdx);
            methodNames[funcIdx - imports] = known;
        }
        return known;
    }

    /** The method with a function's body. */
    String bodyName(int funcIdx) {
        return methodName(funcIdx) + (hasTailCalls(funcIdx) ? EmittedNames.BODY : "");
    }

    /** Whether a function has been emitted. */
    boolean isEmitted(int funcIdx) {
        return emitted.contains(funcIdx);
    }

    /** Keeps an object that has no recipe for an emitted class; yields one that holds in this process. */
    synchronized String keep(Object object) {
        constants.add(object);
        return "#" + (constants.size() - 1);
    }

    /** The functions of a type that a table of this module is likely to hold, if they are few; else none. */
    List<Integer> candidates(DefType type) {
        return candidates.computeIfAbsent(type, wanted -> {
            List<Integer> found = new ArrayList<>();
            for (int i = imports; i < module.funcCount() && found.size() <= MOST_CANDIDATES; i++) {
                if (module.isDeclared(i) && module.funcDefType(i) == wanted) {
                    found.add(i);
                }
            }
            return found.size() > MOST_CANDIDATES ? List.of() : found;
        });
    }

    @Override
    protected Object constant(String recipe) {
        if (recipe.startsWith("#")) {
            synchronized (this) {
                return constants.get(Integer.parseInt(recipe.substring(1)));
            }
        }
        return recipe.startsWith("v") ? VectorConstant.make(recipe, vectorApi()) : super.constant(recipe);
    }

    /** How a function uses vectors, if they are to be objects of the Vector API; else null. */
    VectorUse vectorUse(int funcIdx) {
        VectorUse use = VectorUse.of(module, module.module().funcs().get(funcIdx - imports));
        return use.any() && vectorApi() != null ? use : null;
    }

    /** The Vector API; asked for only when a function has vectors, since it may have to be loaded. */
    synchronized VectorApi vectorApi() {
        if (!askedForVectors) {
            vectorApi = use == Use.ELSEWHERE ? null : VectorApi.find();
            askedForVectors = true;
        }
        return vectorApi;
    }

    /** Whether a function calls others in tail position. */
    boolean hasTailCalls(int funcIdx) {
        int index = funcIdx - imports;
        if (tailCalls[index] == 0) {
            tailCalls[index] = (byte) (findTailCalls(index) ? 2 : 1);
        }
        return tailCalls[index] == 2;
    }

    private boolean findTailCalls(int index) {
        return has(index, (op, reader) -> op == Opcode.RETURN_CALL_INDIRECT || op == Opcode.RETURN_CALL_REF
                || op == Opcode.RETURN_CALL && reader.index() != index + imports);
    }

    /**
     * Whether a function is emitted twice: one that is small and calls itself. HotSpot inlines a method once into
     * itself; of two that call each other it inlines each as often.
     */
    boolean hasTwin(int funcIdx) {
        int index = funcIdx - imports;
        return module.module().funcs().get(index).code().length() <= SMALL && !hasTailCalls(funcIdx)
                && has(index, (op, reader) -> op == Opcode.CALL && reader.index() == funcIdx);
    }

    /** The first few imports that a function calls in loops. */
    Set<Integer> importsInLoops(int funcIdx) {
        if (imports == 0) {
            return Set.of();
        }
        Set<Integer> found = new LinkedHashSet<>();
        Deque<Integer> loops = new ArrayDeque<>();
        has(funcIdx - imports, (op, reader) -> {
            if (op == Opcode.LOOP) {
                loops.push(reader.depth());
            } else if (op == Opcode.END && !loops.isEmpty() && reader.depth() < loops.peek()) {
                loops.pop();
            } else if (op == Opcode.CALL && reader.index() < imports && !loops.isEmpty()) {
                found.add(reader.index());
            }
            return found.size() == MOST_KEPT_IMPORTS;
        });
        return found;
    }

    /** Whether a function reads or writes memory. */
    boolean accessesMemory(int funcIdx) {
        return has(funcIdx - imports, (op, reader) -> switch (op.immediates()) {
            case MEM, MEM_MEM, DATA_MEM -> true;
            default -> op.immediates().width() > 0;
        });
    }

    private boolean has(int index, BiPredicate<Opcode, CodeReader> wanted) {
        CodeReader reader = module.body(module.module().funcs().get(index));
        while (reader.hasNext()) {
            if (wanted.test(reader.next(), reader)) {
                return true;
            }
        }
        return false;
    }

    /** The tier that runs what does not fit into a method. */
    @Override
    protected synchronized ModuleCode otherTier() {
        if (otherTier == null) {
            for (Tier tier : ServiceLoader.load(Tier.class, Tier.class.getClassLoader())) {
                if (!tier.name().equals("jit")) {
                    otherTier = tier.prepare(prepared);
                    return otherTier;
                }
            }
            if (!prepared.engine().code().mayGrow()) {
                throw new LimitExceededException("compiled code: more bytes or time than the engine's limits allow, and"
                        + " no other tier on the path");
            }
            return super.otherTier();
        }
        return otherTier;
    }

    // Emitting

    @Override
    protected byte[] classBytes(String name) {
        String key = name.substring(internalPrefix.length());
        // beyond the limits functions are left to the other tier, kept or not; one that is here needs its frames
        boolean mayUse = cached != null && (key.charAt(0) == 'R' || prepared.engine().code().mayGrow());
        byte[] known = mayUse ? cached.find(key) : null;
        if (known != null && cached.find(VECTORS + key) != null) {
            // which may have to be loaded
            vectorApi();
        }
        Object begun = EngineEvents.begin();
        byte[] bytes = known != null ? known : emit(name);
        if (begun != null && bytes != null) {
            tell(begun, key, bytes, known != null);
        }
        return bytes;
    }

    private void tell(Object begun, String name, byte[] bytes, boolean kept) {
        if (name.charAt(0) == 'C') {
            int first = groupStarts[Integer.parseInt(name.substring(1))] + imports;
            EngineEvents.compiled(begun, prepared, first, -1, bytes.length, kept);
        } else if (name.charAt(0) == 'L') {
            int line = name.indexOf('_');
            EngineEvents.compiled(begun, prepared, Integer.parseInt(name.substring(1, line)),
                    Integer.parseInt(name.substring(line + 1)), bytes.length, kept);
        }
    }

    private byte[] emit(String name) {
        String rest = name.substring(internalPrefix.length() + 1);
        return switch (name.charAt(internalPrefix.length())) {
            case 'C' -> codeClass(name, Integer.parseInt(rest));
            case 'L' -> loopClass(name, rest);
            case 'F' -> keep(name, shapes.functionClass(name, Integer.parseInt(rest)));
            case 'S' -> keep(name, shapes.shapeClass(name, rest));
            case 'T' -> keep(name, shapes.typeClass(name, Integer.parseInt(rest)));
            case 'B' -> keep(name, shapes.bridgeClass(name, rest));
            case 'R' -> frames.remove(name);
            case 'H' -> shapes.lambdaClass(name, Integer.parseInt(rest.substring(0, rest.indexOf('_'))),
                    lambdaMethod('H' + rest));
            default -> null;
        };
    }

    private byte[] keep(String name, byte[] bytes) {
        if (cached != null) {
            cached.add(name.substring(internalPrefix.length()), bytes);
        }
        return bytes;
    }

    private byte[] codeClass(String name, int group) {
        int first = groupStarts[group];
        int count = groupStarts[group + 1] - first;
        Draft[] drafts = new Draft[count];
        for (int i = 0; i < count; i++) {
            drafts[i] = new Draft(this, first + i + imports, -1);
            if (!prepared.engine().code().mayGrow()) {
                drafts[i].refuse();
            }
        }
        Made made = null;
        while (made == null) {
            made = codeClass(name, drafts);
        }
        for (Draft draft : drafts) {
            if (!draft.isDelegated()) {
                emitted.add(draft.funcIdx);
            }
        }
        return finish(name, made, drafts);
    }

    /** The bytes of a class that is complete, but for those of its functions' frames. */
    private byte[] finish(String name, Made made, Draft... drafts) {
        for (Draft draft : drafts) {
            if (!draft.isDelegated()) {
                functionsCompiled.incrementAndGet();
                prepared.engine().code().addFunctions(1);
            }
            FrameClass frame = draft.frame();
            if (frame != null) {
                byte[] bytes = frame.bytes();
                frames.put(frame.name, made.isPortable ? keep(frame.name, bytes) : bytes);
            }
        }
        if (made.hasVectors && cached != null) {
            cached.add(VECTORS + name.substring(internalPrefix.length()), new byte[0]);
        }
        return made.isPortable ? keep(name, made.bytes) : made.bytes;
    }

    /**
     * A class as it was emitted.
     *
     * @param isPortable whether it means the same in another process
     * @param hasVectors whether it needs the Vector API
     */
    private record Made(byte[] bytes, boolean isPortable, boolean hasVectors) {
    }

    /**
     * The class with these functions, or null after one has changed that was too long, or all are left to another tier
     * because they name more fields and constants than a class can.
     */
    private Made codeClass(String name, Draft[] drafts) {
        ClassWriter writer = new FrameWriter();
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, Names.OBJECT,
                null);
        writer.visitSource(sourceFile(drafts[0].funcIdx), null);
        Constants pool = new Constants(this, name);
        Callees callees = new Callees(this, name, pool);
        boolean isWhole = true;
        for (Draft draft : drafts) {
            if (draft.isDelegated()) {
                isWhole = false;
                delegate(writer, draft.funcIdx);
            } else if (!draft.compile(writer, name, pool, callees)) {
                return null;
            } else if (hasTailCalls(draft.funcIdx)) {
                complete(writer, draft.funcIdx);
            }
        }
        callees.define(writer);
        pool.define(writer);
        writer.visitEnd();
        try {
            return new Made(writer.toByteArray(), isWhole && pool.isPortable(), pool.hasVectors());
        } catch (ClassTooLargeException e) {
            List.of(drafts).forEach(Draft::refuse);
            return null;
        }
    }

    /** The class of the way into a function at a loop, or null if there is none. */
    private byte[] loopClass(String name, String key) {
        int funcIdx = Integer.parseInt(key.substring(0, key.indexOf('_')));
        int loop = Integer.parseInt(key.substring(key.indexOf('_') + 1));
        Draft draft = new Draft(this, funcIdx, loop);
        while (!draft.isDelegated()) {
            ClassWriter writer = shapes.loopClass(name, Shape.of(module.funcType(funcIdx)), draft.methodName);
            writer.visitSource(sourceFile(funcIdx), null);
            Constants pool = new Constants(this, name);
            Callees callees = new Callees(this, name, pool);
            if (draft.compile(writer, name, pool, callees)) {
                callees.define(writer);
                pool.define(writer);
                writer.visitEnd();
                try {
                    return finish(name, new Made(writer.toByteArray(), pool.isPortable(), pool.hasVectors()), draft);
                } catch (ClassTooLargeException e) {
                    return null;
                }
            }
        }
        return null;
    }

    /** Emits the methods of a function that runs on another tier. */
    private void delegate(ClassWriter writer, int funcIdx) {
        Shape shape = Shape.of(module.funcType(funcIdx));
        for (String suffix : hasTailCalls(funcIdx) ? new String[] {"", EmittedNames.BODY} : new String[] {""}) {
            MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
                    methodName(funcIdx) + suffix, shape.function(metered), null, null);
            mv.visitCode();
            if (onDemand) {
                shapes.callBridged(mv, shape, funcIdx);
            } else {
                shapes.callDelegated(mv, shape, funcIdx);
            }
            mv.visitMaxs(0, 0);
            mv.visitEnd();
        }
    }

    /** Emits the method that runs a function and the calls it leaves in tail position. */
    private void complete(ClassWriter writer, int funcIdx) {
        Shape shape = Shape.of(module.funcType(funcIdx));
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, methodName(funcIdx),
                shape.function(metered), null, null);
        mv.visitCode();
        shapes.callCompletely(mv, shape, className(funcIdx), methodName(funcIdx) + EmittedNames.BODY);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }
}
