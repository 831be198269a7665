package dev.weft.runtime;

import dev.weft.runtime.tier.CodeAccount;
import dev.weft.syntax.DefType;
import dev.weft.syntax.StructType;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The class loader of the structure types of a recursive group.
 *
 * <p>Implementation note. A class keeps its loader alive, and the loader the shapes and the types. So a group's classes
 * go when there are no structures of them, no code that names them, and no user of the shapes; the types alone, which
 * are as good as before with another loader, do not keep it.
 */
final class StructLoader extends ClassLoader {
    /** By the first type of the group. */
    private static final Map<DefType, WeakReference<StructLoader>> LOADERS = new WeakHashMap<>();

    private final List<DefType> group;
    /** By position in the group; null for other types. */
    private final StructShape[] shapes;
    private volatile String prefix;

    static {
        registerAsParallelCapable();
    }

    private StructLoader(List<DefType> group) {
        super("weft structs", StructInstance.class.getClassLoader());
        this.group = group;
        this.shapes = new StructShape[group.size()];
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = group.get(i).expand() instanceof StructType ? new StructShape(group.get(i), this) : null;
        }
    }

    /** The shape of a structure type. */
    static StructShape shapeOf(DefType type) {
        DefType first = type.group().getFirst();
        synchronized (LOADERS) {
            WeakReference<StructLoader> known = LOADERS.get(first);
            StructLoader loader = known == null ? null : known.get();
            if (loader == null) {
                loader = new StructLoader(type.group());
                LOADERS.put(first, new WeakReference<>(loader));
            }
            return loader.shapes[type.index()];
        }
    }

    /** The shape of one of its classes, by its name. */
    StructShape shape(String name) {
        return shapes[Integer.parseInt(name.substring(name.lastIndexOf('_') + 1))];
    }

    /** The name of a type's class. */
    String className(DefType type) {
        return prefix() + type.index();
    }

    private String prefix() {
        if (prefix == null) {
            prefix = StructShape.CLASS_PREFIX + TypeNames.of(group) + '_';
        }
        return prefix;
    }

    /** The first structure of a class; an account counts the class and those that it extends. */
    StructInstance prototype(StructShape shape, CodeAccount account) {
        StructShape above = shape.superShape();
        if (above != null) {
            above.prototype(account);
        }
        try {
            return (StructInstance) define(shape, account).getConstructor(Object.class).newInstance((Object) null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Class<?> define(StructShape shape, CodeAccount account) {
        String name = className(shape.type());
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] bytes = StructClassWriter.write(shape);
            if (account != null) {
                account.addStructClass(bytes.length);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(StructShape.CLASS_PREFIX)) {
            return super.loadClass(name, resolve);
        }
        return findClass(name);
    }

    /** One of its own classes, or one that these extend. */
    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (name.startsWith(prefix())) {
            return define(shape(name), null);
        }
        for (StructShape shape : shapes) {
            StructShape above = shape == null ? null : shape.superShape();
            if (above != null && above.className().equals(name.replace('.', '/'))) {
                return above.structClass(null);
            }
        }
        throw new ClassNotFoundException(name);
    }
}
