package dev.weft.script;

import dev.weft.runtime.Engine;
import java.util.List;
import java.util.stream.Stream;

/** The tiers on which behaviour is tested. */
public final class Tiers {
    /**
     * The tier {@code auto} in such a hurry that a function changes tiers in its second call, and in the first round of
     * a loop, and always at the same moment.
     */
    public static final String EAGER = "eager";
    private static final List<String> NAMES = List.of("interp", "jit", "auto");

    private Tiers() {
    }

    /** The names of those that are present. */
    public static List<String> present() {
        return NAMES.stream().filter(Tiers::isPresent).toList();
    }

    /** The names of those that are present, and {@link #EAGER}. */
    public static List<String> forTests() {
        return Stream.concat(NAMES.stream(), Stream.of(EAGER)).filter(Tiers::isPresent).toList();
    }

    /** Whether a tier of this name is present. */
    public static boolean isPresent(String tier) {
        try {
            engine(tier);
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    /** A builder of engines on a tier. */
    public static Engine.Builder builder(String tier) {
        return tier.equals(EAGER)
                ? Engine.builder().tier("auto").hotAfter(2, 1).backgroundCompilation(false)
                : Engine.builder().tier(tier);
    }

    /** An engine on a tier. */
    public static Engine engine(String tier) {
        return builder(tier).build();
    }
}
