package dev.weft.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The room table, enforced: reads the compiled classes and reports every class that names one it may not see. */
class ArchitectureTest {
    private static final Pattern CLASS_IN_DESCRIPTOR = Pattern.compile("L([^;<]+)[;<]");

    @Test
    void productionClasses_everyReference_staysInsideTheRoomTable() {
        List<String> wrong = new ArrayList<>();
        for (String module : ProductionClasses.MODULES) {
            for (ClassModel model : ProductionClasses.of(module)) {
                String name = model.thisClass().asInternalName().replace('/', '.');
                Room room = Room.of(name);
                for (String other : references(model)) {
                    if (!room.mayUse(other)) {
                        wrong.add(name + " names " + other);
                    }
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void productionClasses_engineParser_areFound() {
        assertFalse(ProductionClasses.of("engine-parser").isEmpty());
    }

    @Test
    void commandLine_imports_onlyThePublicRooms() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path file : sources("tools/src/main/java")) {
            for (String line : Files.readAllLines(file)) {
                if (line.matches("import (static )?dev\\.weft\\.runtime\\.(tier|numeric|memory)\\..*")) {
                    wrong.add(file.getFileName() + ": " + line);
                }
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void room_tierNamesTheOtherTier_isRefused() {
        assertFalse(Room.of("dev.weft.interp.Loop").mayUse("dev.weft.jit.Emitter"));
        assertFalse(Room.of("dev.weft.jit.Emitter").mayUse("dev.weft.interp.Loop"));
        assertFalse(Room.of("dev.weft.runtime.Store").mayUse("dev.weft.interp.Loop"));
        assertFalse(Room.of("dev.weft.host.wasi.Files").mayUse("dev.weft.runtime.tier.Frame"));
        assertFalse(Room.of("dev.weft.runtime.numeric.Numerics").mayUse("dev.weft.runtime.Store"));
        assertFalse(Room.of("dev.weft.runtime.Store").mayUse("jnr.ffi.Pointer"));
        assertFalse(Room.of("dev.weft.valid.Validator").mayUse("dev.weft.text.Parser"));
        assertTrue(Room.of("dev.weft.runtime.memory.Mapped").mayUse("jnr.ffi.Pointer"));
        assertTrue(Room.of("dev.weft.runtime.numeric.Numerics").mayUse("dev.weft.runtime.Trap$Kind"));
        assertTrue(Room.of("dev.weft.host.wasi.Files").mayUse("dev.weft.host.HostModule"));
    }

    private static List<Path> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(ProductionClasses.root().resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    /** The names of all classes outside the JDK that a class file mentions. */
    private static Set<String> references(ClassModel model) {
        Set<String> names = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry c -> {
                    String name = c.asInternalName();
                    if (name.startsWith("[")) {
                        fromDescriptor(name, names);
                    } else {
                        names.add(name.replace('/', '.'));
                    }
                }
                case NameAndTypeEntry n -> fromDescriptor(n.type().stringValue(), names);
                case MethodTypeEntry m -> fromDescriptor(m.descriptor().stringValue(), names);
                default -> {
                }
            }
        }
        for (FieldModel field : model.fields()) {
            fromDescriptor(field.fieldType().stringValue(), names);
        }
        for (MethodModel method : model.methods()) {
            fromDescriptor(method.methodType().stringValue(), names);
        }
        names.removeIf(name -> name.startsWith("java."));
        return names;
    }

    private static void fromDescriptor(String descriptor, Set<String> names) {
        Matcher matcher = CLASS_IN_DESCRIPTOR.matcher(descriptor);
        while (matcher.find()) {
            names.add(matcher.group(1).replace('/', '.'));
        }
    }
}
