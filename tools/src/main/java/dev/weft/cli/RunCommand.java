package dev.weft.cli;

import dev.weft.host.wasi.ProcExit;
import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.FunctionInstance;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LimitExceededException;
import dev.weft.runtime.LinkedModule;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.Trap;
import dev.weft.runtime.UnlinkableException;
import dev.weft.runtime.WasmException;
import dev.weft.syntax.Export;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.Import;
import dev.weft.syntax.Names;
import dev.weft.syntax.ValType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weft run}: runs a guest as a command, or calls one of its functions. */
@Command(name = "run",
        description = "Runs a module: its _start function, with WASI preview 1 to talk to the world.",
        footer = {"",
            "Everything behind FILE belongs to the guest, options too. The guest sees the folders and variables",
            "named here and nothing else of this machine.",
            "",
            "Examples:",
            "  weft run hello.wasm one --two",
            "  weft run --dir . --dir data::/work sqlite3.wasm data.db",
            "  weft run --invoke add sum.wat 2 0x10",
            "  weft wasm sum.wat -o - | weft run --invoke add - 2 3",
            "",
            "Exit codes: the guest's; 134 it trapped; 64 wrong usage; 65 no valid module; 66 a file is missing;",
            "69 an import is missing or does not fit, or a limit does not let it start."})
class RunCommand implements Callable<Integer> {
    private static final int CALL_DEPTH = 50_000;
    private static final long JAVA_STACK = 512L << 20;
    /** The name of the guest's thread; those that it starts have names that begin so. */
    static final String THREAD = "guest";

    private final Streams streams;

    @Option(names = "--dir", paramLabel = "HOST[::GUEST]",
            description = "Lends the guest a folder, with all that is in it; GUEST is what the guest calls it.")
    private List<String> folders = List.of();

    @Option(names = "--env", paramLabel = "NAME=VALUE",
            description = "A variable of the guest's environment; NAME alone takes the value it has here.")
    private List<String> variables = List.of();

    @Option(names = "--invoke", paramLabel = "NAME",
            description = "Calls this exported function instead of _start, with ARGS as its parameters, and prints "
                    + "its results, one a line.")
    private String invoke;

    @Option(names = "--max-memory", paramLabel = "SIZE",
            description = "How much linear memory it may use in all: bytes, or a number with k, M or G. Default: 16G.")
    private String maxMemory;

    @Option(names = "--argv0", paramLabel = "NAME",
            description = "What the guest is told as its own name. Default: FILE's name without ending.")
    private String argv0;

    @Option(names = "--abi", paramLabel = "NAME[@VERSION]", split = ",",
            description = "Runs it as a guest of these ABIs instead; weft abis lists them.")
    private List<String> abis = List.of();

    @Option(names = "--with", paramLabel = "NAME=VALUE",
            description = "A setting of the first ABI; weft abis NAME lists them.")
    private List<String> settings = List.of();

    @Option(names = "--allow-host", paramLabel = "HOST[:PORT]",
            description = "With --abi: a host that guests may fetch from; * for all.")
    private List<String> hosts = List.of();

    @Mixin
    private ControlOptions control = new ControlOptions();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    @Mixin
    private CacheOptions cacheOptions = new CacheOptions();

    @Parameters(index = "0", paramLabel = "FILE", description = "The module, binary or text; - is the standard input.")
    private String file;

    @Parameters(index = "1..*", paramLabel = "ARGS", arity = "0..*", description = "The guest's arguments, untouched.")
    private List<String> arguments = List.of();

    RunCommand(Streams streams) {
        this.streams = streams;
    }

    /** The command as it is without options. */
    RunCommand(Streams streams, String file, List<String> arguments) {
        this.streams = streams;
        this.file = file;
        this.arguments = arguments;
    }

