package dev.weft.script;

import dev.weft.syntax.Feature;
import dev.weft.syntax.Features;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs scripts on a tier, through the public API alone.
 *
 * <p>Each script gets an engine and a store of its own, each {@code thread} of it another store. Messages are
 * compared: the phrase in the script must be the beginning of ours. A command that fails does not end the script; one
 * that does not come to an end does.
 */
public final class ScriptRunner {
    private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("weft.script.limit", 60));

    private final String tier;
    private final Coverage coverage = new Coverage();

    /** A runner on the tier of this name. */
    public ScriptRunner(String tier) {
        this.tier = tier;
    }

    /** What its scripts have put to use so far. */
    Coverage coverage() {
        return coverage;
    }

    /**
     * What the scripts of a file run with: a proposal's folder was written for the version of the specification that
     * the proposal builds on.
     */
    static Features features(String file) {
        if (file.startsWith("proposals/threads/")) {
            return Features.DEFAULT.without(Feature.MEMORY64).without(Feature.MULTI_MEMORY)
                    .without(Feature.REFERENCE_TYPES);
        }
        return file.startsWith("proposals/") ? Features.ALL : Features.DEFAULT;
    }

    /**
     * Runs the script in a file.
     *
     * @param name what outcomes call it; also decides on features and skips
     */
    public List<Outcome> run(Path path, String name) throws IOException {
        return run(Files.readAllBytes(path), name);
    }

    /** Runs a script given as UTF-8 text. */
    public List<Outcome> run(byte[] utf8, String name) {
        String reason = Skips.official().reason(name);
        if (reason != null) {
            return List.of(new Outcome(name, 1, tier, Outcome.Result.SKIPPED, reason));
        }
        ScriptRun run = new ScriptRun(name, tier, coverage);
        Thread guest = new Thread(null, () -> run.run(utf8), "script " + name, ScriptRun.GUEST_STACK);
        guest.setDaemon(true);
        guest.start();
        boolean ended = false;
        try {
            ended = guest.join(LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        List<Outcome> outcomes = run.outcomes();
        if (!ended) {
            guest.interrupt();
            outcomes.add(new Outcome(name, run.running(), tier, Outcome.Result.FAILED,
                    "did not end within " + LIMIT.toSeconds() + " s"));
        }
        return outcomes;
    }
}
