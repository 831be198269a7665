package dev.weft.workers;

import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.CaosStore;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.TreeEntry;
import java.util.ArrayList;
import java.util.List;

/** The trees that caos' own tests fold, made from their descriptions. */
final class CaosFixtures {
    static final String WIDE = "fadee87f07e65211be79d36725ff4a6aa13dab86";
    static final String DEEP = "59a9b708a0a24e0bd7c6425b9889c52f5662e599";
    static final String BENCH = "964e5bee4c99cf58519182ad32ff9b60d0562ab4";
    static final String SMALL = "563964c0b56f84e8cfbe45059f842b11b1594bbc";

    private CaosFixtures() {
    }

    private static TreeEntry blob(CaosStore store, String name, String text) throws CaosException {
        return TreeEntry.of(name, ObjectKind.BLOB, store.putBlob(text));
    }

    /** Folders in folders, so many in each down to level 3, with so many files each whose text is their own path. */
    private static List<TreeEntry> bush(CaosStore store, String path, int level, int folders, int files)
            throws CaosException {
        List<TreeEntry> entries = new ArrayList<>();
        for (int i = 1; i <= files; i++) {
            String name = "f" + i + ".txt";
            entries.add(blob(store, name, path + "/" + name + "\n"));
        }
        for (int i = 1; i <= folders && level < 3; i++) {
            entries.add(TreeEntry.of("d" + i, ObjectKind.TREE,
                    store.putTree(bush(store, path + "/d" + i, level + 1, folders, files))));
        }
        return entries;
    }

    /** 15 folders, 30 files, a symbolic link. */
    static String wide(CaosStore store) throws CaosException {
        List<TreeEntry> entries = bush(store, "wide", 0, 2, 2);
        entries.add(new TreeEntry("120000", "link-to-file", store.putBlob("f1.txt")));
        return store.putTree(entries);
    }

    /** 40 folders, 120 files. */
    static String bench(CaosStore store) throws CaosException {
        return store.putTree(bush(store, "tree", 0, 3, 3));
    }

    /** So many folders, each in the next, with a file each. */
    static String deep(CaosStore store, int levels) throws CaosException {
        String inner = null;
        for (int level = levels; level > 0; level--) {
            List<TreeEntry> entries = new ArrayList<>();
            entries.add(blob(store, "f.txt", "level " + level + "\n"));
            if (inner != null) {
                entries.add(TreeEntry.of("d", ObjectKind.TREE, inner));
            }
            inner = store.putTree(entries);
        }
        return inner;
    }

    /** Five files in three folders. */
    static String small(CaosStore store) throws CaosException {
        String nested = store.putTree(List.of(blob(store, "d.txt", "four\n"), blob(store, "e.txt", "five\n")));
        String sub = store.putTree(List.of(blob(store, "c.txt", "three\n"),
                TreeEntry.of("nested", ObjectKind.TREE, nested)));
        return store.putTree(List.of(blob(store, "a.txt", "one\n"), blob(store, "b.txt", "two\n"),
                TreeEntry.of("sub", ObjectKind.TREE, sub)));
    }
}
