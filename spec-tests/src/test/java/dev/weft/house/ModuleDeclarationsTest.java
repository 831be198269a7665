package dev.weft.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module declarations, kept in step with the packages and services that the modules have. */
class ModuleDeclarationsTest {
    @Test
    void moduleDeclarations_exports_areThePackagesWithPublicTypes() throws IOException {
        for (String module : List.of("engine-parser", "engine-runtime", "host-abi")) {
            Path declaration = declaration(module);
            Set<String> packages = ProductionClasses.of(module).stream()
                    .filter(model -> model.flags().has(AccessFlag.PUBLIC))
                    .map(ModuleDeclarationsTest::packageOf)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> exports = Files.exists(declaration) ? found(declaration, "exports ([a-z.]+)") : Set.of();
            assertEquals(packages, exports, "exports of " + module);
        }
    }

    @Test
    void moduleDeclarations_ofTheTiers_exportNothing() throws IOException {
        for (String module : List.of("engine-interp", "engine-jit")) {
            Path declaration = declaration(module);
            assertEquals(Set.of(), Files.exists(declaration) ? found(declaration, "exports ([a-z.]+)") : Set.of());
        }
    }

    @Test
    void moduleDeclarations_provides_areTheServicesOfTheClassPath() throws IOException {
        for (String module : ProductionClasses.MODULES) {
            Path declaration = declaration(module);
            Set<String> provided =
                    Files.exists(declaration) ? found(declaration, "provides ([\\w.]+) with [\\w.]+") : Set.of();
            Path services = ProductionClasses.root().resolve(module).resolve("src/main/resources/META-INF/services");
            List<String> names = new ArrayList<>();
            if (Files.isDirectory(services)) {
                try (Stream<Path> files = Files.list(services)) {
                    files.forEach(file -> names.add(file.getFileName().toString()));
                }
            }
            assertEquals(new TreeSet<>(names), provided, "services of " + module);
        }
    }

    private static Path declaration(String module) {
        return ProductionClasses.root().resolve(module).resolve("src/main/module/module-info.java");
    }

    private static Set<String> found(Path file, String pattern) throws IOException {
        return Pattern.compile("^ +" + pattern, Pattern.MULTILINE).matcher(Files.readString(file)).results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String packageOf(ClassModel model) {
        String name = model.thisClass().asInternalName();
        return name.substring(0, name.lastIndexOf('/')).replace('/', '.');
    }
}
