package dev.weft.host.caos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds what a reference to an image means: names of the standard images, and curry nodes around an image. */
final class Images {
    static final String STANDARD = "/cas/std/";
    private static final String CURRY = ".caos-curry";
    /** A name of the standard images may lead back to a curry node around itself. */
    private static final int MOST_LAYERS = 1_000;

    private Images() {
    }

    /** The request that asking for an image with arguments amounts to. */
    static RunRequest resolve(CaosStore store, String image, String args, String std, String salt)
            throws CaosException {
        String reference = standard(store, image, std);
        Map<String, TreeEntry> merged = null;
        for (int layers = 0; GitObject.isHash(reference); layers++) {
            List<TreeEntry> node = store.tree(reference);
            if (find(node, CURRY) == null) {
                break;
            }
            TreeEntry base = find(node, "base");
            TreeEntry bound = find(node, "args");
            if (base == null || bound == null) {
                throw CaosException.of(400, "curry node " + reference + " missing " + (base == null ? "base" : "args"));
            }
            if (layers == MOST_LAYERS) {
                throw CaosException.of(400, "more than " + MOST_LAYERS + " curry nodes around " + image);
            }
            if (merged == null) {
                merged = new LinkedHashMap<>();
                addMissing(merged, store.tree(args));
            }
            addMissing(merged, store.tree(bound.hash()));
            reference = standard(store, store.text(base.hash()).strip(), std);
        }
        return new RunRequest(reference, merged == null ? args : store.putTree(merged.values()), std, salt);
    }

    /** What came first wins: the call's arguments over the outer layer's, those over the inner one's. */
    private static void addMissing(Map<String, TreeEntry> merged, List<TreeEntry> entries) {
        for (TreeEntry entry : entries) {
            merged.putIfAbsent(entry.name(), entry);
        }
    }

    private static TreeEntry find(List<TreeEntry> entries, String name) {
        for (TreeEntry entry : entries) {
            if (entry.name().equals(name)) {
                return entry;
            }
        }
        return null;
    }

    private static String standard(CaosStore store, String image, String std) throws CaosException {
        if (!image.startsWith(STANDARD)) {
            return image;
        }
        if (std.isEmpty()) {
            throw CaosException.of(400, "cannot resolve " + image + ": the job has no std");
        }
        TreeEntry entry = store.entry(std, image.substring(STANDARD.length()));
        if (entry == null) {
            throw CaosException.of(400, "cannot resolve " + image + ": not in std " + std);
        }
        return entry.hash();
    }
}
