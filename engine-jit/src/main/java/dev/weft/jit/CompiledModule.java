package dev.weft.jit;

import dev.weft.binary.CodeReader;
import dev.weft.binary.Locals;
import dev.weft.jit.vector.VectorApi;
import dev.weft.runtime.LimitExceededException;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.runtime.tier.Tier;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Opcode;
import dev.weft.valid.ValidModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
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
final class CompiledModule implements ModuleCode {
    /** What the method of a function with calls in tail position has behind its name; the name alone completes them. */
    static final String BODY = "$body";
    /** What is between the name of a method and the number of one of its regions. */
    static final String REGION = "$r";

    /** HotSpot compiles no method over 8,000 bytes; tests set less. */
    static final int MOST_BYTES = Integer.getInteger("weft.jit.mostBytes", 7_900);
    private static final int MOST_CANDIDATES = 4;
    private static final int LONG_BODY = 400;
    private static final int GROUP = 3_000;
    private static final AtomicInteger SERIAL = new AtomicInteger();

    final PreparedModule prepared;
    final ValidModule module;
    final ModuleLoader loader;
    final Shapes shapes;
    final PollSwitch polls;
    /** What the names of all emitted classes start with, as Java and the JVM write it. */
    final String prefix;
    final String internalPrefix;

    private VectorApi vectorApi;
    private boolean askedForVectors;
    private final int imports;
    private final int[] groupOf;
    private final int[] groupStarts;
    private final String[] methodNames;
    private final byte[] tailCalls;
    private final Map<String, Integer> functions = new ConcurrentHashMap<>();
    private final Map<String, byte[]> frames = new ConcurrentHashMap<>();
    private final List<Object> constants = new ArrayList<>();
    private final Map<DefType, List<Integer>> candidates = new ConcurrentHashMap<>();
    private final AtomicInteger functionsCompiled = new AtomicInteger();
    private int mostResultSlots = -1;
    private ModuleCode otherTier;

    /** Whether functions are compiled when somebody asks for it; else when they are first called. */
    private final boolean onDemand;
    /** Which functions are compiled, among those the module defines; null unless on demand. */
    private final boolean[] ready;

    CompiledModule(PreparedModule prepared, boolean onDemand) {
        this.prepared = prepared;
        this.polls = new PollSwitch(prepared.polling());
        this.module = prepared.valid();
        this.imports = module.importCount(ExternKind.FUNC);
        String name = prepared.name() == null ? "module" : Names.sanitize(prepared.name()).replace(' ', '_');
        this.internalPrefix = "wasm/" + name.replace('.', '_') + "_" + SERIAL.incrementAndGet() + "/";
        this.prefix = internalPrefix.replace('/', '.');
        this.loader = new ModuleLoader(this);
        this.shapes = new Shapes(this);
        int count = module.module().funcs().size();
        this.groupOf = new int[count];
        this.methodNames = new String[count];
        this.tailCalls = new byte[count];
        this.groupStarts = group(count);
        this.onDemand = onDemand;
        this.ready = onDemand ? new boolean[count] : null;
    }