    @Override
    public Integer call() throws Exception {
        Engine.Builder builder = engineOptions.builder(usualTier()).cache(cacheOptions.cache(streams));
        StoreLimits limits = StoreLimits.DEFAULT.withCallDepth(CALL_DEPTH);
        if (maxMemory != null) {
            limits = limits.withMemoryBytes(Size.parse(maxMemory));
        }
        control.configure(builder);
        if (abis.isEmpty() && !(settings.isEmpty() && hosts.isEmpty())) {
            throw new Failure(ExitCode.USAGE, "--with and --allow-host are for guests of --abi");
        }
        if (!abis.isEmpty()) {
            return runAbis(builder.storeLimits(limits));
        }
        Engine engine = EngineOptions.build(builder.storeLimits(limits));
        ModuleFile moduleFile = ModuleFile.read(file, streams);
        Wasi.Builder world = world(moduleFile);
        PreparedModule module = prepare(moduleFile, engine);
        Guest guest = new Guest(world, module);
        Thread thread = new Thread(null, guest, THREAD, JAVA_STACK);
        thread.start();
        thread.join();
        if (engine.cache() != null) {
            engine.cache().flush();
        }
        if (control.statistics() != null) {
            streams.complain(control.statistics());
        }
        if (guest.failure != null) {
            throw guest.failure;
        }
        return guest.exitCode;
    }

    /** The tier where none is named; null: the engine's default. */
    String usualTier() {
        return null;
    }

    /** The module that is run. */
    PreparedModule prepare(ModuleFile moduleFile, Engine engine) {
        return moduleFile.prepare(engine);
    }

    /** The guest is about to run. */
    void instantiated(Instance instance) {
    }

    private int runAbis(Engine.Builder builder) throws Exception {
        if (invoke != null || control.isUsed()) {
            throw new Failure(ExitCode.USAGE, "--invoke, --fuel, --timeout and --stats are not for guests of --abi");
        }
        ModuleFile moduleFile = ModuleFile.read(file, streams);
        return new AbiRun(abis, settings, hosts, folders, streams)
                .run(builder, moduleFile, world(moduleFile), arguments);
    }

    /** The run itself, in a thread whose stack is deep enough for deep recursion. */
    private final class Guest implements Runnable {
        private final Wasi.Builder world;
        private final PreparedModule module;
        private int exitCode;
        private Exception failure;

        Guest(Wasi.Builder world, PreparedModule module) {
            this.world = world;
            this.module = module;
        }

        @Override
        public void run() {
            // the store is not closed: a thread of the guest may still be busy in it when the process ends
            try (Wasi wasi = world.build()) {
                Store store = Store.of(module.engine());
                exitCode = control.run(store, () -> RunCommand.this.run(wasi, store, module));
            } catch (IOException e) {
                failure = new Failure(ExitCode.NO_INPUT, "cannot lend a folder: " + e.getMessage());
            } catch (Exception e) {
                failure = e;
            } catch (OutOfMemoryError e) {
                failure = Failure.of(e);
            }
        }
    }

    private Wasi.Builder world(ModuleFile moduleFile) {
        Wasi.Builder world = Wasi.builder().threadFactory(
                Thread.ofPlatform().daemon().name(THREAD + "-thread-", 0).stackSize(JAVA_STACK).factory());
        if (invoke == null) {
            world.args(argv0 != null ? argv0 : moduleFile.baseName()).args(arguments);
        } else {
            world.args(argv0 != null ? argv0 : moduleFile.baseName());
        }
        for (String variable : variables) {
            int equals = variable.indexOf('=');
            String name = equals < 0 ? variable : variable.substring(0, equals);
            String value = equals < 0 ? System.getenv(name) : variable.substring(equals + 1);
            if (name.isEmpty()) {
                throw new Failure(ExitCode.USAGE, "--env " + variable + " names no variable");
            }
            if (value != null) {
                world.env(name, value);
            }
        }
        for (String folder : folders) {
            int colons = folder.indexOf("::");
            String host = colons < 0 ? folder : folder.substring(0, colons);
            if (host.isEmpty()) {
                // Java would take it for the current folder, which a script that lacks a variable does not mean to lend
                throw new Failure(ExitCode.USAGE, "--dir " + folder + " names no folder");
            }
            if (!Files.isDirectory(Path.of(host))) {
                throw new Failure(ExitCode.NO_INPUT, "--dir " + folder + ": no such folder: " + host);
            }
            world.directory(colons < 0 ? folder : folder.substring(colons + 2), Path.of(host));
        }
        if (streams.inherited()) {
            return world.inheritStdio();
        }
        return world.stdin(streams.in()).stdout(streams.out()).stderr(streams.err());
    }

