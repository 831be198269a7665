package dev.weft.runtime;

import static java.lang.classfile.ClassFile.ACC_ABSTRACT;
import static java.lang.classfile.ClassFile.ACC_INTERFACE;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;

import dev.weft.syntax.Export;
import dev.weft.syntax.ExternKind;
import dev.weft.syntax.FuncType;
import dev.weft.syntax.Import;
import dev.weft.syntax.NumType;
import dev.weft.syntax.ValType;
import dev.weft.syntax.VecType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import javax.lang.model.SourceVersion;

/** Writes the jar of a module that is compiled ahead of time: see {@link ModuleArchive}. */
final class ArchiveWriter {
    private static final ClassDesc INSTANCE = desc(Instance.class);
    private static final ClassDesc MODULE = desc(PreparedModule.class);
    private static final ClassDesc ARCHIVE = desc(ModuleArchive.class);
    private static final ClassDesc ANNOTATION = desc(WasmFunction.class);
    /** Of host-abi: named here so that who has no such programs needs no such jar. */
    private static final ClassDesc PROGRAM = ClassDesc.of("dev.weft.host.wasi.WasiProgram");
    private static final int MOST_WORDS = 250;
    /** Names that methods of the interface cannot have: its own, and those of every object. */
    private static final Set<String> TAKEN = Set.of("module", "of", "main", "equals", "hashCode", "toString",
            "getClass", "notify", "notifyAll", "wait", "clone", "finalize");

    private final PreparedModule module;
    private final String className;
    private final boolean unsafe;
    private final Properties properties;

    ArchiveWriter(PreparedModule module, String className, boolean unsafe, Properties properties) {
        if (!SourceVersion.isName(className)) {
            throw new IllegalArgumentException("no name for a class: " + className);
        }
        this.module = module;
        this.className = className;
        this.unsafe = unsafe;
        this.properties = properties;
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    void write(OutputStream out) throws IOException {
        String path = className.replace('.', '/');
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        if (unsafe) {
            // for java -jar; others name it on the command line
            attributes.put(new Attributes.Name("Add-Exports"), "java.base/jdk.internal.misc");
        }
        if (isProgram()) {
            attributes.put(Attributes.Name.MAIN_CLASS, className);
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        manifest.write(head);
        JarOutputStream jar = new JarOutputStream(out);
        jar.setLevel(Deflater.BEST_SPEED);
        put(jar, JarFile.MANIFEST_NAME, head.toByteArray());
        put(jar, path + ".class", interfaceBytes());
        String folder = path + ModuleArchive.FOLDER;
        put(jar, folder + ModuleArchive.PROPERTIES, text(properties));
        put(jar, folder + ModuleArchive.MODULE, module.module().bytes());
        try {
            module.engine().tier().emitAll(module, unsafe, (name, bytes) -> {
                try {
                    put(jar, folder + name + ".class", bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        jar.finish();
    }

    /** The same for the same module, whenever it is written. */
    private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        jar.putNextEntry(entry);
        jar.write(bytes);
        jar.closeEntry();
    }

    private static byte[] text(Properties properties) throws IOException {
        StringWriter text = new StringWriter();
        properties.store(text, null);
        // without the line with the time
        return text.toString().lines().filter(line -> !line.startsWith("#")).sorted()
                .collect(Collectors.joining("\n", "", "\n")).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether it is a command of WASI, which needs nothing else. */
    private boolean isProgram() {
        Export start = module.export("_start");
        if (start == null || start.kind() != ExternKind.FUNC) {
            return false;
        }
        for (Import item : module.imports()) {
            if (!item.module().startsWith("wasi_")) {
                return false;
            }
        }
        return true;
    }

    private byte[] interfaceBytes() {
        ClassDesc self = ClassDesc.of(className);
        return ClassFile.of().build(self, cls -> {
            cls.withFlags(ACC_PUBLIC | ACC_INTERFACE | ACC_ABSTRACT);
            Set<String> names = new HashSet<>();
            for (Export export : module.exports()) {
                if (export.kind() == ExternKind.FUNC) {
                    method(cls, export, names);
                }
            }
            cls.withMethodBody("module", MethodTypeDesc.of(MODULE), ACC_PUBLIC | ACC_STATIC, code -> code
                    .loadConstant(self)
                    .invokestatic(ARCHIVE, "of", MethodTypeDesc.of(ARCHIVE, ConstantDescs.CD_Class))
                    .invokevirtual(ARCHIVE, "module", MethodTypeDesc.of(MODULE))
                    .areturn());
            cls.withMethodBody("of", MethodTypeDesc.of(self, INSTANCE), ACC_PUBLIC | ACC_STATIC, code -> code
                    .aload(0)
                    .loadConstant(self)
                    .invokevirtual(INSTANCE, "as",
                            MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Class))
                    .checkcast(self)
                    .areturn());
            if (isProgram()) {
                ClassDesc words = ConstantDescs.CD_String.arrayType();
                cls.withMethodBody("main", MethodTypeDesc.of(ConstantDescs.CD_void, words), ACC_PUBLIC | ACC_STATIC,
                        code -> code
                                .loadConstant(self)
                                .aload(0)
                                .invokestatic(PROGRAM, "run",
                                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Class, words))
                                .return_());
            }
        });
    }

    private void method(ClassBuilder cls, Export export, Set<String> names) {
        FuncType type = module.valid().funcType(export.index());
        if (words(type) > MOST_WORDS) {
            return;
        }
        String name = javaName(export.name(), names);
        cls.withMethod(name, JavaTypes.signature(type).describeConstable().orElseThrow(), ACC_PUBLIC | ACC_ABSTRACT,
                method -> method.with(RuntimeVisibleAnnotationsAttribute.of(List.of(Annotation.of(ANNOTATION,
                        AnnotationElement.ofString("value", export.name()))))));
    }

    private static int words(FuncType type) {
        int words = 4;
        for (ValType param : type.params()) {
            words += param == NumType.I64 || param == NumType.F64 || param == VecType.V128 ? 2 : 1;
        }
        return words;
    }

    /** A name for a method: the export's, as far as Java has such names. */
    private static String javaName(String export, Set<String> names) {
        StringBuilder name = new StringBuilder();
        export.codePoints().forEach(c -> name.appendCodePoint(Character.isJavaIdentifierPart(c)
                && !Character.isIdentifierIgnorable(c) ? c : '_'));
        if (name.isEmpty() || !Character.isJavaIdentifierStart(name.codePointAt(0))) {
            name.insert(0, '_');
        }
        while (TAKEN.contains(name.toString()) || SourceVersion.isKeyword(name) || !names.add(name.toString())) {
            name.append('_');
        }
        return name.toString();
    }
}
