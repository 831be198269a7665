package dev.weft.bench.peers;

import dev.weft.bench.Contender;
import dev.weft.bench.HostWork;
import dev.weft.bench.OutputHash;
import dev.weft.bench.Stopwatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.ByteBufferMemory;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.runtime.Memory;
import run.endive.wasi.WasiExitException;
import run.endive.wasi.WasiOptions;
import run.endive.wasi.WasiPreview1;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

/**
 * Endive's interpreter; variant {@code compiler}: its compiler; {@code array} and {@code buffer}: the interpreter with
 * another memory than its default.
 */
public final class EndiveContender implements Contender {
    private static final FunctionType NOTHING = FunctionType.of(List.of(), List.of());
    private static final FunctionType PLUS_ONE = FunctionType.of(List.of(ValType.I32), List.of(ValType.I32));

    @Override
    public String name() {
        return "endive";
    }

    @Override
    public String version() {
        return Jars.version(Instance.class);
    }

    @Override
    public Guest load(byte[] wasm, String variant, Path input) {
        WasmModule module = Parser.parse(wasm);
        Function<MemoryLimits, Memory> memories = switch (variant) {
            case "", "compiler" -> null;
            case "array" -> ByteArrayMemory::new;
            case "buffer" -> ByteBufferMemory::new;
            default -> throw new IllegalArgumentException("endive has no variant " + variant);
        };
        Function<Instance, Machine> machines = !variant.equals("compiler") ? null
                : MachineFactoryCompiler.builder(module).withInterpreterFallback(InterpreterFallback.SILENT).compile();
        Instances instances = imports -> {
            Instance.Builder builder = Instance.builder(module).withImportValues(imports);
            if (memories != null) {
                builder.withMemoryFactory(memories);
            }
            return (machines == null ? builder : builder.withMachineFactory(machines)).build();
        };
        return (kind, argument) -> switch (kind) {
            case MICRO -> call(instances, argument);
            case SG -> start(instances, input);
            case INST -> instances(instances, argument);
        };
    }

    /** Makes an instance. */
    @FunctionalInterface
    private interface Instances {
        Instance of(ImportValues imports);
    }

    private static Stopwatch.Run call(Instances instances, int argument) {
        HostFunction plusOne = new HostFunction("env", "f", PLUS_ONE,
                (instance, arguments) -> new long[] {HostWork.plusOne((int) arguments[0])});
        var run = instances.of(ImportValues.builder().addFunction(plusOne).build()).export("run");
        Stopwatch watch = new Stopwatch();
        watch.start();
        long[] result = run.apply(argument);
        watch.stop();
        return watch.run(Long.toString(result[0]));
    }

    private static Stopwatch.Run start(Instances instances, Path input) throws IOException {
        OutputHash out = new OutputHash();
        WasiOptions.Builder options = WasiOptions.builder().withArguments(List.of("b"))
                .withStdout(out).withStderr(out);
        if (input != null) {
            options.withDirectory(".", input);
        }
        Stopwatch watch = new Stopwatch();
        try (WasiPreview1 wasi = WasiPreview1.builder().withOptions(options.build()).build()) {
            ImportValues imports = ImportValues.builder()
                    .addFunction(wasi.toHostFunctions())
                    .addFunction(new HostFunction("bench", "start", NOTHING, (instance, arguments) -> {
                        watch.start();
                        return null;
                    }))
                    .addFunction(new HostFunction("bench", "end", NOTHING, (instance, arguments) -> {
                        watch.stop();
                        return null;
                    }))
                    .build();
            // Endive calls _start itself.
            instances.of(imports);
        } catch (WasiExitException exit) {
            return watch.run(out + (exit.exitCode() == 0 ? "" : " exit " + exit.exitCode()));
        }
        return watch.run(out.toString());
    }

    private static Stopwatch.Run instances(Instances instances, int count) {
        ImportValues imports = ImportValues.builder().build();
        long sum = 0;
        Stopwatch watch = new Stopwatch();
        watch.start();
        for (int i = 0; i < count; i++) {
            sum += instances.of(imports).export("run").apply(i)[0];
        }
        watch.stop();
        return watch.run(Long.toString(sum));
    }
}
