package dev.weft.runtime.cache;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which build of classes this process has: what one build emitted is nothing to another, though both may call
 * themselves by the same version.
 */
public final class BuildIdentity {

    private BuildIdentity() {
    }

    /** Of the jars or folders that some classes come from: their sizes and dates. */
    public static String of(Class<?>... classes) {
        Set<String> parts = new TreeSet<>();
        for (Class<?> each : classes) {
            parts.add(of(each));
        }
        return "Java " + Runtime.version().feature() + " " + String.join(" ", parts);
    }

    private static String of(Class<?> known) {
        String version = known.getPackage().getImplementationVersion();
        CodeSource source = known.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation() != null && source.getLocation().getProtocol().equals("file")) {
                return version + " " + of(Path.of(source.getLocation().toURI()));
            }
        } catch (IOException | URISyntaxException e) {
            return version + " of an unknown place";
        }
        // part of a run-time image
        return version + " in " + System.getProperty("java.home") + " " + Runtime.version();
    }

    private static String of(Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            return Files.size(place) + " " + Files.getLastModifiedTime(place);
        }
        try (Stream<Path> files = Files.walk(place)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".class")).toList();
            return all.size() + " " + all.stream().map(BuildIdentity::date).max(Comparator.naturalOrder()).orElse("");
        }
    }

    private static String date(Path file) {
        try {
            return Files.getLastModifiedTime(file).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
