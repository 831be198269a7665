package dev.weft.cli;

import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.CaosStore;
import dev.weft.host.caos.Folders;
import dev.weft.host.caos.GitObject;
import dev.weft.host.caos.MemoryStore;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.Result;
import dev.weft.host.caos.TreeEntry;
import dev.weft.host.caos.git.GitStore;
import dev.weft.syntax.Features;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the objects of caos are, and how the command line names them; shared by the parts of {@code weft caos}. */
final class CaosOptions {
    @Option(names = "--repo", paramLabel = "FOLDER",
            description = "The git repository for objects and results, made if it is missing; default: memory.")
    private String repository;

    /** The store, opened. */
    CaosStore open() {
        try {
            return repository == null ? new MemoryStore() : GitStore.open(Path.of(repository));
        } catch (IOException e) {
            throw new Failure(ExitCode.NO_INPUT, "cannot open the repository " + repository + ": " + e.getMessage());
        }
    }

    /** A file or folder, kept. */
    static Result file(CaosStore store, String path) throws CaosException {
        try {
            return Folders.put(store, Path.of(path));
        } catch (IOException e) {
            throw new Failure(ExitCode.NO_INPUT, "cannot read " + path + ": " + e.getMessage());
        }
    }

    /** The reference that names an image: a hash or name as it is, a module's file as a runtime node around it. */
    static String image(CaosStore store, String text, Streams streams) throws CaosException {
        if (!text.endsWith(".wasm") && !text.endsWith(".wat")) {
            return text;
        }
        byte[] wasm = ModuleFile.read(text, streams).binary(Features.DEFAULT);
        return store.putTree(List.of(TreeEntry.of(".caos-runtime", ObjectKind.BLOB, store.putBlob("weft")),
                TreeEntry.of("module", ObjectKind.BLOB, store.putBlob(wasm))));
    }

    /** The tree of standard images: a hash alone, or NAME=IMAGE for each. */
    static String std(CaosStore store, List<String> words, Streams streams) throws CaosException {
        if (words.size() == 1 && GitObject.isHash(words.getFirst())) {
            return words.getFirst();
        }
        List<TreeEntry> entries = new ArrayList<>();
        for (String word : words) {
            String[] parts = split(word, "--std " + word + " is neither a hash nor NAME=IMAGE");
            String hash = image(store, parts[1], streams);
            if (!GitObject.isHash(hash)) {
                throw new Failure(ExitCode.USAGE, "--std " + word + " names neither a module's file nor a hash");
            }
            entries.add(new TreeEntry(object(store, hash).kind().mode(), parts[0], hash));
        }
        return entries.isEmpty() ? "" : store.putTree(entries);
    }

    private static GitObject object(CaosStore store, String hash) throws CaosException {
        GitObject object = store.get(hash);
        if (object == null) {
            throw new Failure(ExitCode.NO_INPUT, "no such object: " + hash);
        }
        return object;
    }

    /** The tree of arguments: NAME=TEXT, NAME=@PATH, NAME=#HASH or NAME=image:IMAGE for each. */
    static String arguments(CaosStore store, List<String> words, Streams streams) throws CaosException {
        List<TreeEntry> entries = new ArrayList<>();
        for (String word : words) {
            String[] parts = split(word, word + " is not NAME=VALUE");
            String value = parts[1];
            Result object;
            if (value.startsWith("@")) {
                object = file(store, value.substring(1));
            } else if (value.startsWith("#") && GitObject.isHash(value.substring(1))) {
                object = new Result(object(store, value.substring(1)).kind(), value.substring(1));
            } else {
                object = new Result(ObjectKind.BLOB, store.putBlob(value.startsWith("image:")
                        ? image(store, value.substring("image:".length()), streams) : value));
            }
            entries.add(TreeEntry.of(parts[0], object.kind(), object.hash()));
        }
        return store.putTree(entries);
    }

    private static String[] split(String word, String otherwise) {
        int equals = word.indexOf('=');
        if (equals < 1 || word.substring(0, equals).contains("/")) {
            throw new Failure(ExitCode.USAGE, otherwise);
        }
        return new String[] {word.substring(0, equals), word.substring(equals + 1)};
    }
}
