package dev.weft.host.caos;

import dev.weft.host.GuestRunner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a guest from the command line as one job, with arguments NAME=TEXT, and writes its result. */
final class CaosRunner implements GuestRunner {
    private static final int FAILED = 1;

    @Override
    public Map<String, String> settings() {
        Map<String, String> help = new LinkedHashMap<>();
        help.put("salt", "the salt of the job; default: none");
        help.put("fuel", "the most fuel of the job and of each that it asks for; default: any");
        return help;
    }

    @Override
    public int run(Run run) throws Exception {
        CaosStore store = new MemoryStore();
        List<TreeEntry> args = new ArrayList<>();
        for (String argument : run.arguments()) {
            int equals = argument.indexOf('=');
            if (equals < 1 || !TreeCodec.isName(argument.substring(0, equals))) {
                throw new IllegalArgumentException("no argument NAME=TEXT: " + argument);
            }
            args.add(TreeEntry.of(argument.substring(0, equals), ObjectKind.BLOB,
                    store.putBlob(argument.substring(equals + 1))));
        }
        RunLimits limits = RunLimits.NONE.withFuel(run.number("fuel", 0));
        try (Caos caos = Caos.builder(run.layer(), store).options(run.options().console((level, source, text) ->
                run.err().println(text))).build()) {
            // tells of missing imports as every runner does
            run.layer().prepare(run.wasm());
            Result result = caos.isolate(store.putBlob(run.wasm()),
                    new RunRequest("", store.putTree(args), "", run.text("salt", "")), "", limits);
            if (result.kind() == ObjectKind.BLOB) {
                run.out().write(store.blob(result.hash()));
                run.out().flush();
            } else {
                run.out().println(result);
            }
            return 0;
        } catch (CaosException e) {
            run.err().println(e.getMessage());
            return FAILED;
        }
    }
}