    private int run(Wasi wasi, Store store, PreparedModule module) {
        Linker linker = new Linker();
        try {
            wasi.addTo(linker).addMemories(linker, store, module);
        } catch (LimitExceededException e) {
            throw new Failure(ExitCode.NO_LINK, file + " cannot start: " + e.getMessage());
        }
        LinkedModule linked = link(linker, module);
        Export called = invoke != null ? exportToInvoke(module) : null;
        Object[] values = called != null ? Values.parse(module, called, arguments) : null;
        if (called == null && entryOf(module) == null && module.module().start() < 0) {
            throw new Failure(ExitCode.USAGE, file + " is no command: it exports no function _start"
                    + suggestion(module));
        }
        try {
            Instance instance = linked.instantiate(store);
            instantiated(instance);
            if (called != null) {
                if (instance.find("_initialize") instanceof FunctionInstance initialize) {
                    initialize.call();
                }
                FunctionInstance function = instance.function(invoke);
                print(function.funcType().results(), function.callMulti(values));
                return ExitCode.OK;
            }
            return entryOf(module) == null ? ExitCode.OK : wasi.start(instance);
        } catch (ProcExit exit) {
            return exit.code();
        } catch (Trap trap) {
            streams.complain(TrapReport.of(trap));
            return ExitCode.TRAP;
        } catch (WasmException thrown) {
            streams.complain(thrown.getMessage());
            return ExitCode.TRAP;
        } catch (LimitExceededException e) {
            throw new Failure(ExitCode.NO_LINK, file + " cannot start: " + e.getMessage());
        }
    }

    private LinkedModule link(Linker linker, PreparedModule module) {
        try {
            return linker.link(module);
        } catch (UnlinkableException e) {
            List<Import> missing = new ArrayList<>();
            for (Import item : module.imports()) {
                if (!linker.defines(item.module(), item.name())) {
                    missing.add(item);
                }
            }
            if (missing.isEmpty()) {
                throw new Failure(ExitCode.NO_LINK, file + ": " + e.getMessage());
            }
            Table table = new Table("", "", "", "");
            for (Import item : missing) {
                table.row("   ", Names.quoted(item.module()) + " " + Names.quoted(item.name()),
                        item.type().kind().toString(), Types.show(item.type()));
            }
            throw new Failure(ExitCode.NO_LINK, file + ": unknown import: " + missing.size() + " of "
                    + module.imports().size() + " imports are not defined\n" + table.rowsOnly().stripTrailing());
        }
    }

    private Export exportToInvoke(PreparedModule module) {
        for (Export export : module.exports()) {
            if (export.name().equals(invoke)) {
                if (export.kind() == ExternKind.FUNC) {
                    return export;
                }
                throw new Failure(ExitCode.USAGE, "the export " + invoke + " is a " + export.kind()
                        + ", not a function");
            }
        }
        throw new Failure(ExitCode.USAGE, file + " exports no function " + invoke + suggestion(module));
    }

    private static Export entryOf(PreparedModule module) {
        for (Export export : module.exports()) {
            if (export.kind() == ExternKind.FUNC
                    && (export.name().equals("_start") || export.name().equals("_initialize"))) {
                return export;
            }
        }
        return null;
    }

    private static String suggestion(PreparedModule module) {
        StringBuilder names = new StringBuilder();
        for (Export export : module.exports()) {
            if (export.kind() == ExternKind.FUNC) {
                names.append("\n    --invoke ").append(Names.escaped(export.name())).append("   ")
                        .append(Types.show(module.typeOf(export)));
            }
        }
        return names.isEmpty() ? "" : "; its functions are:" + names;
    }

    private void print(List<ValType> types, Object[] results) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < results.length; i++) {
            text.append(Values.show(types.get(i), results[i])).append('\n');
        }
        streams.print(text.toString());
    }
}
