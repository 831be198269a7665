package dev.weft.runtime;

import dev.weft.binary.ModuleDecoder;
import dev.weft.runtime.cache.BuildIdentity;
import dev.weft.runtime.cache.CachedModule;
import dev.weft.runtime.cache.CodeCache;
import dev.weft.runtime.cache.Digests;
import dev.weft.runtime.memory.Preparation;
import dev.weft.runtime.tier.CodeAccount;
import dev.weft.runtime.tier.Tier;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.Opcode;
import dev.weft.syntax.WasmModule;
import dev.weft.valid.InvalidException;
import dev.weft.valid.ModuleValidator;
import dev.weft.valid.ValidModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ForkJoinPool;

/**
 * A configured WebAssembly implementation: which proposals are on, how code runs, what stores may use.
 *
 * <p>Immutable, safe for any thread; holds nothing that needs closing. One engine for a process is usual.
 */
public final class Engine {
    /** How many bytes a module must have for it to be kept that it is valid, if nothing of it is compiled. */
    private static final int WORTH_KEEPING = 1 << 16;
    /** As many bytes as an array can have. */
    private static final int LONGEST = Integer.MAX_VALUE - 8;
    /**
     * Tiers that are looked for by name first on the class path, where the service loader opens each jar. On the module
     * path it opens none, and nobody else may make them.
     */
    private static final List<String> USUAL_TIERS = Engine.class.getModule().isNamed() ? List.of()
            : List.of("dev.weft.interp.InterpreterTier", "dev.weft.jit.JitTier");

    private final Features features;
    private final Tier tier;
    private final StoreLimits storeLimits;
    private final int parallelism;
    private final FuelCosts fuelCosts;
    private final boolean interruptible;
    private final Epoch epoch;
    private final EngineLimits limits;
    private final boolean measuresTime;
    private final Quota memory;
    private final Quota elements;
    private final Quota instances;
    private final Quota objects;
    private final CodeAccount code;
    private final CodeCache cache;
    private final Path dumpFolder;
    private final boolean sourceLines;
    private final String codeOptions;

    private Engine(Builder builder, Tier tier) {
        this.features = builder.features;
        this.tier = tier;
        this.storeLimits = builder.storeLimits;
        this.parallelism = builder.parallelism;
        this.fuelCosts = builder.fuelCosts;
        this.interruptible = builder.interruptible;
        this.epoch = new Epoch(builder.epochTick);
        this.limits = builder.limits;
        this.measuresTime = builder.measuresTime;
        this.memory = new Quota(limits.memoryBytes());
        this.elements = new Quota(limits.tableElements());
        this.instances = new Quota(limits.instances());
        this.objects = new Quota(limits.objectBytes());
        this.code = new CodeAccount(limits);
        this.cache = builder.cache;
        this.dumpFolder = builder.dumpFolder;
        this.sourceLines = builder.sourceLines;
        this.codeOptions = cache == null ? null : codeOptions();
        Preparation.begin();
    }

    /** An engine with the defaults: all of WebAssembly 3.0, threads, legacy exceptions, the best tier present. */
    public static Engine create() {
        return builder().build();
    }

    /** A builder that starts with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Decodes and validates a module.
     *
     * @param bytes the binary; kept, and not to be changed afterwards
     * @throws MalformedException if it is no module
     * @throws InvalidException if it is a module but not a valid one
     */
    public PreparedModule prepare(byte[] bytes) {
        if (cache == null) {
            WasmModule module = ModuleDecoder.decode(bytes, features);
            return new PreparedModule(this, ModuleValidator.validate(module, features, ForkJoinPool.commonPool(),
                    parallelism), null, null);
        }
        // hashing a large module takes as long as all else if its bodies are known to be valid
        Hashing hashing = parallelism > 1 && bytes.length >= WORTH_KEEPING ? Hashing.begin(bytes) : null;
        ValidModule valid = ModuleValidator.trust(ModuleDecoder.decode(bytes, features), features);
        String hash = hashing != null ? hashing.result() : Digests.sha256(bytes);
        CachedModule cached = cache.open(hash, codeOptions);
        if (!cached.isKnown()) {
            ModuleValidator.validateBodies(valid, ForkJoinPool.commonPool(), parallelism);
        }
        if (bytes.length >= WORTH_KEEPING) {
            cached.validated();
        }
        return new PreparedModule(this, valid, hash, cached);
    }

