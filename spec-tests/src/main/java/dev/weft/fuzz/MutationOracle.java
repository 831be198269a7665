package dev.weft.fuzz;

import dev.weft.binary.ModuleDecoder;
import dev.weft.binary.ModuleEncoder;
import dev.weft.runtime.Engine;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.syntax.WasmModule;
import dev.weft.text.TextParser;
import dev.weft.text.TextPrinter;
import dev.weft.valid.InvalidException;
import java.util.List;
import java.util.Locale;

/**
 * Mutated binaries and texts are malformed, invalid, or valid modules; nothing else happens, and soon. Half of what is
 * mutated are real modules, if there are any.
 */
final class MutationOracle implements Oracle {
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    /** Characters of damaged text that a module gives; each round makes a text and a binary. */
    private static final int CHARACTERS = 200_000;
    private static final int MOST_ROUNDS = 50;

    private final List<Corpus.Entry> corpus;
    private final Engine engine = Engine.builder().features(Features.ALL).tier("interp").parallelism(1).build();
    private long inputs;

    MutationOracle(List<Corpus.Entry> corpus) {
        this.corpus = corpus;
    }

    @Override
    public String name() {
        return "mutations";
    }

    @Override
    public String check(GeneratedModule module, Choices choices) {
        String wrong = check(module.bytes(), TextPrinter.print(ModuleDecoder.decode(module.bytes(), Features.ALL)),
                choices);
        if (wrong == null && !corpus.isEmpty()) {
            Corpus.Entry real = corpus.get(choices.below(corpus.size()));
            wrong = check(real.bytes(), real.text(), choices);
            return wrong == null ? null : wrong + "\nof " + real.name();
        }
        return wrong;
    }

    @Override
    public String summary() {
        return String.format(Locale.ROOT, "%,d damaged inputs%n", inputs);
    }

    private String check(byte[] bytes, String text, Choices choices) {
        int rounds = Math.clamp(CHARACTERS / (1 + text.length()), 2, MOST_ROUNDS);
        for (int i = 0; i < rounds; i++) {
            byte[] binary = Mutation.of(bytes, choices);
            String wrong = attempt("binary", () -> use(binary));
            if (wrong == null) {
                String mutated = Mutation.of(text, choices);
                wrong = attempt("text", () -> use(TextParser.assemble(mutated)));
            }
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    /** What is valid can be encoded and printed, and all its names be read. */
    private void use(byte[] binary) {
        engine.prepare(binary);
        WasmModule module = ModuleDecoder.decode(binary, Features.ALL);
        ModuleEncoder.encode(module);
        TextPrinter.print(module);
    }

    private String attempt(String what, Runnable act) {
        inputs++;
        long from = System.nanoTime();
        try {
            act.run();
        } catch (MalformedException | InvalidException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                return what + ": a refusal without a message";
            }
        } catch (Throwable e) {
            StackTraceElement[] frames = e.getStackTrace();
            return what + ": " + e + (frames.length > 0 ? " at " + frames[0] : "");
        }
        return System.nanoTime() - from > PATIENCE_NANOS ? what + ": took more than five seconds" : null;
    }
}
