package dev.weft.syntax;

import java.util.EnumSet;
import java.util.Set;

/** The set of proposals an engine accepts. Immutable. */
public final class Features {

    /** All of WebAssembly 3.0, threads, and the legacy exceptions that toolchains still emit. */
    public static final Features DEFAULT = of(EnumSet.complementOf(
            EnumSet.of(Feature.WIDE_ARITHMETIC, Feature.CUSTOM_PAGE_SIZES)));

    /** Everything the engine knows. */
    public static final Features ALL = of(EnumSet.allOf(Feature.class));

    private final EnumSet<Feature> on;

    private Features(EnumSet<Feature> on) {
        this.on = on;
    }

    /** Exactly these features, and the MVP. */
    public static Features of(Set<Feature> features) {
        EnumSet<Feature> on = EnumSet.of(Feature.MVP);
        on.addAll(features);
        return new Features(on);
    }

    /** These and one more. */
    public Features with(Feature feature) {
        EnumSet<Feature> more = EnumSet.copyOf(on);
        more.add(feature);
        return of(more);
    }

    /** These but for one. */
    public Features without(Feature feature) {
        EnumSet<Feature> fewer = EnumSet.copyOf(on);
        fewer.remove(feature);
        return of(fewer);
    }

    /** Whether a feature is on. */
    public boolean has(Feature feature) {
        return on.contains(feature);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Features features && on.equals(features.on);
    }

    @Override
    public int hashCode() {
        return on.hashCode();
    }

    @Override
    public String toString() {
        return on.toString();
    }
}
