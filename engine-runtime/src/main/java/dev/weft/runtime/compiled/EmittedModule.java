package dev.weft.runtime.compiled;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.tier.EntryPoint;
import dev.weft.runtime.tier.HostLambda;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.ModuleInstance;
import dev.weft.syntax.DefType;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.valid.ValidModule;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A module whose functions are static methods of classes in a class loader of the module's own. Safe for any thread.
 *
 * <p>Subclasses say where the bytes of a class come from: emitted when it is asked for, or before. Behind the prefix,
 * the name of a class is a letter and a number or key: {@code C} has functions, {@code F} is the entry point of one,
 * {@code L} the way into a loop, {@code R} the frames of a function that is cut, {@code S} what entry points of a
 * {@linkplain EmittedNames#shape shape} share, {@code T} what those of a type do, {@code B} the bridge to a function
 * that is only known by its entry point.
 */
public abstract class EmittedModule implements ModuleCode {
    public final PreparedModule prepared;
    public final ValidModule module;
    /** What the internal names of all classes start with. */
    public final String internalPrefix;
    final String prefix;
    final PollSwitch polls;
    private final ModuleLoader loader;
    /** The constructors of what instances have made before: of functions, and of bridges to imports, by index. */
    private final AtomicReferenceArray<Constructor<?>> functions;
    private final AtomicReferenceArray<Import> imports;
    private final Map<String, Method> lambdas = new ConcurrentHashMap<>();
    /** Those of the rest, by their names. */
    private final Map<String, Constructor<?>> constructors = new ConcurrentHashMap<>();
    private int mostResultSlots = -1;

    protected EmittedModule(PreparedModule prepared) {
        this.prepared = prepared;
        this.module = prepared.valid();
        this.polls = new PollSwitch(prepared.polling());
        this.internalPrefix = EmittedNames.prefix(prepared);
        this.prefix = internalPrefix.replace('/', '.');
        this.loader = new ModuleLoader(this);
        this.functions = new AtomicReferenceArray<>(module.funcCount());
        this.imports = new AtomicReferenceArray<>(module.importCount(ExternKind.FUNC));
    }

    /** The bytes of the class of that internal name, or null; asked for once. */
    protected abstract byte[] classBytes(String name);

    /** The tier that runs what is not emitted. */
    protected ModuleCode otherTier() {
        throw new IllegalStateException("function too large for the JVM, and no other tier on the path");
    }

    /** Which functions are compiled, among those the module defines, if they are on demand; else null. */
    protected boolean[] ready() {
        return null;
    }

    /** The object that an emitted class asks for. */
    protected Object constant(String recipe) {
        return Recipes.make(recipe, this);
    }

    /** Loads a class, by its name without the prefix; null if there is none. */
    protected final Class<?> load(String name) {
        try {
            return Class.forName(prefix + name, true, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    @Override
    public EntryPoint link(ModuleInstance instance, int funcIdx) {
        Constructor<?> known = functions.get(funcIdx);
        if (known == null) {
            known = constructor("F" + funcIdx);
            functions.set(funcIdx, known);
        }
        return instantiate(known, context(instance), null, null);
    }

    @Override
    public EntryPoint linkLoop(ModuleInstance instance, int funcIdx, int loop) {
        return context(instance).loop(loopClass(funcIdx, loop));
    }

    /** The class of the way into a function at a loop, without the prefix. */
    protected static String loopClass(int funcIdx, int loop) {
        return "L" + funcIdx + "_" + loop;
    }

    @Override
    public long codeBytes() {
        return loader.codeBytes.get();
    }

    private Context context(ModuleInstance instance) {
        if (instance.compilerData == null) {
            instance.compilerData = new Context(this, instance);
        }
        return (Context) instance.compilerData;
    }

    /** The way into an import that Java has written: to a lambda if it is one, else a bridge. */
    CompiledFunction foreignImport(int funcIdx, Context context, FunctionInstance function) {
        HostLambda lambda = function.entry().lambda();
        Method method = lambda == null ? null : lambda.method();
        Import known = imports.get(funcIdx);
        if (known == null || !Objects.equals(known.method, method)) {
            Constructor<?> constructor = method == null ? null : lambdaConstructor(funcIdx, method);
            known = new Import(method, constructor != null ? constructor
                    : constructor("B" + EmittedNames.shape(function.funcType())));
            imports.set(funcIdx, known);
        }
        return instantiate(known.constructor, context, function, null);
    }

    /** How an import was linked last: to a lambda by that method, or to something else. */
    private record Import(Method method, Constructor<?> constructor) {
    }

    /** A class of the import's own, so that HotSpot sees what is called there and not what is called elsewhere. */
    private Constructor<?> lambdaConstructor(int funcIdx, Method method) {
        Class<?> type = method.getDeclaringClass();
        if (!isVisible(type)) {
            return null;
        }
        // the import's type tells methods of the same name apart
        String name = "H" + funcIdx + '_' + type.getName().replace('.', '-') + '-' + method.getName();
        lambdas.putIfAbsent(name, method);
        return load(name) == null ? null : constructor(name);
    }

    /** The method that a class named so calls; see {@link HostLambda}. */
    protected final Method lambdaMethod(String name) {
        return lambdas.get(name);
    }

    private boolean isVisible(Class<?> type) {
        try {
            return Modifier.isPublic(type.getModifiers()) && type.getModule().isExported(type.getPackageName())
                    && loader.loadClass(type.getName()) == type;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** A bridge. */
    CompiledFunction foreign(FuncType type, Context context, FunctionInstance function, EntryPoint fixed) {
        return instantiate("B" + EmittedNames.shape(type), context, function, fixed);
    }

    CompiledFunction instantiate(String name, Context context, FunctionInstance function, EntryPoint fixed) {
        Constructor<?> known = constructors.get(name);
        if (known == null) {
            known = constructor(name);
            constructors.put(name, known);
        }
        return instantiate(known, context, function, fixed);
    }

    private Constructor<?> constructor(String name) {
        try {
            return loader.loadClass(prefix + name)
                    .getConstructor(Context.class, FunctionInstance.class, EntryPoint.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CompiledFunction instantiate(Constructor<?> constructor, Context context,
            FunctionInstance function, EntryPoint fixed) {
        try {
            return (CompiledFunction) constructor.newInstance(context, function, fixed);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The most result slots of any function that may be called. */
    int mostResultSlots() {
        if (mostResultSlots < 0) {
            // who comes at the same time counts the same
            int most = 0;
            for (int i = 0; i < module.funcCount(); i++) {
                most = Math.max(most, 2 * module.funcType(i).results().size());
            }
            for (int i = 0; i < module.types().size(); i++) {
                DefType type = module.types().get(i);
                if (type.expand() instanceof FuncType function) {
                    most = Math.max(most, 2 * function.results().size());
                }
            }
            mostResultSlots = most;
        }
        return mostResultSlots;
    }
}
