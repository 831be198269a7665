package dev.weft.fuzz;

import dev.weft.binary.ModuleDecoder;
import dev.weft.syntax.Features;
import dev.weft.text.TextPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Something that went wrong, as small as it could be made.
 *
 * @param oracle who says so
 * @param seed of the case
 * @param message what is wrong
 * @param module the smallest module
 * @param choices of the smallest module
 */
record Finding(String oracle, long seed, String message, GeneratedModule module, long[] choices) {

    /** The first line of the message: findings with the same one probably are the same mistake. */
    static String kind(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** Writes the module as text and binary, and a note with the calls and the seed; returns the text's path. */
    Path save(Path folder) throws IOException {
        Files.createDirectories(folder);
        String name = oracle + "-" + Long.toUnsignedString(seed);
        Files.write(folder.resolve(name + ".wasm"), module.bytes());
        String note = ";; ./weft fuzz --oracle " + oracle + " --seed " + seed + " --count 1\n;; "
                + message.replace("\n", "\n;; ") + "\n;; calls "
                + module.calls().stream().map(call -> call.export() + call.arguments()).toList()
                + "\n;; fuel " + module.fuel() + ", call depth " + module.callDepth()
                + "\n;; choices " + Arrays.toString(choices) + "\n";
        String text;
        try {
            text = TextPrinter.print(ModuleDecoder.decode(module.bytes(), Features.ALL));
        } catch (RuntimeException e) {
            text = ";; cannot be printed: " + e + "\n";
        }
        Path file = folder.resolve(name + ".wat");
        Files.writeString(file, note + text);
        return file;
    }
}
