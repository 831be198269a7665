package dev.weft.host.caos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files and folders as objects, with the modes that git gives them; folders named {@code .git} are left out. */
public final class Folders {
    private Folders() {
    }

    /**
     * Keeps a file, or a folder with all that is in it, and tells what became of it. A path that is a symbolic link
     * itself is followed, others become links.
     *
     * @throws IOException if something cannot be read, or is neither file, folder nor link
     */
    public static Result put(CaosStore store, Path path) throws IOException, CaosException {
        TreeEntry entry = entry(store, path.toRealPath());
        return new Result(entry.kind(), entry.hash());
    }

    private static TreeEntry entry(CaosStore store, Path path) throws IOException, CaosException {
        String name = path.getFileName() == null ? "/" : path.getFileName().toString();
        if (Files.isSymbolicLink(path)) {
            return new TreeEntry("120000", name, store.putBlob(Files.readSymbolicLink(path).toString()
                    .getBytes(StandardCharsets.UTF_8)));
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            List<TreeEntry> entries = new ArrayList<>();
            try (Stream<Path> files = Files.list(path)) {
                for (Path file : files.toList()) {
                    if (!file.endsWith(".git")) {
                        entries.add(entry(store, file));
                    }
                }
            }
            return TreeEntry.of(name, ObjectKind.TREE, store.putTree(entries));
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("neither file, folder nor link: " + path);
        }
        return new TreeEntry(Files.isExecutable(path) ? "100755" : "100644", name,
                store.putBlob(Files.readAllBytes(path)));
    }
}
