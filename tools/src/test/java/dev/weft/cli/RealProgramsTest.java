package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs in C, C++ and Rust that were built from source elsewhere, with what another engine printed: if they are in
 * {@code -Dweft.suites=FOLDER}, in {@code third_party}, or beside the project in {@code shared}.
 */
class RealProgramsTest {
    private static Path guests;

    @TempDir
    private Path folder;

    @BeforeAll
    static void find() {
        Stream<Path> places = Stream.of("third_party", "../third_party", "../shared", "../../shared", "../../../shared")
                .map(Path::of);
        String property = System.getProperty("weft.suites");
        if (property != null) {
            places = Stream.concat(Stream.of(Path.of(property), Path.of(property, "..")), places);
        }
        guests = places.map(place -> place.resolve("guests")).filter(Files::isDirectory).findFirst().orElse(null);
        if (guests == null) {
            String message = "the prebuilt programs are not here, they did not run (-Dweft.suites=FOLDER)";
            System.err.println("[weft] " + message);
            abort(message);
        }
    }

    private static String expected(String name) throws IOException {
        return Files.readString(guests.resolve("expected").resolve(name));
    }

    private static byte[] source(String name) throws IOException {
        return Files.readAllBytes(guests.resolve("src").resolve(name));
    }

    private static String guest(String name) {
        return guests.resolve(name).toString();
    }

    @Test
    void hello_printsWhatIsExpected() throws IOException {
        var result = Weft.run("run", "--env", "FOO=bar", "--dir", folder + "::/sandbox", guest("hello.c22.wasm"),
                "one", "two");
        assertEquals("", result.err());
        assertEquals(expected("hello.stdout"), result.text());
        assertEquals(3, result.code());
        assertEquals("x=3.142\n", Files.readString(folder.resolve("t.txt")));
    }

    @Test
    void wordCountInRust_printsWhatIsExpected() throws IOException {
        var result = Weft.runWith(source("words.txt"), "run", "--env", "FOO=bar", "--argv0", "wc",
                guest("wc.rust163.wasm"));
        assertEquals("", result.err());
        assertEquals(expected("wc.stdout"), result.text());
        assertEquals(0, result.code());
    }

    @Test
    void sqlite_printsWhatIsExpected() throws IOException {
        var result = Weft.runWith(source("q.sql"), "run", "--argv0", "sqlite3", guest("sqlite3.c22.wasm"),
                ":memory:");
        assertEquals(expected("sqlite3.stdout"), result.text());
        assertEquals(0, result.code());
    }

    @Test
    void lua_printsWhatIsExpected() throws IOException {
        var result = Weft.run("run", "--argv0", "lua", "--dir", guests.resolve("src") + "::/s",
                guest("lua5.4.legacyeh.c22.wasm"), "/s/b.lua");
        assertEquals("", result.err());
        assertEquals(expected("lua.stdout"), result.text());
        assertEquals(0, result.code());
    }

    @Test
    void bzip2_printsBytesOfTheExpectedHash() throws IOException, NoSuchAlgorithmException {
        var result = Weft.runWith(source("q.sql"), "run", "--argv0", "bz", guest("bzip2.c22.wasm"));
        assertEquals("in 349 out 265 roundtrip ok\n", result.err());
        assertEquals(expected("bzip2-q.sql.sha256").substring(0, 64),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(result.out())));
        assertEquals(0, result.code());
    }

    @Test
    void standardLibraryOfCpp_printsWhatIsExpected() throws IOException {
        var result = Weft.run("run", "--argv0", "cpp", guest("cpp.c22.wasm"));
        assertEquals("", result.err());
        assertEquals(expected("cpp.stdout"), result.text());
        assertEquals(0, result.code());
    }
}
