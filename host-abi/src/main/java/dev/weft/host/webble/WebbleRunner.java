package dev.weft.host.webble;

import dev.weft.host.GuestRunner;
import dev.weft.host.MissingImportsException;
import dev.weft.runtime.Trap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Runs a guest from the command line: calls {@code start} on main, and waits until the guest exits. */
final class WebbleRunner implements GuestRunner {
    @Override
    public Map<String, String> settings() {
        Map<String, String> help = new LinkedHashMap<>();
        help.put("mode", "improved, or legacy (as webble does); default: improved");
        help.put("workers", "how many workers there are; default: as many as the machine has cores");
        return help;
    }

    @Override
    public int run(Run run) throws MissingImportsException {
        WebbleMode mode = Enum.valueOf(WebbleMode.class, run.text("mode", "improved").toUpperCase(Locale.ROOT));
        int workers = Math.toIntExact(run.number("workers", Runtime.getRuntime().availableProcessors()));
        try (WebblePool pool = WebblePool.builder(run.layer(), run.wasm()).mode(mode)
                .options(run.options().console((level, source, text) -> run.out().println(text)))
                .onLoss((id, reason) -> run.err().println((id < 0 ? "main" : "worker " + id) + ": " + reason))
                .build()) {
            pool.init(workers);
            pool.call("start").join();
            int code = pool.exited().join();
            pool.shutdown();
            WebbleMetrics metrics = pool.metrics();
            run.err().println("workers=" + workers + " drains=" + metrics.drains() + " microtasks="
                    + metrics.microtasks() + " sleeps=" + metrics.sleeps() + " lost=" + metrics.lost());
            return code;
        } catch (CompletionException e) {
            if (e.getCause() instanceof Trap trap) {
                throw trap;
            }
            throw e;
        }
    }
}
