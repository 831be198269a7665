package dev.weft.bench;

import dev.weft.text.TextParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A guest and how to run it: one row of {@code workloads.txt}.
 *
 * @param set the group it belongs to
 * @param name what tables call it
 * @param file the module below the folder of guests; behind an @, a text among our own resources
 * @param kind how to run it
 * @param argument what {@code run} gets, or how many instances to make
 * @param input the folder that it reads from, below the folder of guests; "-": none
 */
public record Workload(String set, String name, String file, Kind kind, int argument, String input) {
    private static final String TABLE = "workloads.txt";
    private static final List<String> GUESTS = List.of("core", "more", "long");

    /** How a guest is run, and what of it is measured. */
    public enum Kind {
        /** {@code run(argument)} in a fresh instance; the call is measured. */
        MICRO,
        /** {@code _start} with WASI in a fresh instance; what lies between bench.start and bench.end is measured. */
        SG,
        /** As many fresh instances as the argument says, {@code run(i)} in each; all of it is measured. */
        INST
    }

    /** All rows of the table. */
    public static List<Workload> all() {
        List<Workload> rows = new ArrayList<>();
        for (String line : new String(resource(TABLE), StandardCharsets.UTF_8).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                rows.add(of(line));
            }
        }
        return List.copyOf(rows);
    }

    /** The one of a name. */
    public static Workload named(String name) {
        for (Workload workload : all()) {
            if (workload.name().equals(name)) {
                return workload;
            }
        }
        throw new IllegalArgumentException("no workload is called " + name);
    }

    /** One of our own guests by its name. */
    public static Workload own(String name) {
        Workload workload = named(name);
        if (!workload.isOwn()) {
            throw new IllegalArgumentException("none of our own guests is called " + name);
        }
        return workload;
    }

    /** The workload that a line of the table describes. */
    static Workload of(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length != 6) {
            throw new IllegalArgumentException("not SET NAME FILE KIND ARG INPUT: " + line);
        }
        return new Workload(words[0], words[1], words[2], Kind.valueOf(words[3].toUpperCase(Locale.ROOT)),
                Integer.parseInt(words[4]), words[5]);
    }

    /** Whether a word on the command line means it: its name, its set, or one of the sets that have a common name. */
    boolean isCalled(String word) {
        return name.equals(word) || set.equals(word) || word.equals("guests") && GUESTS.contains(set);
    }

    /** Whether it needs no folder of guests. */
    public boolean isOwn() {
        return file.startsWith("@");
    }

    /** The module in the binary format, assembled if it is a text. */
    public byte[] wasm(Path guests) throws IOException {
        byte[] bytes = isOwn() ? resource("guests/" + file.substring(1)) : Files.readAllBytes(guests.resolve(file));
        return file.endsWith(".wat") ? TextParser.assemble(new String(bytes, StandardCharsets.UTF_8)) : bytes;
    }

    /** The folder that the guest reads from, or null. */
    public Path inputFolder(Path guests) {
        return input.equals("-") ? null : guests.resolve(input);
    }

    private static byte[] resource(String name) {
        try (InputStream in = Workload.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException("no such resource: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
