package dev.weft.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** How long the methods are that a module's functions became: HotSpot compiles none over 8,000 bytes. */
final class MethodSizes {
    private static final int[] BOUNDS = {35, 100, 325, 1_000, 2_000, 4_000, 6_000, 8_000, Integer.MAX_VALUE};
    private static final int SHOWN = 10;

    private final List<Method> methods = new ArrayList<>();
    private int classes;

    /**
     * One method.
     *
     * @param bytes of its bytecode
     */
    private record Method(String name, int bytes) {
    }

    /** The sizes of the methods with code of functions in a jar. */
    static MethodSizes ofJar(byte[] jar) {
        MethodSizes sizes = new MethodSizes();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (entry.getName().matches(".*\\.weft/C\\d+\\.class")) {
                    sizes.add(in.readAllBytes());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sizes.methods.sort(Comparator.comparingInt(Method::bytes).reversed());
        return sizes;
    }

    private void add(byte[] bytes) {
        classes++;
        for (MethodModel method : ClassFile.of().parse(bytes).methods()) {
            method.code().ifPresent(code -> methods.add(
                    new Method(method.methodName().stringValue(), ((CodeAttribute) code).codeLength())));
        }
    }

    /** The distribution and the longest methods. */
    String report() {
        long total = methods.stream().mapToLong(Method::bytes).sum();
        Table distribution = new Table(">bytes up to", ">methods", ">share of all code");
        int from = 0;
        for (int bound : BOUNDS) {
            int least = from;
            List<Method> here = methods.stream().filter(each -> each.bytes > least && each.bytes <= bound).toList();
            long bytes = here.stream().mapToLong(Method::bytes).sum();
            if (bound != Integer.MAX_VALUE || !here.isEmpty()) {
                distribution.row(bound == Integer.MAX_VALUE ? "more" : Size.grouped(bound),
                        Size.grouped(here.size()), total == 0 ? "0 %" : Math.round(100.0 * bytes / total) + " %");
            }
            from = bound;
        }
        Table longest = new Table("longest", ">bytes");
        methods.stream().limit(SHOWN).forEach(each -> longest.row(each.name, Size.grouped(each.bytes)));
        return classes + " classes, " + Size.grouped(methods.size()) + " methods, " + Size.grouped(total)
                + " bytes of code\n" + distribution + longest;
    }
}
