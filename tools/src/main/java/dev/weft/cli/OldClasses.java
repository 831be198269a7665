package dev.weft.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the jars in a folder whose classes have the form of Java 5, without frames for the verifier: a JVM's cache
 * of linked classes takes no such ones. For {@code ./weft}, after a build; jars without old classes stay as they are.
 */
final class OldClasses {
    private static final int FIRST_WITH_FRAMES = ClassFile.JAVA_6_VERSION;

    private OldClasses() {
    }

    public static void main(String[] args) throws IOException {
        List<Path> jars;
        try (var files = Files.list(Path.of(args[0]))) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        Map<Path, byte[]> rewritten = new LinkedHashMap<>();
        try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new))) {
            ClassFile format = ClassFile.of(ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                            .orElse(ClassHierarchyResolver.ofResourceParsing(ClassLoader.getPlatformClassLoader()))
                            .cached()));
            for (Path jar : jars) {
                byte[] contents = rewrite(jar, format);
                if (contents != null) {
                    rewritten.put(jar, contents);
                }
            }
        }
        for (Map.Entry<Path, byte[]> each : rewritten.entrySet()) {
            Files.write(each.getKey(), each.getValue());
        }
    }

    /** The jar without old classes, or null if it has none. */
    private static byte[] rewrite(Path jar, ClassFile format) throws IOException {
        boolean any = false;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarFile in = new JarFile(jar.toFile()); ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] contents = in.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class")) {
                    ClassModel old = format.parse(contents);
                    if (old.majorVersion() < FIRST_WITH_FRAMES) {
                        contents = format.transformClass(old, upToDate());
                        any = true;
                    }
                }
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(contents);
                out.closeEntry();
            }
        }
        return any ? bytes.toByteArray() : null;
    }

    /** Code is taken apart and put together again, and gets its frames as it is. */
    private static ClassTransform upToDate() {
        return ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                .andThen((type, element) -> type.with(element instanceof ClassFileVersion
                        ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0) : element));
    }
}
