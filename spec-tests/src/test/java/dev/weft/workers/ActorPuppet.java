package dev.weft.workers;

import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import dev.weft.host.kernel.Worker;
import dev.weft.host.rusm.ActorSystem;
import dev.weft.host.rusm.Preset;
import dev.weft.host.rusm.RusmAbi;
import dev.weft.text.TextParser;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that the test moves: a guest of two pages that exports what it imports, all of RUSM's ABI. Each call runs
 * on the process's thread; what it throws ends the process.
 */
final class ActorPuppet {
    static final int DATA = 0x1000;
    static final int OUT = 0x2000;
    static final int END = 2 << 16;
    private static final byte[] MODULE = TextParser.assemble(text());

    final ActorSystem system;
    final Worker worker;
    private final LinkedBlockingQueue<Task<?>> tasks = new LinkedBlockingQueue<>();
    private HostContext guest;

    private record Task<T>(Callable<T> code, CompletableFuture<T> result) {
        void run() throws Exception {
            try {
                result.complete(code.call());
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
                throw thrown;
            }
        }
    }

    static ActorSystem system(String tier) {
        return ActorSystem.of(Tiers.engine(tier));
    }

    static ActorPuppet trusted(ActorSystem system) {
        return new ActorPuppet(system, Preset.TRUSTED.options());
    }

    static ActorPuppet sandboxed(ActorSystem system) {
        return new ActorPuppet(system, Preset.SANDBOXED.options());
    }

    private ActorPuppet(ActorSystem system, GuestOptions options) {
        this.system = system;
        GuestModule module = system.prepare(MODULE);
        GuestOptions seated = system.seated(options);
        worker = system.spawn(system.workerOptions(), self -> {
            guest = self.host(module, seated);
            while (true) {
                Task<?> task = self.blocking(tasks::take);
                self.call(() -> {
                    task.run();
                    return null;
                });
            }
        });
    }

    private static String text() {
        ImportTable table = new ImportTable();
        new RusmAbi().define(table, "1");
        StringBuilder imports = new StringBuilder();
        StringBuilder exports = new StringBuilder("(memory (export \"memory\") 2)\n");
        Pattern line = Pattern.compile("\"(\\w+)\" \"(\\w+)\" func \\[(.*)] -> \\[(.*)]");
        int index = 0;
        for (String described : table.describe()) {
            Matcher parts = line.matcher(described);
            if (!parts.matches()) {
                throw new AssertionError(described);
            }
            imports.append("(import \"").append(parts.group(1)).append("\" \"").append(parts.group(2))
                    .append("\" (func (param ").append(parts.group(3)).append(") (result ").append(parts.group(4))
                    .append(")))\n");
            exports.append("(export \"").append(parts.group(2)).append("\" (func ").append(index++).append("))\n");
        }
        return "(module\n" + imports + exports + ")";
    }

    long pid() {
        return worker.id();
    }

    /** Begins a call and lets the process go on with it. */
    CompletableFuture<Object> begin(String name, Object... arguments) {
        return submit(() -> guest.instance().function(name).call(arguments));
    }

    private <T> CompletableFuture<T> submit(Callable<T> code) {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(new Task<>(code, result));
        worker.onExit(reason -> result.completeExceptionally(new IllegalStateException("ended: " + reason)));
        return result;
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(100, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    int callInt(String name, Object... arguments) {
        return (int) get(begin(name, arguments));
    }

    long callLong(String name, Object... arguments) {
        return (long) get(begin(name, arguments));
    }

    void callVoid(String name, Object... arguments) {
        get(begin(name, arguments));
    }

    /** Writes text for the guest and returns its length. */
    int put(int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return put(at, bytes);
    }

    int put(int at, byte[] bytes) {
        return get(submit(() -> {
            guest.instance().memory("memory").write(at, bytes, 0, bytes.length);
            return bytes.length;
        }));
    }

    String text(int at, int length) {
        return get(submit(() -> guest.instance().memory("memory").readUtf8(at, length)));
    }

    long i64(int at) {
        return get(submit(() -> guest.instance().memory("memory").loadI64(at)));
    }

    /** Calls a function whose only arguments are a text. */
    int named(String function, String name) {
        return callInt(function, DATA, put(DATA, name));
    }

    long whereis(String name) {
        return callLong("whereis", DATA, put(DATA, name));
    }

    void send(long to, String text) {
        callVoid("send", to, DATA, put(DATA, text));
    }

    /** The next message as the original receives it. */
    String receive() {
        return text(OUT, callInt("receive", OUT, 0x1000));
    }
}
