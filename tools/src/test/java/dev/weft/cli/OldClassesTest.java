package dev.weft.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OldClassesTest {
    private static final ClassDesc LARGER = ClassDesc.of("Larger");

    @TempDir
    private Path folder;

    @Test
    void main_classOfJava5_getsFramesAndRunsAsBefore() throws Exception {
        Path jar = jar("old.jar", ClassFile.JAVA_5_VERSION);
        OldClasses.main(new String[] {folder.toString()});
        ClassModel rewritten;
        try (JarFile in = new JarFile(jar.toFile())) {
            rewritten = ClassFile.of().parse(in.getInputStream(in.getEntry("Larger.class")).readAllBytes());
            assertEquals("kept", new String(in.getInputStream(in.getEntry("a/text")).readAllBytes()));
        }
        assertEquals(ClassFile.JAVA_8_VERSION, rewritten.majorVersion());
        MethodModel of = rewritten.methods().getFirst();
        assertTrue(of.code().orElseThrow().findAttribute(Attributes.stackMapTable()).isPresent());
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            assertEquals(7, loader.loadClass("Larger").getMethod("of", int.class, int.class).invoke(null, 3, 7));
        }
    }

    @Test
    void main_jarWithoutOldClasses_staysAsItIs() throws Exception {
        Path jar = jar("new.jar", ClassFile.JAVA_8_VERSION);
        byte[] before = Files.readAllBytes(jar);
        OldClasses.main(new String[] {folder.toString()});
        assertArrayEquals(before, Files.readAllBytes(jar));
    }

    private static void larger(CodeBuilder code) {
        Label first = code.newLabel();
        code.iload(0).iload(1).if_icmpge(first).iload(1).ireturn().labelBinding(first).iload(0).ireturn();
    }

    private Path jar(String name, int version) throws Exception {
        byte[] larger = ClassFile.of(ClassFile.StackMapsOption.STACK_MAPS_WHEN_REQUIRED).build(LARGER,
                type -> type.withVersion(version, 0).withFlags(ClassFile.ACC_PUBLIC).withMethodBody("of",
                        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, OldClassesTest::larger));
        Path jar = folder.resolve(name);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("Larger.class"));
            out.write(larger);
            out.putNextEntry(new ZipEntry("a/text"));
            out.write("kept".getBytes());
        }
        return jar;
    }
}
