package dev.weft.bench.peers;

import dev.weft.bench.Contender;
import dev.weft.bench.HostWork;
import dev.weft.bench.OutputHash;
import dev.weft.bench.Stopwatch;
import java.nio.file.Path;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/**
 * GraalWasm. Its code is compiled if the JVM was started with the compiler's jars, and interpreted else; the version
 * says which. Programs get a context each, of one engine; instances of the other workloads share one.
 */
public final class GraalWasmContender implements Contender {
    private final Engine engine = Engine.newBuilder("wasm").option("engine.WarnInterpreterOnly", "false").build();

    @Override
    public String name() {
        return "graalwasm";
    }

    @Override
    public String version() {
        return Jars.version(Engine.class) + (engine.getImplementationName().startsWith("Interpreted") ? ", interpreted"
                : ", compiled");
    }

    @Override
    public Guest load(byte[] wasm, String variant, Path input) {
        Source source = Source.newBuilder("wasm", ByteSequence.create(wasm), "guest").buildLiteral();
        Context shared = Context.newBuilder("wasm").engine(engine).build();
        return (kind, argument) -> switch (kind) {
            case MICRO -> call(shared.eval(source), argument);
            case SG -> start(source, input);
            case INST -> instances(shared.eval(source), argument);
        };
    }

    private static Stopwatch.Run call(Value module, int argument) {
        ProxyExecutable plusOne = arguments -> HostWork.plusOne(arguments[0].asInt());
        Value run = module.newInstance(ProxyObject.fromMap(Map.of("env", ProxyObject.fromMap(Map.of("f", plusOne)))))
                .getMember("exports").getMember("run");
        Stopwatch watch = new Stopwatch();
        watch.start();
        long result = run.execute(argument).asLong();
        watch.stop();
        return watch.run(Long.toString(result));
    }

    private Stopwatch.Run start(Source source, Path input) {
        OutputHash out = new OutputHash();
        Stopwatch watch = new Stopwatch();
        Context.Builder builder = Context.newBuilder("wasm").engine(engine).out(out).err(out).arguments("wasm",
                new String[] {"b"}).option("wasm.Builtins", "wasi_snapshot_preview1")
                .allowExperimentalOptions(true).option("wasm.WasiConstantRandomGet", "true").allowIO(IOAccess.ALL);
        if (input != null) {
            builder.option("wasm.WasiMapDirs", ".::" + input.toAbsolutePath());
        }
        try (Context context = builder.build()) {
            ProxyExecutable start = arguments -> {
                watch.start();
                return null;
            };
            ProxyExecutable end = arguments -> {
                watch.stop();
                return null;
            };
            Map<String, Object> bench = Map.of("start", start, "end", end);
            context.eval(source).newInstance(ProxyObject.fromMap(Map.of("bench", ProxyObject.fromMap(bench))))
                    .getMember("exports").getMember("_start").execute();
        } catch (PolyglotException e) {
            if (!e.isExit()) {
                throw e;
            }
            return watch.run(out + (e.getExitStatus() == 0 ? "" : " exit " + e.getExitStatus()));
        }
        return watch.run(out.toString());
    }

    private static Stopwatch.Run instances(Value module, int count) {
        long sum = 0;
        Stopwatch watch = new Stopwatch();
        watch.start();
        for (int i = 0; i < count; i++) {
            sum += module.newInstance().getMember("exports").getMember("run").execute(i).asLong();
        }
        watch.stop();
        return watch.run(Long.toString(sum));
    }
}
