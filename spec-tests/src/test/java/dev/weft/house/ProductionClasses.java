package dev.weft.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The compiled classes of the project's modules, read from their `target/classes`. */
final class ProductionClasses {
    static final List<String> MODULES =
            List.of("engine-parser", "engine-runtime", "engine-interp", "engine-jit", "host-abi");

    private ProductionClasses() {
    }

    /** The project's root folder: the parent of the module the tests run in. */
    static Path root() {
        Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return here.endsWith("spec-tests") ? here.getParent() : here;
    }

    /** Every class of one module; empty only when the module has none. */
    static List<ClassModel> of(String module) {
        Path classes = root().resolve(module).resolve("target/classes");
        if (!Files.isDirectory(classes)) {
            throw new IllegalStateException("not compiled: " + classes);
        }
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class"))
                    .map(ProductionClasses::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
