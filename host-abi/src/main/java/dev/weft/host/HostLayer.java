package dev.weft.host;

import dev.weft.runtime.Engine;
import dev.weft.runtime.PreparedModule;
import dev.weft.syntax.DefType;
import dev.weft.syntax.Feature;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Import;
import dev.weft.syntax.Limits;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.MemType;
import dev.weft.syntax.TypeUse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ABIs that guests of one kind are given together, over one engine: what turns bytes into a {@link GuestModule}.
 *
 * <p>A module is checked when it is prepared: what it imports must be supplied by one of the ABIs, in the version that
 * was asked for or else in the newest one that supplies all of it. Prepared modules are kept by the hash of their
 * bytes, so that the same bytes are compiled once however many guests run them.
 *
 * <p>Threads: safe for any thread.
 */
public final class HostLayer {
    private static final int LINKED = 256;

    private final Engine engine;
    private final List<Chosen> abis;
    private final List<HostAbi> chosen;
    private final List<HostAbi> known;
    private final ModuleCache cache;
    private final Map<PreparedModule, GuestModule> linked = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PreparedModule, GuestModule> eldest) {
            return size() > LINKED;
        }
    };

    /** An ABI with its version, null for "the newest that does". */
    record Chosen(HostAbi abi, String version, Map<String, ImportTable> tables) {
        List<String> candidates() {
            return version != null ? List.of(version) : abi.versions();
        }

        ImportTable table(String of) {
            return tables.computeIfAbsent(of, wanted -> {
                ImportTable table = new ImportTable();
                abi.define(table, wanted);
                return table;
            });
        }
    }

    private HostLayer(Builder builder) {
        this.engine = builder.engine;
        this.abis = List.copyOf(builder.abis);
        this.chosen = abis.stream().map(Chosen::abi).toList();
        this.known = List.copyOf(builder.known.values());
        this.cache = builder.cache != null ? builder.cache : ModuleCache.of(engine);
    }

    /** A builder that knows the ABIs which {@link ServiceLoader} finds and has chosen none. */
    public static Builder builder(Engine engine) {
        return new Builder(engine);
    }

    /** The ABIs that {@link ServiceLoader} finds. */
    public static List<HostAbi> registered() {
        List<HostAbi> found = new ArrayList<>();
        ServiceLoader.load(HostAbi.class, HostAbi.class.getClassLoader()).forEach(found::add);
        return found;
    }

    /** The engine. */
    public Engine engine() {
        return engine;
    }

    /** The ABIs, in the order in which they were chosen, which is the order in which they supply imports. */
    public List<HostAbi> abis() {
        return chosen;
    }

    /**
     * A module, decoded, validated, checked and linked; the same object for the same bytes.
     *
     * @throws MalformedException if it is no module
     * @throws dev.weft.valid.InvalidException if it is not a valid one
     * @throws MissingImportsException if it imports what the ABIs do not supply
     */
    public GuestModule prepare(byte[] bytes) {
        return prepare(cache.prepare(bytes));
    }

    /** A module that the engine of this layer has prepared, checked and linked. */
    public GuestModule prepare(PreparedModule module) {
        if (module.engine() != engine) {
            throw new IllegalArgumentException("the module was prepared by another engine");
        }
        synchronized (linked) {
            return linked.computeIfAbsent(module, this::link);
        }
    }

    /** What a module imports and the ABIs do not supply; empty if it can be linked. */
    public List<MissingImport> missing(PreparedModule module) {
        return missing(module, negotiate(module));
    }

    private GuestModule link(PreparedModule module) {
        List<ImportTable> tables = negotiate(module);
        List<MissingImport> missing = missing(module, tables);
        if (!missing.isEmpty()) {
            throw new MissingImportsException(missing, module.imports().size());
        }
        return new GuestModule(this, module, tables);
    }

    /** The tables of the versions that suit a module, in the order of the ABIs. */
    private List<ImportTable> negotiate(PreparedModule module) {
        List<ImportTable> tables = new ArrayList<>(abis.size());
        for (Chosen chosen : abis) {
            ImportTable best = null;
            int fewest = Integer.MAX_VALUE;
            for (String version : chosen.candidates()) {
                ImportTable table = chosen.table(version);
                int unmet = unmet(module, chosen, table);
                if (unmet < fewest) {
                    best = table;
                    fewest = unmet;
                }
            }
            tables.add(best);
        }
        return tables;
    }

    /** How many of the imports that any version of an ABI supplies are not in one version's table. */
    private static int unmet(PreparedModule module, Chosen chosen, ImportTable table) {
        int count = 0;
        if (chosen.candidates().size() > 1) {
            for (Import item : module.imports()) {
                boolean own = chosen.candidates().stream()
                        .anyMatch(version -> fits(chosen.table(version), item));
                count += own && !fits(table, item) ? 1 : 0;
            }
        }
        return count;
    }

    static boolean fits(ImportTable table, Import item) {
        return switch (table.find(item.module(), item.name())) {
            case ImportTable.Function function -> wanted(item) instanceof FuncType type && type.equals(function.type());
            case ImportTable.Memory memory -> item.type() instanceof MemType type && memoryFor(type, memory) != null;
            case null, default -> false;
        };
    }

    private static Object wanted(Import item) {
        return item.type() instanceof TypeUse use && use.type() instanceof DefType type
                ? type.funcType() : null;
    }

    /** The type of the memory that a guest gets which asks for one; null if it would not fit. */
    static MemType memoryFor(MemType asked, ImportTable.Memory memory) {
        MemType offered = memory.type();
        long min = Math.max(offered.limits().min(), asked.limits().min());
        long max = offered.limits().hasMax() ? offered.limits().max() : Long.MAX_VALUE;
        if (asked.limits().hasMax()) {
            max = Math.min(max, asked.limits().max());
        }
        boolean fits = asked.addr() == offered.addr() && asked.shared() == offered.shared()
                && asked.pageSizeLog2() == offered.pageSizeLog2() && min <= max;
        return !fits ? null : new MemType(offered.addr(), max == Long.MAX_VALUE
                ? Limits.of(min) : Limits.of(min, max), offered.shared(), offered.pageSizeLog2());
    }

    private List<MissingImport> missing(PreparedModule module, List<ImportTable> tables) {
        List<MissingImport> missing = new ArrayList<>();
        for (Import item : module.imports()) {
            if (tables.stream().noneMatch(table -> fits(table, item))) {
                missing.add(new MissingImport(item.module(), item.name(), show(item), found(item, tables),
                        suppliers(item)));
            }
        }
        return missing;
    }

    private static String found(Import item, List<ImportTable> tables) {
        for (ImportTable table : tables) {
            Object entry = table.find(item.module(), item.name());
            if (entry != null) {
                return ImportTable.show(entry);
            }
        }
        return null;
    }

    private List<String> suppliers(Import item) {
        List<String> names = new ArrayList<>();
        for (HostAbi abi : known) {
            for (String version : abi.versions()) {
                ImportTable table = new ImportTable();
                abi.define(table, version);
                if (fits(table, item)) {
                    names.add(abi.versions().size() == 1 ? abi.name() : abi.name() + "@" + version);
                    break;
                }
            }
        }
        return names;
    }

    private static String show(Import item) {
        return wanted(item) instanceof FuncType type ? "func " + type
                : item.type() instanceof MemType type ? "memory " + type.limits() + (type.shared() ? " shared" : "")
                : item.type().kind().toString();
    }

    /** What a layer is made from. Not for use by several threads. */
    public static final class Builder {
        private final Engine engine;
        private final Map<String, HostAbi> known = new LinkedHashMap<>();
        private final List<Chosen> abis = new ArrayList<>();
        private ModuleCache cache;

        private Builder(Engine engine) {
            this.engine = Objects.requireNonNull(engine);
            register(registered());
        }

        /** Makes ABIs known by their names, besides those that {@link ServiceLoader} finds; chooses none of them. */
        public Builder register(Collection<? extends HostAbi> more) {
            more.forEach(abi -> known.put(abi.name(), abi));
            return this;
        }

        /**
         * Chooses a known ABI: {@code name}, or {@code name@version}.
         *
         * @throws IllegalArgumentException if it is not known, or the engine lacks a proposal that it needs
         */
        public Builder abi(String nameAndVersion) {
            int at = nameAndVersion.indexOf('@');
            String name = at < 0 ? nameAndVersion : nameAndVersion.substring(0, at);
            HostAbi abi = known.get(name);
            if (abi == null) {
                throw new IllegalArgumentException("no ABI is called " + name + "; known are: "
                        + String.join(", ", known.keySet()));
            }
            return abi(abi, at < 0 ? null : nameAndVersion.substring(at + 1));
        }

        /** Chooses an ABI in whichever of its versions suits the module. */
        public Builder abi(HostAbi abi) {
            return abi(abi, null);
        }

        /** Chooses an ABI in a version; null: in whichever suits the module. */
        public Builder abi(HostAbi abi, String version) {
            if (version != null && !abi.versions().contains(version)) {
                throw new IllegalArgumentException("the ABI " + abi.name() + " has no version " + version
                        + "; it has: " + String.join(", ", abi.versions()));
            }
            for (Feature feature : abi.features()) {
                if (!engine.features().has(feature)) {
                    throw new IllegalArgumentException("the ABI " + abi.name() + " needs the proposal " + feature
                            + ", which is off");
                }
            }
            if (abis.stream().anyMatch(chosen -> chosen.abi().name().equals(abi.name()))) {
                throw new IllegalArgumentException("the ABI " + abi.name() + " is chosen twice");
            }
            known.putIfAbsent(abi.name(), abi);
            abis.add(new Chosen(abi, version, new ConcurrentHashMap<>()));
            return this;
        }

        /** Keeps prepared modules in a cache of its own; by default all layers of an engine share one. */
        public Builder cache(ModuleCache ownCache) {
            cache = Objects.requireNonNull(ownCache);
            return this;
        }

        /** The layer. */
        public HostLayer build() {
            return new HostLayer(this);
        }
    }
}
