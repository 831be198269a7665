package dev.weft.cli;

import dev.weft.host.wasi.ProcExit;
import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.LinkedModule;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.Trap;
import dev.weft.runtime.UnlinkableException;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.NumType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft time}: measures one workload in the manner that other engines are measured in, too. */
@Command(name = "time",
        description = "Measures a workload and prints one line: RESULT and an object in JSON.",
        footer = {"",
            "Kinds of workload:",
            "  sg       runs _start in a fresh instance; counts what lies between bench.start and bench.end;",
            "           INPUTDIR is the guest's current folder",
            "  micro    calls run(ARG) in a fresh instance; counts the call",
            "  inst     makes ARG instances and calls run(i) in each; counts all of it, divided by ARG",
            "  compile  makes the module ready, MEASURED times",
            "Times are in nanoseconds, rss (the most memory the process ever had) in KiB; chk is a hash of all that",
            "the guest printed, or its result; first is the first run of all; compile is what readying the module",
            "took.",
            "",
            "Examples:",
            "  weft time fib.wasm micro 35 - 10 10 10000",
            "  weft time richards.wasm sg 0 inputs/richards 20 10 20000 --tier interp"})
final class TimeCommand implements Callable<Integer> {
    private static final int INSTANCES_TO_WARM_UP = 2000;
    private static final long BYTES_OF_42 = 0x2A2A_2A2A_2A2A_2A2AL;

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "FILE", description = "The module, binary or text.")
    private String file;

    @Parameters(index = "1", paramLabel = "KIND", description = "sg, micro, inst or compile.")
    private String kind;

    @Parameters(index = "2", paramLabel = "ARG", description = "The argument of run, or how many instances.")
    private String argument;

    @Parameters(index = "3", paramLabel = "INPUTDIR", description = "The folder the guest may use; - is none.")
    private String input;

    @Parameters(index = "4", paramLabel = "WARM", description = "How many runs to warm up.")
    private int warm;

    @Parameters(index = "5", paramLabel = "MEASURED", description = "How many runs to measure.")
    private int measured;

    @Parameters(index = "6", paramLabel = "BUDGET_MS",
            description = "Milliseconds that all may take: 60 %% to warm up, 40 %% to measure.")
    private long budget;

    @Mixin
    private EngineOptions engineOptions;

    private String checked;
    private long started;
    private long ended;
    private int hash;

    TimeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws Exception {
        Engine engine = engineOptions.engine();
        ModuleFile moduleFile = ModuleFile.read(file, streams);
        byte[] bytes = moduleFile.binary(engine.features());
        try {
            switch (kind) {
                case "compile" -> compile(engine, bytes, moduleFile);
                case "inst" -> instantiate(moduleFile.prepare(engine, bytes));
                case "sg", "micro" -> run(engine, bytes, moduleFile);
                default -> throw new Failure(ExitCode.USAGE, "no such kind of workload: " + kind
                        + " (sg, micro, inst or compile)");
            }
        } catch (Trap trap) {
            streams.complain(TrapReport.of(trap));
            return ExitCode.TRAP;
        } catch (UnlinkableException e) {
            throw new Failure(ExitCode.NO_LINK, file + ": " + e.getMessage());
        } catch (NoSuchElementException e) {
            throw new Failure(ExitCode.BAD_MODULE, file + " is no workload of kind " + kind + ": " + e.getMessage());
        }
        return ExitCode.OK;
    }

    private void compile(Engine engine, byte[] bytes, ModuleFile moduleFile) {
        List<String> times = new ArrayList<>();
        for (int i = 0; i < measured; i++) {
            long from = System.nanoTime();
            moduleFile.prepare(engine, bytes).code();
            times.add(Long.toString(System.nanoTime() - from));
        }
        report("", times);
    }

    private void instantiate(PreparedModule module) {
        LinkedModule linked = new Linker().link(module);
        instances(module.engine(), linked, INSTANCES_TO_WARM_UP);
        List<String> times = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            times.add(Json.number(instances(module.engine(), linked, number(argument))));
        }
        report("", times);
    }

    private static double instances(Engine engine, LinkedModule linked, long count) {
        long from = System.nanoTime();
        long sum = 0;
        for (long i = 0; i < count; i++) {
            try (Store store = Store.of(engine)) {
                sum += ((Number) linked.instantiate(store).function("run").call((int) i)).longValue();
            }
        }
        double time = (System.nanoTime() - from) / (double) count;
        return sum == Long.MIN_VALUE ? -time : time;
    }

    private void run(Engine engine, byte[] bytes, ModuleFile moduleFile) throws Exception {
        long from = System.nanoTime();
        PreparedModule module = moduleFile.prepare(engine, bytes);
        module.code();
        long compile = System.nanoTime() - from;
        long warmUpFrom = System.currentTimeMillis();
        String check = null;
        long first = 0;
        for (int i = 0; i < warm; i++) {
            long time = one(module);
            if (i == 0) {
                first = time;
                check = checked;
            }
            if (System.currentTimeMillis() - warmUpFrom > budget * 0.6) {
                break;
            }
            Thread.sleep(5);
        }
        List<String> times = new ArrayList<>();
        long measuredFrom = System.currentTimeMillis();
        for (int i = 0; i < measured; i++) {
            times.add(Long.toString(one(module)));
            if (System.currentTimeMillis() - measuredFrom > budget * 0.4 && i >= 2) {
                break;
            }
        }
        report((check == null ? "" : ",\"chk\":" + check) + ",\"compile\":" + compile
                + (warm > 0 ? ",\"first\":" + first : ""), times);
    }

    /** One run in a fresh instance: its time, and in {@code checked} what it printed or yielded. */
    private long one(PreparedModule module) throws IOException {
        hash = 7;
        started = 0;
        ended = 0;
        OutputStream out = new Hashing();
        Wasi.Builder world = Wasi.builder().args("b").stdout(out).stderr(out).random(() -> BYTES_OF_42);
        if (!input.equals("-")) {
            if (!Files.isDirectory(Path.of(input))) {
                throw new Failure(ExitCode.NO_INPUT, "no such folder: " + input);
            }
            world.directory(".", Path.of(input));
        }
        try (Wasi wasi = world.build(); Store store = Store.of(module.engine())) {
            Linker linker = new Linker();
            wasi.addTo(linker);
            FuncType nothing = new FuncType(List.of(), List.of());
            FuncType plusOne = new FuncType(List.of(NumType.I32), List.of(NumType.I32));
            linker.define("bench", "start", nothing, (caller, slots, refs, base) -> started = System.nanoTime());
            linker.define("bench", "end", nothing, (caller, slots, refs, base) -> ended = System.nanoTime());
            linker.define("env", "f", plusOne, (caller, slots, refs, base) -> slots[base] = (int) slots[base] + 1);
            Instance instance = linker.instantiate(store, module);
            if (kind.equals("sg")) {
                return sightglass(instance);
            }
            var function = instance.function("run");
            int value = (int) number(argument);
            long from = System.nanoTime();
            Object result = function.call(value);
            long time = System.nanoTime() - from;
            checked = "\"" + result + "\"";
            return time;
        }
    }

    private long sightglass(Instance instance) {
        try {
            instance.function("_start").call();
        } catch (ProcExit exit) {
            // A guest may end this way, too.
            hash += 0;
        }
        if (started == 0 || ended == 0) {
            throw new Failure(ExitCode.BAD_MODULE, file + " did not call bench.start and bench.end");
        }
        checked = Integer.toString(hash);
        return ended - started;
    }

    private static long number(String word) {
        try {
            return (long) Double.parseDouble(word);
        } catch (NumberFormatException e) {
            throw new Failure(ExitCode.USAGE, "ARG is no number: " + word);
        }
    }

    private void report(String fields, List<String> times) {
        String name = Path.of(file).getFileName().toString();
        streams.print("RESULT {\"file\":" + Json.string(name) + ",\"kind\":\"" + kind + '"' + fields + ",\"ns\":["
                + String.join(",", times) + "],\"rss\":" + peakMemory() + "}\n");
    }

    /** The most resident memory this process ever had, in KiB; 0 where the system does not say. */
    private static long peakMemory() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return 0;
    }

    /** Takes what the guest prints into the hash. */
    private final class Hashing extends OutputStream {
        private final boolean echo = System.getenv("ECHO") != null;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int h = hash;
            for (int i = from; i < from + length; i++) {
                h = h * 31 + (bytes[i] & 0xFF);
            }
            hash = h;
            if (echo) {
                streams.out().write(bytes, from, length);
            }
        }
    }
}
