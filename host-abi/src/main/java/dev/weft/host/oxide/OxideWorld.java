package dev.weft.host.oxide;

import dev.weft.host.Capabilities;
import dev.weft.host.ConsoleSink;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostLayer;
import dev.weft.host.kernel.Kernel;
import dev.weft.host.kernel.MailboxLimits;
import dev.weft.runtime.StoreLimits;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an app and all its workers share: the layer, the kernel, the console, the database, where modules come from, and
 * the limits.
 *
 * <p>Threads: safe for any thread. Closing it ends all guests; the database stays the embedder's.
 */
public final class OxideWorld implements AutoCloseable {
    /** How many pages a memory may have: 256 MiB. */
    public static final int MEMORY_PAGES = 4096;
    /** What instantiation and {@code start_app} may burn together, and each message of a worker. */
    public static final long START_FUEL = 500_000_000;
    /** What a later callback of the main module may burn. */
    public static final long CALLBACK_FUEL = 50_000_000;

    private final HostLayer layer;
    private final Kernel kernel;
    private final OxideMode mode;
    private final OxideConsole console;
    private final KeyValueStore database;
    private final ModuleLoader loader;
    private final GuestOptions options;
    private final Namespace namespace;
    private final long startFuel;
    private final long callbackFuel;
    private final MailboxLimits queue;
    private final int mostWorkers;
    private final Map<String, GuestModule> modules = new ConcurrentHashMap<>();

    /** What keys of the database are prefixed with. */
    public enum Namespace {
        /** The whole URL of the module. */
        FULL_URL,
        /** Scheme, host and port; of a file its folder. */
        ORIGIN
    }

    private OxideWorld(Builder builder) {
        layer = builder.layer;
        kernel = Kernel.create();
        mode = builder.mode;
        console = new OxideConsole(builder.console);
        database = builder.database;
        loader = builder.loader;
        namespace = builder.namespace;
        startFuel = builder.startFuel;
        callbackFuel = builder.callbackFuel;
        mostWorkers = builder.mostWorkers;
        queue = builder.queue != null ? builder.queue
                : mode == OxideMode.STRICT ? MailboxLimits.DEFAULT : legacyQueue();
        StoreLimits limits = layer.engine().storeLimits();
        options = builder.options.console(console)
                .limits(limits.withMemoryBytes(Math.min(limits.memoryBytes(), (long) MEMORY_PAGES << 16)));
    }

    /** A legacy queue is unbounded as far as a heap can be: a quarter of it for one queue. */
    private static MailboxLimits legacyQueue() {
        return new MailboxLimits(MailboxLimits.UNBOUNDED.messages(), Runtime.getRuntime().maxMemory() / 4);
    }

    /** A builder; the layer must have chosen {@link OxideAbi}, and its engine should burn fuel. */
    public static Builder builder(HostLayer layer) {
        return new Builder(layer);
    }

    /** The layer. */
    public HostLayer layer() {
        return layer;
    }

    /** The kernel of the app and its workers. */
    public Kernel kernel() {
        return kernel;
    }

    /** The mode. */
    public OxideMode mode() {
        return mode;
    }

    /** The console. */
    public OxideConsole console() {
        return console;
    }

    /** Makes a module known by a URL: workers that ask for that URL get it without a fetch. */
    public void preload(String url, GuestModule module) {
        modules.put(url, module);
    }

    GuestModule preloaded(String url) {
        return modules.get(url);
    }

    KeyValueStore database() {
        return database;
    }

    ModuleLoader loader() {
        return loader;
    }

    Namespace namespace() {
        return namespace;
    }

    long startFuel() {
        return startFuel;
    }

    long callbackFuel() {
        return callbackFuel;
    }

    MailboxLimits queue() {
        return queue;
    }

    int mostWorkers() {
        return mostWorkers;
    }

    /** The options of a guest that lives in this world: of a main module for embedders that run guests themselves. */
    public GuestOptions options(String url) {
        return options(url, null);
    }

    GuestOptions options(String url, OxideTask task) {
        return options.named(url).with(new OxideSeat(this, url, task));
    }

    @Override
    public void close() {
        kernel.close();
    }

    /** What a world is made from. Not for use by several threads. */
    public static final class Builder {
        private final HostLayer layer;
        private OxideMode mode = OxideMode.LEGACY;
        private GuestOptions options = GuestOptions.DEFAULT;
        private ConsoleSink console = ConsoleSink.NONE;
        private KeyValueStore database;
        private ModuleLoader loader = ModuleLoader.ofUrls();
        private Namespace namespace = Namespace.FULL_URL;
        private long startFuel = START_FUEL;
        private long callbackFuel = CALLBACK_FUEL;
        private MailboxLimits queue;
        private int mostWorkers = 100_000;

        private Builder(HostLayer layer) {
            this.layer = Objects.requireNonNull(layer);
        }

        /** How workers behave; as the original does by default. */
        public Builder mode(OxideMode value) {
            mode = Objects.requireNonNull(value);
            return this;
        }

        /** What the guests may do; nothing by default, not even start workers. */
        public Builder capabilities(Capabilities allowed) {
            options = options.capabilities(allowed);
            return this;
        }

        /** What every guest is given: rights, clocks, random numbers, settings of other ABIs; its console is ours. */
        public Builder options(GuestOptions base) {
            options = Objects.requireNonNull(base);
            return this;
        }

        /** Where lines of the console go besides. */
        public Builder console(ConsoleSink sink) {
            console = Objects.requireNonNull(sink);
            return this;
        }

        /** The database; without one its functions fail. */
        public Builder database(KeyValueStore store) {
            database = store;
            return this;
        }

        /** Where modules of workers come from; null: nowhere, so that none can be started. */
        public Builder loader(ModuleLoader value) {
            loader = value;
            return this;
        }

        /** What keys of the database are prefixed with. */
        public Builder namespace(Namespace policy) {
            namespace = Objects.requireNonNull(policy);
            return this;
        }

        /** What instantiation, {@code start_app} and each message may burn; and each callback of the main module. */
        public Builder fuel(long start, long callback) {
            startFuel = start;
            callbackFuel = callback;
            return this;
        }

        /** How much one queue to or from a worker holds; by default what suits the mode. */
        public Builder queue(MailboxLimits limits) {
            queue = limits;
            return this;
        }

        /** How many workers all guests of the world may have at once; 100,000 by default. */
        public Builder mostWorkers(int count) {
            mostWorkers = count;
            return this;
        }

        /** The world. */
        public OxideWorld build() {
            return new OxideWorld(this);
        }
    }
}
