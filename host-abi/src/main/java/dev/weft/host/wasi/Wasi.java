package dev.weft.host.wasi;

import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Import;
import dev.weft.syntax.MemType;
import dev.weft.syntax.NumType;
import dev.weft.syntax.ValType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/**
 * The world of one guest as WASI preview 1 shows it: arguments, environment, streams, folders, sockets, clocks. What
 * the builder was not told about does not exist for the guest.
 *
 * <pre>{@code
 * try (Wasi wasi = Wasi.builder().args("sort", "-n").stdin(in).stdout(out).directory("/data", folder).build()) {
 *     Linker linker = new Linker();
 *     wasi.addTo(linker);
 *     int code = wasi.start(linker.instantiate(store, module));
 * }
 * }</pre>
 *
 * <p>Threads: safe for use by all threads of one guest. A thread that is interrupted while it waits in a function ends
 * with a trap. Holds open files until closed; the embedder's own streams and sockets stay open.
 */
public final class Wasi implements AutoCloseable {
    private final DescriptorTable table;
    private final SystemFunctions system;
    private final WasiClock clock;
    private final WasiThreads threads;
    private final WasiHostFunction[] stableFunctions = new WasiHostFunction[WasiFunction.values().length];
    private final WasiHostFunction[] unstableFunctions = new WasiHostFunction[WasiFunction.values().length];
    private WasiPreview1 stablePreview;
    private WasiPreview1 unstablePreview;

    private Wasi(Builder builder) throws IOException {
        threads = new WasiThreads(builder.maxThreads, builder.threadFactory);
        clock = builder.clock;
        system = new SystemFunctions(builder.arguments, builder.environment, clock, builder.random);
        table = new DescriptorTable(builder.maxDescriptors);
        table.add(builder.stdin == null ? Stdio.input(InputStream.nullInputStream()) : builder.stdin);
        table.add(builder.stdout == null ? Stdio.output(OutputStream.nullOutputStream()) : builder.stdout);
        table.add(builder.stderr == null ? Stdio.output(OutputStream.nullOutputStream()) : builder.stderr);
        try {
            for (Lent lent : builder.lent) {
                table.add(lent.descriptor());
            }
        } catch (IOException | RuntimeException e) {
            table.closeAll();
            throw e;
        }
    }

    /** Something the guest finds open from the start. */
    private interface Lent {
        Descriptor descriptor() throws IOException;
    }

    /** A builder that allows nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Defines the functions, as {@code wasi_snapshot_preview1} and, with the layouts of that time, {@code
     * wasi_unstable}; and {@code thread-spawn} of {@code wasi}, whose threads get what this linker has defined.
     */
    public Wasi addTo(Linker linker) {
        define(linker, WasiPreview1.MODULE, functions(false));
        define(linker, WasiPreview1.UNSTABLE_MODULE, functions(true));
        threads.addTo(linker);
        return this;
    }

    /**
     * Defines the shared memories that a module imports and nobody has defined, of the types it asks for: a guest with
     * threads expects its memory from the host, whatever the name.
     *
     * @throws dev.weft.runtime.LimitExceededException if the store's limit does not allow one
     */
    public Wasi addMemories(Linker linker, Store store, PreparedModule module) {
        for (Import item : module.imports()) {
            boolean open = !linker.defines(item.module(), item.name());
            if (open && item.type() instanceof MemType type && type.shared()) {
                linker.define(item.module(), item.name(), store.newMemory(type));
            }
        }
        return this;
    }

    private void define(Linker linker, String module, WasiPreview1 functions) {
        for (WasiFunction function : WasiFunction.values()) {
            linker.define(module, function.importName, typeOf(function),
                new WasiHostFunction(functions, function, threads));
        }
    }

    static FuncType typeOf(WasiFunction function) {
        List<ValType> parameters = new ArrayList<>();
        for (char parameter : function.parameters.toCharArray()) {
            parameters.add(parameter == 'i' ? NumType.I32 : NumType.I64);
        }
        return new FuncType(parameters, function.returnsErrno() ? List.of(NumType.I32) : List.of());
    }

    /**
     * Runs a guest: {@code _start} of a command, or {@code _initialize} of a reactor, whose exports can be called
     * afterwards.
     *
     * <p>A command that imports {@code thread-spawn} of {@code wasi} runs on a thread of its own; when it returns, or
     * any of its threads exits or traps, all of them end, wherever they are; only a host function that cannot be
     * interrupted is not waited for longer than a second. With an engine that meters, a new thread gets half of the
     * fuel that its parent has left.
     *
     * @return the exit code, all 32 bits of it; 0 when it just returned
     * @throws NoSuchElementException when it exports neither
     * @throws dev.weft.runtime.Trap when it traps
     */
    public int start(Instance instance) {
        Object entry = instance.find("_start");
        if (entry == null) {
            entry = instance.find("_initialize");
        }
        if (!(entry instanceof FunctionInstance function)) {
            throw new NoSuchElementException("no exported function \"_start\" or \"_initialize\"");
        }
        if (instance.find("_start") == function && WasiThreads.isUsedBy(instance.module())) {
            return threads.run(function);
        }
        try {
            function.call();
            return 0;
        } catch (ProcExit exit) {
            return exit.code();
        }
    }

