package dev.weft.host.oxide;

import dev.weft.host.ConsoleSink;
import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Runs a main module from the command line. */
final class OxideRunner implements GuestRunner {
    private static final int TRAPPED = 134;
    private static final int FAILED = 1;

    @Override
    public Map<String, String> settings() {
        Map<String, String> help = new LinkedHashMap<>();
        help.put("mode", "legacy (as Oxide does) or strict; default: legacy");
        help.put("frames", "how many frames to run; default: 600; -1: for ever");
        help.put("fps", "frames in a second; default: 60");
        help.put("click", "buttons to press: ID@FRAME, several behind commas");
        help.put("png", "the file that the last picture is drawn to");
        help.put("kv", "the file of the database; default: one that lasts as long as the run");
        help.put("namespace", "full-url or origin: what keys of the database belong to; default: full-url");
        return help;
    }

    @Override
    public int run(Run run) throws Exception {
        long fps = run.number("fps", 60);
        if (fps < 1 || fps > 1000) {
            throw new IllegalArgumentException("fps=" + fps + " is not 1 to 1000");
        }
        GuestModule module = run.layer().prepare(run.wasm());
        String file = run.settings().get("kv");
        try (KeyValueStore database = file == null ? KeyValueStore.inMemory()
                : new FileKeyValueStore(Path.of(file), true);
                OxideWorld world = world(run, database)) {
            OxideApp app = new OxideApp(world, module, run.url(), Duration.ofNanos(1_000_000_000 / fps),
                    run.number("frames", 600));
            click(app, run.text("click", ""));
            ExitReason reason = app.run();
            if (run.settings().containsKey("png")) {
                draw(app, Path.of(run.text("png", "")));
            }
            run.err().println("frames=" + app.frameCount() + " longest-gap-ms="
                    + app.longestGapNanos() / 1_000_000 + " end=\"" + reason + "\"");
            return !reason.isAbnormal() ? 0 : reason.cause() instanceof dev.weft.runtime.Trap ? TRAPPED : FAILED;
        }
    }

    private static OxideWorld world(Run run, KeyValueStore database) {
        return OxideWorld.builder(run.layer())
                .mode(choice(OxideMode.class, run.text("mode", "legacy")))
                .namespace(choice(OxideWorld.Namespace.class, run.text("namespace", "full-url")))
                .options(run.options())
                .database(database)
                .console((level, source, text) ->
                        (level == ConsoleSink.Level.LOG ? run.out() : run.err()).println(text))
                .build();
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String name) {
        return Enum.valueOf(type, name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    }

    private static void click(OxideApp app, String clicks) {
        for (String click : clicks.isEmpty() ? new String[0] : clicks.split(",")) {
            String[] parts = click.split("@");
            try {
                app.click(parts.length > 1 ? Long.parseLong(parts[1]) : 1, Integer.parseInt(parts[0]));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("click=" + click + " is not ID@FRAME");
            }
        }
    }

    private static void draw(OxideApp app, Path file) throws IOException {
        if (app.canvas() != null && !ImageIO.write(app.canvas().draw(), "png", file.toFile())) {
            throw new IOException("cannot write " + file);
        }
    }
}
