package dev.weft.script;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Commands that are known not to pass, each with a reason: lines {@code file:line reason} or {@code folder/* reason}
 * of the resource {@code skips.txt}. A skipped command runs nevertheless, and it is an error if it passes; the files
 * of a skipped folder do not run.
 */
final class Skips {
    private static final Skips OFFICIAL = load();

    private final Map<String, String> reasons = new LinkedHashMap<>();

    private Skips() {
    }

    static Skips official() {
        return OFFICIAL;
    }

    private static Skips load() {
        Skips skips = new Skips();
        try (InputStream in = Skips.class.getResourceAsStream("skips.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int space = line.indexOf(' ');
                    skips.reasons.put(line.substring(0, space), line.substring(space + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return skips;
    }

    /** Why a command is skipped, or null if it is not. */
    String reason(String file, int line) {
        return reasons.get(file + ":" + line);
    }

    /** Why a whole script is skipped, or null if it is not. */
    String reason(String file) {
        for (Map.Entry<String, String> entry : reasons.entrySet()) {
            String key = entry.getKey();
            if (key.endsWith("/*") && file.startsWith(key.substring(0, key.length() - 1))) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** All of them. */
    Map<String, String> all() {
        return reasons;
    }
}
