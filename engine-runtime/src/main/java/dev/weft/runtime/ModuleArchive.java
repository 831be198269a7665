package dev.weft.runtime;

import dev.weft.runtime.compiled.Recipes;
import dev.weft.runtime.compiled.StoredModule;
import dev.weft.runtime.tier.ModuleCode;
import dev.weft.runtime.tier.Tier;
import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A module that was compiled ahead of time: a Java interface with a method for each exported function, and beside it
 * the module and the JVM classes of all its functions. It runs where there is no compiler and no interpreter, and none
 * of its function bodies is read before it runs.
 *
 * <p>Implementation note: beside the interface {@code p.Name} there is a folder {@code p/Name.weft} with {@code
 * module.wasm}, {@code archive.properties} and the emitted classes, which a class loader of the module's own defines.
 * They treat vectors as halves and, unless asked for more, access memory in the portable way, so that any JVM runs
 * them.
 *
 * <p>Safe for any thread.
 */
public final class ModuleArchive {
    static final String FOLDER = ".weft/";
    static final String MODULE = "module.wasm";
    static final String PROPERTIES = "archive.properties";
    /** The version of what emitted code and the runtime agree about; a change of either makes it another. */
    static final int CONTRACT = 1;

    private static final ClassValue<ModuleArchive> KNOWN = new ClassValue<>() {
        @Override
        protected ModuleArchive computeValue(Class<?> type) {
            return new ModuleArchive(type);
        }
    };

    private final Class<?> type;
    private final Properties properties = new Properties();
    private PreparedModule module;

    private ModuleArchive(Class<?> type) {
        this.type = type;
        byte[] text = read(PROPERTIES);
        if (text == null) {
            throw new IllegalArgumentException("no compiled module belongs to " + type.getName());
        }
        try {
            properties.load(new ByteArrayInputStream(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!String.valueOf(CONTRACT).equals(properties.getProperty("contract"))) {
            throw new IllegalStateException(type.getName() + " was compiled for another version of Weft ("
                    + properties.getProperty("version") + ")");
        }
        if (Boolean.parseBoolean(properties.getProperty("unsafe")) && Recipes.unsafe() == null) {
            throw new IllegalStateException(type.getName()
                    + " was compiled to run with --add-exports java.base/jdk.internal.misc=ALL-UNNAMED");
        }
    }

    /**
     * The archive of an interface that {@link #write} has made.
     *
     * @throws IllegalArgumentException if it was not made so
     * @throws IllegalStateException if it was made by a version of Weft that does not fit, or needs what this JVM does
     *         not lend
     */
    public static ModuleArchive of(Class<?> type) {
        return KNOWN.get(Objects.requireNonNull(type));
    }

    /** A builder of engines that can run it: the same features, with a tier that has the code. */
    public Engine.Builder engine() {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (String name : properties.getProperty("features").split(",")) {
            features.add(Feature.valueOf(name));
        }
        return Engine.builder().features(Features.of(features)).tier(new StoredTier())
                .interruptible(Boolean.parseBoolean(properties.getProperty("interruptible")));
    }

    /**
     * The module, for an engine made by {@link #engine}.
     *
     * @throws IllegalStateException if the engine limits structures and arrays, and the one that compiled the module
     *         did not: then nothing counts them
     */
    public PreparedModule prepare(Engine engine) {
        if (!(engine.tier() instanceof StoredTier tier) || tier.archive() != this) {
            throw new IllegalArgumentException("the engine was not built for " + type.getName());
        }
        if (engine.countsObjects() && !Boolean.parseBoolean(properties.getProperty("objects"))) {
            throw new IllegalStateException("the code of " + type.getName() + " counts no structures and arrays");
        }
        return engine.trust(read(MODULE), properties.getProperty("sha256"));
    }

    /** The module, for an engine with the defaults; made once. */
    public synchronized PreparedModule module() {
        if (module == null) {
            module = prepare(engine().build());
        }
        return module;
    }

    private byte[] read(String name) {
        String resource = type.getSimpleName() + FOLDER + name;
        try (InputStream in = type.getResourceAsStream(resource)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Compiles a module to a jar.
     *
     * @param module    of an engine whose tier compiles
     * @param className full name of the interface, such as {@code com.example.Sum}
     * @param unsafe    whether it accesses memory by native address, which is faster: then a JVM runs it only with
     *                  {@code --add-exports java.base/jdk.internal.misc=ALL-UNNAMED}
     * @param jar       where the jar goes; not closed
     * @throws IllegalArgumentException if that is no name for a class
     * @throws UnsupportedOperationException if the engine's tier does not compile, or cannot compile a function
     */
    public static void write(PreparedModule module, String className, boolean unsafe, OutputStream jar)
            throws IOException {
        Properties properties = properties(module);
        properties.setProperty("unsafe", String.valueOf(unsafe));
        new ArchiveWriter(module, className, unsafe, properties).write(jar);
    }

    private static Properties properties(PreparedModule module) {
        Engine engine = module.engine();
        Set<String> features = new TreeSet<>();
        for (Feature feature : Feature.values()) {
            if (engine.features().has(feature)) {
                features.add(feature.name());
            }
        }
        Properties properties = new Properties();
        properties.setProperty("contract", String.valueOf(CONTRACT));
        properties.setProperty("version", String.valueOf(Engine.class.getPackage().getImplementationVersion()));
        properties.setProperty("sha256", module.contentHash());
        properties.setProperty("features", features.stream().collect(Collectors.joining(",")));
        properties.setProperty("interruptible", String.valueOf(engine.isInterruptible()));
        properties.setProperty("objects", String.valueOf(engine.countsObjects()));
        return properties;
    }

    /** Runs the code of this archive and nothing else. */
    private final class StoredTier implements Tier {
        ModuleArchive archive() {
            return ModuleArchive.this;
        }

        @Override
        public String name() {
            return "stored";
        }

        @Override
        public ModuleCode prepare(PreparedModule prepared) {
            return new StoredModule(prepared, name -> read(name + ".class"));
        }
    }
}
