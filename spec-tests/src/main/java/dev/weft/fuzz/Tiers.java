package dev.weft.fuzz;

import dev.weft.runtime.Engine;
import dev.weft.runtime.FuelCosts;
import dev.weft.runtime.tier.Tier;
import dev.weft.syntax.Features;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The tiers that are compared: all that are there, and once more the compiler with so low a limit on the size of its
 * methods that it must split or give up what it would compile whole.
 */
final class Tiers {
    private static final String LIMIT = "weft.jit.mostBytes";
    private static final int SMALL = 300;

    /** A tier, with an engine that burns no fuel and one that does; null if the tier cannot. */
    record Entry(String name, Engine plain, Engine metered) {
    }

    private Tiers() {
    }

    /** All of them, the interpreter first. */
    static List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        for (Tier tier : ServiceLoader.load(Tier.class)) {
            Entry entry = entry(tier.name(), tier);
            entries.add(tier.name().equals("interp") ? 0 : entries.size(), entry);
        }
        for (Entry entry : List.copyOf(entries)) {
            if (entry.name().equals("jit")) {
                entries.add(entry("jit-small", small()));
            }
        }
        return entries;
    }

    private static Entry entry(String name, Tier tier) {
        Engine metered;
        try {
            metered = Engine.builder().features(Features.ALL).tier(tier).parallelism(1).fuel(FuelCosts.DEFAULT).build();
        } catch (IllegalStateException e) {
            metered = null;
        }
        return new Entry(name, Engine.builder().features(Features.ALL).tier(tier).parallelism(1).build(), metered);
    }

    /** The compiler's classes once more, which read the limit when they are loaded. */
    private static Tier small() {
        String before = System.getProperty(LIMIT);
        System.setProperty(LIMIT, Integer.toString(SMALL));
        try {
            Copy copy = new Copy(Tiers.class.getClassLoader(), "dev.weft.jit.");
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
            if (before == null) {
                System.clearProperty(LIMIT);
            } else {
                System.setProperty(LIMIT, before);
            }
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
