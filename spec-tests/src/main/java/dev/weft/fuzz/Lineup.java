package dev.weft.fuzz;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.tier.Tier;
import dev.weft.script.Tiers;
import dev.weft.syntax.Features;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * The tiers that are compared: all that are there, and once more the compiler with so low a limit on the size of its
 * methods that it must split or give up what it would compile whole. The tier that changes from one to the other takes
 * part twice: eager to do so, and in the middle of loops.
 */
final class Lineup {
    /** What makes methods short, and loops leave them soon. */
    private static final Map<String, String> LIMITS = Map.of("weft.jit.mostBytes", "300", "weft.jit.mostRounds", "2");

    /** A tier, with an engine that burns no fuel and one that does; null if the tier cannot. */
    record Entry(String name, Engine plain, Engine metered) {
    }

    private Lineup() {
    }

    /** All of them, the interpreter first. */
    static List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        for (String name : Tiers.present()) {
            if (name.equals("auto")) {
                entries.add(entry("auto-eager", () -> Tiers.builder(name).hotAfter(2, 1)
                        .backgroundCompilation(false)));
                entries.add(entry("auto-loops", () -> Tiers.builder(name).hotAfter(100, 7)
                        .backgroundCompilation(false)));
            } else {
                entries.add(entry(name, () -> Tiers.builder(name)));
            }
        }
        if (Tiers.isPresent("jit")) {
            Tier small = small();
            entries.add(entry("jit-small", () -> Engine.builder().tier(small)));
        }
        return entries;
    }

    private static Entry entry(String name, Supplier<Engine.Builder> builder) {
        Engine metered;
        try {
            metered = builder.get().features(Features.ALL).parallelism(1).fuel(FuelCosts.DEFAULT).build();
        } catch (IllegalStateException e) {
            metered = null;
        }
        return new Entry(name, builder.get().features(Features.ALL).parallelism(1).build(), metered);
    }

    /** The compiler's classes once more, which read the limits when they are loaded. */
    private static Tier small() {
        Map<String, String> before = new HashMap<>();
        LIMITS.forEach((name, limit) -> before.put(name, System.setProperty(name, limit)));
        try {
            Copy copy = new Copy(Lineup.class.getClassLoader(), "dev.weft.jit.");
            for (Tier tier : ServiceLoader.load(Tier.class, copy)) {
                if (tier.name().equals("jit")) {
                    Class.forName("dev.weft.jit.CompiledModule", true, copy);
                    return tier;
                }
            }
            throw new IllegalStateException("no tier jit");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        } finally {
            before.forEach((name, value) -> {
                if (value == null) {
                    System.clearProperty(name);
                } else {
                    System.setProperty(name, value);
                }
            });
        }
    }

    /** Defines the classes of one package anew and leaves all others to its parent. */
    private static final class Copy extends ClassLoader {
        private final String prefix;

        Copy(ClassLoader parent, String prefix) {
            super(parent);
            this.prefix = prefix;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(prefix)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) {
                    return known;
                }
                try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }
}
