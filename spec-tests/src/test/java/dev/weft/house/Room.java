package dev.weft.house;

import java.util.List;

/**
 * A package of production code and what its classes may name: one row of the room table.
 *
 * @param name the package; its subpackages belong to it unless they have a row of their own
 * @param may prefixes of class names it may use besides the JDK and itself: a package ends in a dot, a class does not
 * @param never prefixes taken out of `may` again
 */
record Room(String name, List<String> may, List<String> never) {
    private static final String SYNTAX = "dev.weft.syntax.";
    private static final String BINARY = "dev.weft.binary.";
    private static final String DEBUG = "dev.weft.debug.";
    private static final String TEXT = "dev.weft.text.";
    private static final String VALID = "dev.weft.valid.";
    private static final String RUNTIME = "dev.weft.runtime.";
    private static final String TIER = "dev.weft.runtime.tier.";
    private static final String COMPILED = "dev.weft.runtime.compiled.";
    private static final String HOST = "dev.weft.host.";
    private static final String ASM = "org.objectweb.asm.";
    private static final String JNR = "jnr.ffi.";
    private static final String JFFI = "com.kenai.jffi.";

    /** The table of ARCHITECTURE.md; the longest matching name decides. */
    static final List<Room> ALL = List.of(
            new Room("dev.weft.syntax", List.of()),
            new Room("dev.weft.binary", List.of(SYNTAX)),
            new Room("dev.weft.debug", List.of(SYNTAX)),
            new Room("dev.weft.text", List.of(SYNTAX, BINARY)),
            new Room("dev.weft.valid", List.of(SYNTAX, BINARY)),
            new Room("dev.weft.runtime", List.of(SYNTAX, BINARY, DEBUG, TEXT, VALID, RUNTIME)),
            new Room("dev.weft.runtime.numeric", List.of("dev.weft.runtime.Trap")),
            new Room("dev.weft.runtime.memory", List.of(SYNTAX, RUNTIME, JNR, JFFI)),
            new Room("dev.weft.runtime.tier", List.of(SYNTAX, BINARY, VALID, RUNTIME)),
            new Room("dev.weft.runtime.cache", List.of()),
            new Room("dev.weft.runtime.compiled", List.of(SYNTAX, BINARY, DEBUG, VALID, RUNTIME)),
            new Room("dev.weft.interp", List.of(SYNTAX, BINARY, VALID, RUNTIME)),
            new Room("dev.weft.jit", List.of(SYNTAX, BINARY, VALID, RUNTIME, ASM, "dev.weft.jit.vector.")),
            new Room("dev.weft.jit.vector", List.of()),
            new Room("dev.weft.host", List.of(SYNTAX, RUNTIME), List.of(TIER, COMPILED)),
            new Room("dev.weft.host.caos", List.of(SYNTAX, RUNTIME, HOST, "com.fasterxml.jackson.core.",
                    "com.sun.net.httpserver."), List.of(TIER, COMPILED, "dev.weft.host.caos.git.")),
            new Room("dev.weft.host.caos.git", List.of("dev.weft.host.caos.", "org.eclipse.jgit.")),
            new Room("dev.weft.host.oxide", List.of(SYNTAX, RUNTIME, HOST, "org.h2.mvstore."),
                    List.of(TIER, COMPILED)));

    private Room(String name, List<String> may) {
        this(name, may, List.of());
    }

    /** The room of a class by its full name. */
    static Room of(String className) {
        Room best = null;
        for (Room room : ALL) {
            if (className.startsWith(room.name + ".")
                    && (best == null || room.name.length() > best.name.length())) {
                best = room;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no room for " + className + "; give its package a row in Room.ALL");
        }
        return best;
    }

    /** Whether a class of this room may name the class `other`. */
    boolean mayUse(String other) {
        if (other.startsWith("java.") || other.startsWith("javax.") || other.startsWith("jdk.")
                || other.startsWith("com.sun.management.")) {
            return true;
        }
        if (other.startsWith(name + ".") && of(other).equals(this)) {
            return true;
        }
        return may.stream().anyMatch(prefix -> covers(prefix, other))
                && never.stream().noneMatch(prefix -> covers(prefix, other));
    }

    private static boolean covers(String prefix, String other) {
        return prefix.endsWith(".") ? other.startsWith(prefix)
                : other.equals(prefix) || other.startsWith(prefix + "$");
    }
}
