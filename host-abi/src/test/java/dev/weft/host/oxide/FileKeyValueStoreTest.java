package dev.weft.host.oxide;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database in a file, also when the process that writes it is killed. */
class FileKeyValueStoreTest {
    @TempDir
    private Path folder;

    /** Writes key after key, and prints each when it is written, until it is killed. */
    static final class Writer {
        private Writer() {
        }

        public static void main(String[] args) throws IOException {
            int first = Integer.parseInt(args[1]);
            try (FileKeyValueStore store = new FileKeyValueStore(Path.of(args[0]), args[2].equals("forced"))) {
                for (int i = first;; i++) {
                    store.put("key " + i, value(i));
                    if (i % 3 == 0) {
                        store.delete("key " + (i - 1));
                    }
                    System.out.println(i);
                    System.out.flush();
                }
            }
        }
    }

    static byte[] value(int i) {
        return ("value " + i + " ").repeat(1 + i % 50).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void store_keepsWhatWasWritten() throws IOException {
        Path file = folder.resolve("kv");
        try (FileKeyValueStore store = new FileKeyValueStore(file, true)) {
            store.put("a", new byte[] {1});
            store.put("b", new byte[0]);
            store.put("a", new byte[] {2});
            store.put("c", new byte[] {3});
            store.delete("c");
            store.delete("never");
            assertThrows(IOException.class, () -> new FileKeyValueStore(file, true), "open twice");
        }
        try (FileKeyValueStore store = new FileKeyValueStore(file, true)) {
            assertArrayEquals(new byte[] {2}, store.get("a"));
            assertEquals(0, store.get("b").length);
            assertNull(store.get("c"));
        }
    }

    @Test
    void killedWriter_losesNothingThatWasWritten() throws Exception {
        killWriters(5, "forced");
    }

    @Test
    @Tag("full")
    void killedWriter_aHundredTimes_losesNothingThatWasWritten() throws Exception {
        killWriters(100, "not forced");
    }

    private void killWriters(int times, String forced) throws Exception {
        Path file = folder.resolve("kv");
        int next = 1;
        for (int round = 0; round < times; round++) {
            Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", System.getProperty("java.class.path"),
                    Writer.class.getName(), file.toString(), String.valueOf(next), forced)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            int last = 0;
            try (BufferedReader out = new BufferedReader(new InputStreamReader(writer.getInputStream()))) {
                for (int lines = 0; lines < 5 + round * 7 % 60; lines++) {
                    String line = out.readLine();
                    assertTrue(line != null, "the writer ended by itself");
                    last = Integer.parseInt(line);
                }
                // SIGKILL, in the middle of some write
                writer.toHandle().destroyForcibly();
                String line = out.readLine();
                while (line != null && !line.isEmpty() && line.chars().allMatch(Character::isDigit)) {
                    last = Math.max(last, Integer.parseInt(line));
                    line = out.readLine();
                }
            }
            assertTrue(writer.waitFor(1, TimeUnit.MINUTES));
            check(file, next, last);
            next = last + 2;
        }
    }

    private static void check(Path file, int first, int last) throws IOException {
        try (FileKeyValueStore store = new FileKeyValueStore(file, false)) {
            for (int i = first; i <= last; i++) {
                boolean deleted = i % 3 == 2 && i + 1 <= last && i >= first;
                if (deleted) {
                    assertNull(store.get("key " + i), "key " + i);
                } else if (i != last || i % 3 != 2) {
                    assertArrayEquals(value(i), store.get("key " + i), "key " + i);
                }
            }
        }
    }
}