    /** A function, made when it is first asked for; for the thread of the guest. */
    WasiHostFunction hostFunction(WasiFunction function, boolean unstable) {
        WasiHostFunction[] known = unstable ? unstableFunctions : stableFunctions;
        WasiHostFunction made = known[function.ordinal()];
        if (made == null) {
            WasiPreview1 all = unstable ? unstablePreview : stablePreview;
            if (all == null) {
                all = functions(unstable);
                unstablePreview = unstable ? all : unstablePreview;
                stablePreview = unstable ? stablePreview : all;
            }
            made = new WasiHostFunction(all, function, threads);
            known[function.ordinal()] = made;
        }
        return made;
    }

    WasiPreview1 functions(boolean unstable) {
        return new WasiPreview1(table, system, clock, unstable);
    }

    /** Ends the guest's threads and closes every file it has open. */
    @Override
    public void close() {
        threads.end(0, null);
        try {
            table.closeAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says what a guest may see. */
    public static final class Builder {
        private static final int DEFAULT_DESCRIPTORS = 4096;
        private static final int DEFAULT_THREADS = 1024;
        private static final long STACK_BYTES = 16L << 20;

        private final List<String> arguments = new ArrayList<>();
        private final List<String> environment = new ArrayList<>();
        private final List<Lent> lent = new ArrayList<>();
        private InputDescriptor stdin;
        private OutputDescriptor stdout;
        private OutputDescriptor stderr;
        private WasiClock clock = WasiClock.SYSTEM;
        private RandomGenerator random;
        private int maxDescriptors = DEFAULT_DESCRIPTORS;
        private int maxThreads = DEFAULT_THREADS;
        private ThreadFactory threadFactory =
            Thread.ofPlatform().daemon().name("weft-wasi-thread-", 0).stackSize(STACK_BYTES).factory();

        private Builder() {
        }

        private static String checked(String text) {
            if (text.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a NUL in " + text.replace("\0", "\\0"));
            }
            return text;
        }

        /** Adds arguments; the first of all is by custom the program's name. */
        public Builder args(String... more) {
            return args(List.of(more));
        }

        /** Adds arguments; the first of all is by custom the program's name. */
        public Builder args(List<String> more) {
            more.forEach(argument -> arguments.add(checked(argument)));
            return this;
        }

        /** Adds a variable to the environment. */
        public Builder env(String name, String value) {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException("not the name of a variable: " + name);
            }
            environment.add(checked(name + "=" + value));
            return this;
        }

        /** Adds variables to the environment. */
        public Builder env(Map<String, String> variables) {
            variables.forEach(this::env);
            return this;
        }

        /** What the guest reads as its standard input; without one it is at its end. */
        public Builder stdin(InputStream stream) {
            stdin = Stdio.input(stream);
            return this;
        }

        /** Where the guest's standard output goes, flushed with every write; without one it is lost. */
        public Builder stdout(OutputStream stream) {
            stdout = Stdio.output(stream);
            return this;
        }

        /** Where the guest's standard error goes, flushed with every write; without one it is lost. */
        public Builder stderr(OutputStream stream) {
            stderr = Stdio.output(stream);
            return this;
        }

        /** Standard input, output and error are those of this process (not of {@link System#setOut}). */
        public Builder inheritStdio() {
            stdin = Stdio.input();
            stdout = Stdio.output();
            stderr = Stdio.error();
            return this;
        }

        /** Lends a folder of the host, to read and write; the guest calls it {@code guestName} and cannot leave it. */
        public Builder directory(String guestName, Path folder) {
            return lend(guestName, () -> Directory.ofHost(folder));
        }

        /** Lends a folder of the host, to read only. */
        public Builder readOnlyDirectory(String guestName, Path folder) {
            return lend(guestName, () -> Directory.ofHost(folder).readOnly());
        }

        /**
         * Lends a directory of any file system, such as a {@link MemoryDirectory}; it stays the embedder's to close.
         */
        public Builder directory(String guestName, Directory directory) {
            return lend(guestName, () -> directory.openDirectory("."));
        }

        private interface Opening {
            Directory open() throws IOException;
        }

        private Builder lend(String guestName, Opening opening) {
            checked(guestName);
            lent.add(() -> new Descriptor.Folder(opening.open(), guestName, Rights.DIRECTORY, Rights.INHERITED, 0));
            return this;
        }

        /** Lends a listening socket, of which the guest accepts connections; it is switched to non-blocking mode. */
        public Builder socket(ServerSocketChannel listener) {
            lent.add(() -> new SocketDescriptor(listener, 0));
            return this;
        }

        /** The clocks; by default those of this machine. */
        public Builder clock(WasiClock newClock) {
            clock = newClock;
            return this;
        }

        /** Where random bytes come from; by default a {@link java.security.SecureRandom}. */
        public Builder random(RandomGenerator generator) {
            random = generator;
            return this;
        }

        /** How many descriptors the guest may have open at once; 4096 by default. */
        public Builder maxDescriptors(int limit) {
            maxDescriptors = limit;
            return this;
        }

        /** How many threads the guest may have spawned at once; 1024 by default, 0 forbids it. */
        public Builder maxThreads(int limit) {
            maxThreads = limit;
            return this;
        }

        /**
         * Makes the threads of guests that spawn some, that of their {@code _start} included; by default daemon threads
         * of the platform. Virtual ones suit guests that wait more than they compute.
         */
        public Builder threadFactory(ThreadFactory factory) {
            threadFactory = Objects.requireNonNull(factory);
            return this;
        }

        /**
         * The guest's world; opens the folders.
         *
         * @throws IOException when a folder is not there
         */
        public Wasi build() throws IOException {
            return new Wasi(this);
        }
    }
}