    /** The hash of a module, found while it is decoded; a plain thread starts sooner than the JVM's pool. */
    private static final class Hashing extends Thread {
        private final byte[] bytes;
        private String hash;

        Hashing(byte[] bytes) {
            super("weft-hash");
            this.bytes = bytes;
            setDaemon(true);
        }

        /** Begins, or returns null if there is no thread to be had. */
        static Hashing begin(byte[] bytes) {
            Hashing hashing = new Hashing(bytes);
            try {
                hashing.start();
                return hashing;
            } catch (OutOfMemoryError e) {
                return null;
            }
        }

        @Override
        public void run() {
            hash = Digests.sha256(bytes);
        }

        String result() {
            boolean interrupted = false;
            while (isAlive()) {
                try {
                    join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return hash != null ? hash : Digests.sha256(bytes);
        }
    }

    /** Decodes a module whose hash vouches for it having been validated. */
    PreparedModule trust(byte[] bytes, String hash) {
        ValidModule valid = ModuleValidator.trust(ModuleDecoder.decode(bytes, features), features);
        return new PreparedModule(this, valid, hash, null);
    }

    /** All that emitted code depends on but for the module. */
    private String codeOptions() {
        StringBuilder text = new StringBuilder(BuildIdentity.of(Engine.class, WasmModule.class, tier.getClass()))
                .append('\n').append(features).append('\n').append(tier.name()).append(' ').append(tier.options())
                .append("\ninterruptible ").append(interruptible).append("\nlines ").append(sourceLines)
                .append("\nobjects ").append(countsObjects()).append(' ').append(limitsStructClasses())
                .append("\nfuel");
        for (Opcode op : fuelCosts == null ? new Opcode[0] : Opcode.values()) {
            text.append(' ').append(fuelCosts.of(op));
        }
        return text.toString();
    }

    /** Decodes and validates the module in a file. */
    public PreparedModule prepare(Path file) throws IOException {
        return prepare(read(file));
    }

    /**
     * All bytes of a file, for {@link #prepare(byte[])}. In pieces, since reading a large array at once takes as much
     * native memory again for as long as the thread lives.
     *
     * @throws IOException if it cannot be read, or has more bytes than an array
     */
    public static byte[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, Files.size(file), LONGEST);
        }
    }

    static byte[] read(InputStream in, long expected, int longest) throws IOException {
        byte[] bytes = new byte[(int) Math.min(expected, longest)];
        int length = 0;
        while (true) {
            int count = in.read(bytes, length, Math.min(bytes.length - length, 1 << 16));
            if (count < 0) {
                return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            }
            length += count;
            if (length == bytes.length) {
                int next = in.read();
                if (next < 0) {
                    return bytes;
                }
                if (length == longest) {
                    throw new IOException("it has more than " + longest + " bytes");
                }
                bytes = Arrays.copyOf(bytes, (int) Math.min(longest, Math.max(64, 2L * length)));
                bytes[length++] = (byte) next;
            }
        }
    }

    /** Decodes and validates the module that a stream yields; reads it to its end and leaves it open. */
    public PreparedModule prepare(InputStream in) throws IOException {
        return prepare(in.readAllBytes());
    }

    /** The proposals that are on. */
    public Features features() {
        return features;
    }

    /** How code runs; for the runtime's own use. */
    Tier tier() {
        return tier;
    }

    /** The name of the tier that runs code. */
    public String tierName() {
        return tier.name();
    }

    /** What a store may use that is given no limits of its own. */
    public StoreLimits storeLimits() {
        return storeLimits;
    }

    /** What all stores may use together. */
    public EngineLimits limits() {
        return limits;
    }

    /** What all stores use together. Any thread may ask. */
    public EngineUsage usage() {
        return new EngineUsage(memory.used(), elements.used(), instances.used(), objects.used(), code.functions(),
                code.bytes(), Duration.ofNanos(code.nanos()));
    }

    /** How much code there is; for execution tiers. */
    public CodeAccount code() {
        return code;
    }

    /** Whether structures and arrays are counted: if the engine or its stores limit them. */
    public boolean countsObjects() {
        return Math.min(limits.objectBytes(), storeLimits.objectBytes()) < Long.MAX_VALUE;
    }

