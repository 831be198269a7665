package dev.weft.host.wasi;

import dev.weft.host.Capability;
import dev.weft.host.ConsoleSink;
import dev.weft.host.ExitReason;
import dev.weft.host.HostAbi;
import dev.weft.host.HostContext;
import dev.weft.host.ImportTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * WASI preview 1 as an ABI of the layer: each guest has the world that its {@link World} setting makes; without one, a
 * world without arguments and variables, with the folders that the guest may read, whose output are lines of the
 * guest's console.
 *
 * <p>It does not supply {@code thread-spawn}: threads of a guest are {@link Wasi#start}'s.
 */
public final class WasiAbi implements HostAbi {
    /** The setting that makes a guest's world: {@code GuestOptions.with((WasiAbi.World) context -> …)}. */
    @FunctionalInterface
    public interface World {
        /** The world of a guest, closed when the guest ends. */
        Wasi open(HostContext context) throws IOException;
    }

    private record State(Wasi wasi, List<Lines> lines) {
    }

    /** An ABI; one for a process is enough. */
    public WasiAbi() {
    }

    @Override
    public String name() {
        return "wasi";
    }

    @Override
    public List<String> versions() {
        return List.of("preview1");
    }

    @Override
    public String summary() {
        return "WASI preview 1 (wasi_snapshot_preview1, wasi_unstable)";
    }

    @Override
    public void define(ImportTable table, String version) {
        for (WasiFunction function : WasiFunction.values()) {
            table.function(WasiPreview1.MODULE, function.importName, Wasi.typeOf(function),
                (caller, slots, refs, base) ->
                    of(HostContext.of(caller)).hostFunction(function, false)
                        .call(caller, slots, refs, base));
            table.function(WasiPreview1.UNSTABLE_MODULE, function.importName, Wasi.typeOf(function),
                (caller, slots, refs, base) ->
                    of(HostContext.of(caller)).hostFunction(function, true)
                        .call(caller, slots, refs, base));
        }
    }

    @Override
    public Object begin(HostContext context) throws IOException {
        World world = context.options().setting(World.class);
        return world != null ? new State(world.open(context), List.of()) : defaultWorld(context);
    }

    private static State defaultWorld(HostContext context) throws IOException {
        Wasi.Builder builder = Wasi.builder().args(context.name());
        List<Lines> lines = List.of();
        if (context.allows(Capability.CONSOLE)) {
            lines = List.of(new Lines(context, ConsoleSink.Level.LOG), new Lines(context, ConsoleSink.Level.ERROR));
            builder.stdout(lines.get(0)).stderr(lines.get(1));
        }
        for (Path folder : context.options().capabilities().folders()) {
            builder.readOnlyDirectory(folder.toString(), folder);
        }
        if (context.options().random() != null) {
            builder.random(context.options().random());
        }
        return new State(builder.build(), lines);
    }

    /** The world of a guest. */
    public static Wasi of(HostContext context) {
        return context.state(State.class).wasi();
    }

    @Override
    public void ended(HostContext context, ExitReason reason) {
        State state = context.state(State.class);
        state.wasi().close();
        state.lines().forEach(Lines::close);
    }

    /** Makes lines of a console out of what a guest writes. */
    private static final class Lines extends OutputStream {
        private static final int LONGEST = 8192;

        private final HostContext context;
        private final ConsoleSink.Level level;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(HostContext context, ConsoleSink.Level level) {
            this.context = context;
            this.level = level;
        }

        @Override
        public synchronized void write(int value) {
            if (value == '\n' || line.size() == LONGEST) {
                end();
            }
            if (value != '\n') {
                line.write(value);
            }
        }

        private void end() {
            context.console(level, line.toString(StandardCharsets.UTF_8));
            line.reset();
        }

        @Override
        public synchronized void close() {
            if (line.size() > 0) {
                end();
            }
        }
    }
}
