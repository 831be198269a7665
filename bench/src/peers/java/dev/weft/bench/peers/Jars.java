package dev.weft.bench.peers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells versions by the names of jars, which Maven has chosen. */
final class Jars {
    private static final Pattern VERSION = Pattern.compile("-([0-9][^/]*)\\.jar$");

    private Jars() {
    }

    /** The version of the jar that a class comes from. */
    static String version(Class<?> type) {
        Matcher matcher = VERSION.matcher(type.getProtectionDomain().getCodeSource().getLocation().getPath());
        return matcher.find() ? matcher.group(1) : "unknown";
    }
}