    /** Whether there may be only so many classes of structures: then nothing but a new structure makes one. */
    public boolean limitsStructClasses() {
        return limits.structClassBytes() < Long.MAX_VALUE;
    }

    /** Whether stores measure how long their guests run. */
    public boolean measuresTime() {
        return measuresTime;
    }

    Quota memoryQuota() {
        return memory;
    }

    Quota elementsQuota() {
        return elements;
    }

    Quota instancesQuota() {
        return instances;
    }

    Quota objectsQuota() {
        return objects;
    }

    /** How many threads may prepare one module at the same time. */
    public int parallelism() {
        return parallelism;
    }

    /** What instructions cost, or null if code burns no fuel. */
    public FuelCosts fuelCosts() {
        return fuelCosts;
    }

    /** Where the classes of compiled functions are written for people to look at, or null. */
    public Path dumpFolder() {
        return dumpFolder;
    }

    /** Whether compiled code has line numbers of the guest's source where there is debugging information. */
    public boolean hasSourceLines() {
        return sourceLines;
    }

    /** Where code is kept for later processes, or null. */
    public CodeCache cache() {
        return cache;
    }

    /** Whether loops notice interruptions and deadlines also in code where that costs something. */
    public boolean isInterruptible() {
        return interruptible;
    }

    /** The number of the current tick. */
    public long epoch() {
        return epoch.now();
    }

    /** Makes it one tick later. Any thread may call this. */
    public void advanceEpoch() {
        epoch.advance();
    }

    Epoch clock() {
        return epoch;
    }

    /** What an engine is made from. Not for use by several threads. */
    public static final class Builder {
        private Features features = Features.DEFAULT;
        private StoreLimits storeLimits = StoreLimits.DEFAULT;
        private EngineLimits limits = EngineLimits.NONE;
        private boolean measuresTime;
        private int parallelism = Runtime.getRuntime().availableProcessors();
        private FuelCosts fuelCosts;
        private boolean interruptible = true;
        private Duration epochTick = Duration.ofMillis(10);
        private int hotCalls = Integer.getInteger("weft.tierup.calls", 10_000);
        private int hotRounds = Integer.getInteger("weft.tierup.rounds", 200_000);
        private boolean backgroundCompilation = true;
        private CodeCache cache;
        private Path dumpFolder;
        private boolean sourceLines;
        private String tierName;
        private Tier tier;

        private Builder() {
        }

        /** The proposals that are on. */
        public Builder features(Features value) {
            features = Objects.requireNonNull(value);
            return this;
        }

        /** What a store may use that is given no limits of its own. */
        public Builder storeLimits(StoreLimits value) {
            storeLimits = Objects.requireNonNull(value);
            return this;
        }

        /** What all stores may use together: no limits by default. */
        public Builder limits(EngineLimits value) {
            limits = Objects.requireNonNull(value);
            return this;
        }

        /** Whether stores measure how long their guests run ({@link StoreUsage}), at each call; not by default. */
        public Builder measureTime(boolean value) {
            measuresTime = value;
            return this;
        }

        /** How many threads may prepare one module at the same time. */
        public Builder parallelism(int threads) {
            if (threads < 1) {
                throw new IllegalArgumentException("parallelism must be at least 1");
            }
            parallelism = threads;
            return this;
        }

        /** Makes code burn fuel, and what instructions cost; null, the default: it burns none and pays nothing. */
        public Builder fuel(FuelCosts costs) {
            fuelCosts = costs;
            return this;
        }

        /**
         * Whether loops notice {@link Store#interrupt} and deadlines also in compiled code, where it costs a little;
         * they do by default. Interpreted loops, calls and waiting functions notice in any case.
         */
        public Builder interruptible(boolean value) {
            interruptible = value;
            return this;
        }

        /**
         * How long a tick is by which deadlines are measured: 10 ms by default. Zero: the embedder calls {@link
         * Engine#advanceEpoch}.
         */
        public Builder epochTick(Duration tick) {
            if (tick.isNegative()) {
                throw new IllegalArgumentException("a tick cannot be negative");
            }
            epochTick = tick;
            return this;
        }

        /** Which tier runs code, by name: {@code interp}, {@code jit}, or {@code auto} for both together. */
        public Builder tier(String name) {
            tierName = Objects.requireNonNull(name);
            tier = null;
            return this;
        }

