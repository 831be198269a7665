package dev.weft.workers;

import java.nio.file.Path;

/** The project's own guests, in the folder `guests`. */
final class Guests {
    private Guests() {
    }

    /** A folder of guests. */
    static Path folder(String name) {
        Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return (here.endsWith("spec-tests") ? here.getParent() : here).resolve("guests").resolve(name);
    }
}
