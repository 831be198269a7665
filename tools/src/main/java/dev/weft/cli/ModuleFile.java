package dev.weft.cli;

import dev.weft.binary.ModuleDecoder;
import dev.weft.runtime.Engine;
import dev.weft.runtime.PreparedModule;
import dev.weft.syntax.Features;
import dev.weft.syntax.MalformedException;
import dev.weft.text.TextParser;
import dev.weft.valid.InvalidException;
import dev.weft.valid.ModuleValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A module's file as named on the command line: binary or text, found out by its first bytes.
 *
 * @param name  as the user wrote it; {@code -} is the standard input
 * @param bytes as they are in the file
 */
record ModuleFile(String name, byte[] bytes) {
    private static final int LOOK_AT = 512;

    /** Reads a file, or the standard input for {@code -}. */
    static ModuleFile read(String name, Streams streams) {
        try {
            return new ModuleFile(name, name.equals("-") ? streams.in().readAllBytes()
                    : Engine.read(Path.of(name)));
        } catch (NoSuchFileException e) {
            throw new Failure(ExitCode.NO_INPUT, "no such file: " + name);
        } catch (IOException e) {
            throw new Failure(ExitCode.NO_INPUT, "cannot read " + name
                    + (Files.isDirectory(Path.of(name)) ? ": it is a folder" : ": " + e.getMessage()));
        }
    }

    /** The name without its folders, and without its extension. */
    String baseName() {
        String base = name.substring(name.lastIndexOf('/') + 1);
        return base.endsWith(".wasm") || base.endsWith(".wat") ? base.substring(0, base.lastIndexOf('.')) : base;
    }

    /** Whether it is text: not the magic number, and no NUL near the beginning. */
    boolean isText() {
        for (int i = 0; i < Math.min(bytes.length, LOOK_AT); i++) {
            if (bytes[i] == 0) {
                return false;
            }
        }
        return !name.endsWith(".wasm");
    }

    /** The module in the binary format; text is assembled. */
    byte[] binary(Features features) {
        if (!isText()) {
            checkNoComponent();
            return bytes;
        }
        try {
            return TextParser.assemble(bytes, features);
        } catch (MalformedException e) {
            throw malformed(e);
        }
    }

    /** Decodes and validates the module, for no engine: nothing that runs code is needed. */
    void validate(Features features) {
        byte[] binary = binary(features);
        try {
            ModuleValidator.validate(ModuleDecoder.decode(binary, features), features);
        } catch (MalformedException e) {
            throw malformed(e);
        } catch (InvalidException e) {
            throw invalid(e);
        }
    }

    /** The module, decoded and validated. */
    PreparedModule prepare(Engine engine) {
        return prepare(engine, binary(engine.features()));
    }

    /** The module, decoded and validated, of what {@link #binary} returned. */
    PreparedModule prepare(Engine engine, byte[] binary) {
        try {
            return engine.prepare(binary);
        } catch (MalformedException e) {
            throw malformed(e);
        } catch (InvalidException e) {
            throw invalid(e);
        }
    }

    private Failure invalid(InvalidException e) {
        return new Failure(ExitCode.BAD_MODULE, name + " is not valid: " + e.getMessage());
    }

    /** What to say of bytes or text that are no module. */
    Failure malformed(MalformedException e) {
        return new Failure(ExitCode.BAD_MODULE, name + " is malformed: " + e.getMessage());
    }

    private void checkNoComponent() {
        if (bytes.length >= 8 && bytes[0] == 0 && bytes[1] == 'a' && bytes[4] != 1 && bytes[6] == 1) {
            throw new Failure(ExitCode.BAD_MODULE, name + " is a component; Weft runs core modules");
        }
    }
}