        /** Which tier runs code; for authors of tiers. */
        public Builder tier(Tier value) {
            tier = Objects.requireNonNull(value);
            return this;
        }

        /**
         * When the tier {@code auto} compiles a function: after so many calls, or so many rounds of its loops, or a
         * mixture; at once if an earlier process has entered it at a loop, and after some times as many if it is long
         * and a call or round executes little of it, as in the loop of an interpreter. By default what the system
         * properties {@code weft.tierup.calls} and {@code weft.tierup.rounds} say, or else what has proved itself.
         */
        public Builder hotAfter(int calls, int rounds) {
            if (calls < 1 || rounds < 1) {
                throw new IllegalArgumentException("calls and rounds must be at least 1");
            }
            hotCalls = calls;
            hotRounds = rounds;
            return this;
        }

        /**
         * Whether the tier {@code auto} compiles on threads of its own while guests go on, as it does by default; else
         * the call that makes a function hot waits, and every run takes the same way.
         */
        public Builder backgroundCompilation(boolean value) {
            backgroundCompilation = value;
            return this;
        }

        /**
         * Where emitted code is kept for later processes; null, the default, is nowhere. A module of which there is
         * something is not validated again, and the tier {@code auto} begins with the code that was hot before.
         */
        public Builder cache(CodeCache value) {
            cache = value;
            return this;
        }

        /**
         * Writes the class files of compiled functions to a folder when they are loaded, for people to look at with
         * {@code javap -c -p -l}; null, the default: does not.
         */
        public Builder dumpBytecode(Path folder) {
            dumpFolder = folder;
            return this;
        }

        /**
         * Whether line numbers of compiled code are those of the guest's source, where the module has debugging
         * information in the format DWARF: for debuggers and profilers of Java. By default they are the numbers of
         * instructions in their function, by which traps find their exact place; with source lines a trap's place is
         * the first instruction of its line.
         */
        public Builder sourceLines(boolean value) {
            sourceLines = value;
            return this;
        }

        /**
         * The engine.
         *
         * @throws IllegalStateException if no tier of the name, or none at all, is on the path, or its code cannot burn
         *         fuel though it should
         */
        public Engine build() {
            Tier found = tier != null ? tier : findTier(tierName);
            if (fuelCosts != null && !found.obeysControl()) {
                throw new IllegalStateException("code of the tier " + found.name() + " burns no fuel");
            }
            return new Engine(this, found);
        }

        private Tier findTier(String name) {
            Map<String, Tier> present = new LinkedHashMap<>();
            for (String usual : USUAL_TIERS) {
                add(usual, present);
            }
            boolean areUsual = name == null || name.equals(TieredTier.NAME) || present.containsKey(name);
            if (!areUsual || present.size() < 2) {
                for (Tier candidate : ServiceLoader.load(Tier.class, Engine.class.getClassLoader())) {
                    present.putIfAbsent(candidate.name(), candidate);
                }
            }
            Tier first = present.get(TieredTier.FIRST);
            Tier second = present.get(TieredTier.SECOND);
            if (first != null && second != null) {
                present.put(TieredTier.NAME, new TieredTier(first, second, hotCalls, hotRounds, backgroundCompilation));
            }
            Tier found = name == null ? best(present) : present.get(name);
            if (found != null) {
                return found;
            }
            throw new IllegalStateException(name == null
                    ? "no tier found: put engine-interp or engine-jit on the path"
                    : "no tier " + name + "; found: "
                            + (present.isEmpty() ? "none" : String.join(", ", present.keySet())));
        }

        private static void add(String className, Map<String, Tier> tiers) {
            try {
                Class<?> found = Class.forName(className, true, Engine.class.getClassLoader());
                Tier tier = (Tier) found.getConstructor().newInstance();
                tiers.put(tier.name(), tier);
            } catch (ClassNotFoundException e) {
                // it is not on the path
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a tier that cannot be made: " + className, e);
            }
        }

        /** Both tiers together if there are two, but none that ignores interruptions while another does not. */
        private static Tier best(Map<String, Tier> present) {
            for (Tier candidate : present.values().stream().toList().reversed()) {
                if (candidate.obeysControl()) {
                    return candidate;
                }
            }
            return present.values().stream().findFirst().orElse(null);
        }
    }
}