    private int[] group(int count) {
        List<Integer> starts = new ArrayList<>();
        int size = GROUP;
        for (int i = 0; i < count; i++) {
            int length = module.module().funcs().get(i).code().length();
            if (length > LONG_BODY || size + length > GROUP) {
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
    public EntryPoint link(ModuleInstance instance, int funcIdx) {
        return shapes.function(funcIdx, context(instance));
    }

    @Override
    public int functionsCompiled() {
        return functionsCompiled.get();
    }

    @Override
    public long codeBytes() {
        return loader.codeBytes.get();
    }

    @Override
    public boolean compile(int funcIdx, int loop) {
        if (!prepared.engine().code().mayGrow()) {
            return false;
        }
        if (loop >= 0) {
            try {
                Class.forName(loopName(funcIdx, loop).replace('/', '.'), true, loader);
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
        if (!ready[defined(funcIdx)]) {
            try {
                Class.forName(internalPrefix.replace('/', '.') + "F" + funcIdx, true, loader);
                Class.forName(className(funcIdx).replace('/', '.'), true, loader);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
            int group = groupOf[defined(funcIdx)];
            for (int i = groupStarts[group]; i < groupStarts[group + 1]; i++) {
                ready[i] = functions.containsKey(bodyName(i + imports));
            }
        }
        return ready[defined(funcIdx)];
    }

    private String loopName(int funcIdx, int loop) {
        return internalPrefix + "L" + funcIdx + "_" + loop;
    }

    @Override
    public EntryPoint linkLoop(ModuleInstance instance, int funcIdx, int loop) {
        return context(instance).loop(loopName(funcIdx, loop));
    }

    /** Whether calls may go straight to a function's method. */
    boolean isReady(int funcIdx) {
        return !onDemand || ready[defined(funcIdx)];
    }

    boolean[] ready() {
        return ready;
    }

    /** A function's index among those that the module defines. */
    int defined(int funcIdx) {
        return funcIdx - imports;
    }

    private Context context(ModuleInstance instance) {
        if (instance.compilerData == null) {
            instance.compilerData = new Context(this, instance);
        }
        return (Context) instance.compilerData;
    }

    /** The class with a function's method. */
    String className(int funcIdx) {
        return internalPrefix + "C" + groupOf[funcIdx - imports];
    }

    /** A function's method. */
    String methodName(int funcIdx) {
        String known = methodNames[funcIdx - imports];
        if (known == null) {
            String name = prepared.functionName(funcIdx);
            known = (name == null ? "func" : Names.sanitize(name)) + "$" + funcIdx;
            methodNames[funcIdx - imports] = known;
        }
        return known;
    }

    /** The method with a function's body. */
    String bodyName(int funcIdx) {
        return methodName(funcIdx) + (hasTailCalls(funcIdx) ? BODY : "");
    }

    /** The function whose code is in a method, or null. */
    Integer funcIdx(String methodName) {
        return functions.get(methodName);
    }

    /** Keeps an object for an emitted class. */
    synchronized int constant(Object object) {
        constants.add(object);
        return constants.size() - 1;
    }

    synchronized Object constant(int index) {
        return constants.get(index);
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

    /** The most result slots of any function that may be called. */
    synchronized int mostResultSlots() {
        if (mostResultSlots < 0) {
            int most = 0;
            for (int i = 0; i < module.funcCount(); i++) {
                most = Math.max(most, 2 * module.funcType(i).results().size());
            }
            for (int i = 0; i < module.types().size(); i++) {
                DefType type = module.types().get(i);
                if (type.expand() instanceof dev.weft.syntax.FuncType) {
                    most = Math.max(most, 2 * type.funcType().results().size());
                }
            }
            mostResultSlots = most;
        }
        return mostResultSlots;
    }

    /** How a function uses vectors, if they are to be objects of the Vector API; else null. */
    VectorUse vectorUse(int funcIdx) {
        VectorUse use = VectorUse.of(module, module.module().funcs().get(funcIdx - imports));
        return use.any() && vectorApi() != null ? use : null;
    }

    /** The Vector API; asked for only when a function has vectors, since it may have to be loaded. */
    synchronized VectorApi vectorApi() {
        if (!askedForVectors) {
            vectorApi = VectorApi.find();
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
        CodeReader reader = CodeReader.ofBody(module.module(),
                Locals.read(module.module(), module.module().funcs().get(index).code(), module.features()).body(),
                module.features());
        while (reader.hasNext()) {
            Opcode op = reader.next();
            if (op == Opcode.RETURN_CALL_INDIRECT || op == Opcode.RETURN_CALL_REF
                    || op == Opcode.RETURN_CALL && reader.index() != index + imports) {
                return true;
            }
        }
        return false;
    }

    /** The tier that runs what does not fit into a method. */
    synchronized ModuleCode otherTier() {
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
            throw new IllegalStateException("function too large for the JVM, and no other tier on the path");
        }
        return otherTier;
    }

    // Emitting

    /** The bytes of the class of that internal name, or null. */
    byte[] classBytes(String name) {
        String rest = name.substring(internalPrefix.length() + 1);
        return switch (name.charAt(internalPrefix.length())) {
            case 'C' -> codeClass(name, Integer.parseInt(rest));
            case 'L' -> loopClass(name, rest);
            case 'F' -> shapes.functionClass(name, Integer.parseInt(rest));
            case 'S' -> shapes.shapeClass(name, rest);
            case 'T' -> shapes.typeClass(name, Integer.parseInt(rest));
            case 'B' -> shapes.bridgeClass(name, rest);
            case 'R' -> frames.remove(name);
            default -> null;
        };
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
        byte[] bytes = null;
        while (bytes == null) {
            bytes = codeClass(name, drafts);
        }
        for (Draft draft : drafts) {
            draft.publish();
        }
        return bytes;
    }

    /** The class with these functions, or null after one has changed that was too long. */
    private byte[] codeClass(String name, Draft[] drafts) {
        ClassWriter writer = new FrameWriter();
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL | Opcodes.ACC_SUPER, name, null, Names.OBJECT,
                null);
        Constants pool = new Constants(this, name);
        Callees callees = new Callees(this, name, pool);
        for (Draft draft : drafts) {
            if (draft.isDelegated()) {
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
        return writer.toByteArray();
    }

    /** The class of the way into a function at a loop, or null if there is none. */
    private byte[] loopClass(String name, String key) {
        int funcIdx = Integer.parseInt(key.substring(0, key.indexOf('_')));
        int loop = Integer.parseInt(key.substring(key.indexOf('_') + 1));
        Draft draft = new Draft(this, funcIdx, loop);
        while (!draft.isDelegated()) {
            ClassWriter writer = shapes.loopClass(name, Shape.of(module.funcType(funcIdx)), draft.methodName);
            Constants pool = new Constants(this, name);
            Callees callees = new Callees(this, name, pool);
            if (draft.compile(writer, name, pool, callees)) {
                draft.publish();
                callees.define(writer);
                pool.define(writer);
                writer.visitEnd();
                return writer.toByteArray();
            }
        }
        return null;
    }

    /** Remembers which function's code is in a method; {@code frame} is the class of its frames, or null. */
    void publish(int funcIdx, String method, Plan plan, FrameClass frame) {
        functionsCompiled.incrementAndGet();
        prepared.engine().code().addFunctions(1);
        functions.put(method, funcIdx);
        if (plan != null) {
            for (Region region : plan.regions) {
                functions.put(method + REGION + region.number, funcIdx);
            }
            frames.put(frame.name, frame.bytes());
        }
    }

    /** The name of the first method of a function, which may be a part of a region's name, or null. */
    String mainMethod(String methodName) {
        int dollar = methodName.lastIndexOf(REGION);
        String main = dollar < 0 ? methodName : methodName.substring(0, dollar);
        return functions.get(main) == null ? methodName : main;
    }

    /** Emits the methods of a function that runs on another tier. */
    private void delegate(ClassWriter writer, int funcIdx) {
        Shape shape = Shape.of(module.funcType(funcIdx));
        for (String suffix : hasTailCalls(funcIdx) ? new String[] {"", BODY} : new String[] {""}) {
            MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC,
                    methodName(funcIdx) + suffix, shape.function(), null, null);
            mv.visitCode();
            if (onDemand) {
                Shapes.callBridged(mv, shape, shapes.className(shape), funcIdx);
            } else {
                Shapes.callDelegated(mv, shape, shapes.className(shape), funcIdx);
            }
            mv.visitMaxs(0, 0);
            mv.visitEnd();
        }
    }

    /** Emits the method that runs a function and the calls it leaves in tail position. */
    private void complete(ClassWriter writer, int funcIdx) {
        Shape shape = Shape.of(module.funcType(funcIdx));
        MethodVisitor mv = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, methodName(funcIdx),
                shape.function(), null, null);
        mv.visitCode();
        Shapes.callCompletely(mv, shape, className(funcIdx), methodName(funcIdx) + BODY);
        mv.visitMaxs(0, 0);
        mv.visitEnd();
    }
}
