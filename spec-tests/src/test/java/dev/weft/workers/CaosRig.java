package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weft.host.GuestOptions;
import dev.weft.host.HostContext;
import dev.weft.host.HostLayer;
import dev.weft.host.caos.Caos;
import dev.weft.host.caos.CaosException;
import dev.weft.host.caos.CaosStore;
import dev.weft.host.caos.MemoryStore;
import dev.weft.host.caos.ObjectKind;
import dev.weft.host.caos.Result;
import dev.weft.host.caos.RunLimits;
import dev.weft.host.caos.RunRequest;
import dev.weft.host.caos.Timeline;
import dev.weft.host.caos.TreeEntry;
import dev.weft.runtime.Engine;
import dev.weft.runtime.memory.MemoryInstance;
import dev.weft.text.TextParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A host of caos with the project's guests as its standard images, and short ways to ask it for something. */
final class CaosRig implements AutoCloseable {
    /** The names that the project's guests have among the standard images. */
    private static final Map<String, String> GUESTS = Map.of("fold-wasm", "fold", "file-count", "file-count",
            "chain", "chain", "script", "script");

    final CaosStore store;
    final Caos caos;
    final HostLayer layer;
    final Timeline timeline = new Timeline(10_000);
    final List<String> console = Collections.synchronizedList(new ArrayList<>());

    /** What a test changes of the host. */
    interface Change {
        void apply(Caos.Builder builder) throws Exception;
    }

    CaosRig(Engine engine, CaosStore store, Change change) throws Exception {
        this.store = store;
        layer = HostLayer.builder(engine).abi("caos").build();
        Caos.Builder builder = Caos.builder(layer, store).tracer(timeline).options(GuestOptions.DEFAULT
                .console((level, source, text) -> console.add(text)));
        change.apply(builder);
        caos = builder.build();
    }

    CaosRig(String tier, Change change) throws Exception {
        this(Tiers.engine(tier), new MemoryStore(), change);
    }

    CaosRig(String tier) throws Exception {
        this(tier, builder -> { });
    }

    // Objects

    TreeEntry blob(String name, String text) throws CaosException {
        return TreeEntry.of(name, ObjectKind.BLOB, store.putBlob(text));
    }

    TreeEntry tree(String name, TreeEntry... entries) throws CaosException {
        return TreeEntry.of(name, ObjectKind.TREE, tree(entries));
    }

    String tree(TreeEntry... entries) throws CaosException {
        return store.putTree(List.of(entries));
    }

    /** A runtime node of a module. */
    String node(byte[] wasm) throws CaosException {
        return tree(blob(".caos-runtime", "isolate-host"),
                TreeEntry.of("module", ObjectKind.BLOB, store.putBlob(wasm)));
    }

    /** A runtime node of a module's fields; it has two pages of memory. */
    String wat(String fields) throws CaosException {
        return node(TextParser.assemble("""
                (module
                  (import "caos_abi_v1" "call" (func $call (param i32 i32) (result i32)))
                  (import "caos_abi_v1" "read" (func $read (param i32)))
                  (memory (export "memory") 2)
                """ + fields + ")"));
    }

    static byte[] guest(String name) throws IOException {
        return Files.readAllBytes(Guests.folder("caos").resolve(name + ".wasm"));
    }

    /** The standard images. */
    String std() throws CaosException, IOException {
        List<TreeEntry> entries = new ArrayList<>();
        for (Map.Entry<String, String> guest : GUESTS.entrySet()) {
            entries.add(TreeEntry.of(guest.getKey(), ObjectKind.TREE, node(guest(guest.getValue()))));
        }
        return store.putTree(entries);
    }

    String standard(String name) throws CaosException, IOException {
        return store.entry(std(), name).hash();
    }

    // Runs

    Result run(String image, TreeEntry... args) throws Exception {
        return caos.run(image, tree(args), std(), "", RunLimits.NONE);
    }

    /** The text that an image gives out. */
    String text(String image, TreeEntry... args) throws Exception {
        return text(run(image, args));
    }

    String text(Result result) throws CaosException {
        assertEquals(ObjectKind.BLOB, result.kind());
        return store.text(result.hash());
    }

    /** What the guest of the scripts gives out, which does what the lines say. */
    String script(String lines, TreeEntry... more) throws Exception {
        return text("/cas/std/script", script(lines, List.of(more)));
    }

    /** The arguments for a script. */
    TreeEntry[] script(String lines, List<TreeEntry> more) throws CaosException {
        List<TreeEntry> args = new ArrayList<>(more);
        args.add(blob("script", lines));
        return args.toArray(TreeEntry[]::new);
    }

    /** The message with which an image fails. */
    String failure(String image, TreeEntry... args) {
        return assertThrows(CaosException.class, () -> run(image, args)).getMessage();
    }

    /** The folding of a tree with an image after each node. */
    TreeEntry[] folding(String tree, String post) throws CaosException {
        return new TreeEntry[] {TreeEntry.of("in", ObjectKind.TREE, tree), blob("post", post)};
    }

    String count(String tree) throws Exception {
        return text("/cas/std/fold-wasm", folding(tree, "/cas/std/file-count"));
    }

    // A guest that the test moves

    Puppet puppet(TreeEntry... args) throws Exception {
        return new Puppet(args);
    }

    /** A guest that exports what it imports. Requests are put at 0x1000, responses come at 0x8000. */
    final class Puppet implements AutoCloseable {
        static final int REQUEST = 0x1000;
        static final int RESPONSE = 0x8000;
        static final int SIZE = 0x20000;
        final HostContext guest;
        final MemoryInstance memory;

        private Puppet(TreeEntry... args) throws Exception {
            guest = HostContext.of(layer.prepare(TextParser.assemble("""
                    (module
                      (import "caos_abi_v1" "call" (func $call (param i32 i32) (result i32)))
                      (import "caos_abi_v1" "read" (func $read (param i32)))
                      (import "wasi_snapshot_preview1" "clock_time_get"
                        (func $clock (param i32 i64 i32) (result i32)))
                      (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
                      (import "wasi_snapshot_preview1" "environ_sizes_get" (func $env (param i32 i32) (result i32)))
                      (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
                      (import "wasi_snapshot_preview1" "fd_fdstat_get" (func $stat (param i32 i32) (result i32)))
                      (import "wasi_snapshot_preview1" "fd_write"
                        (func $write (param i32 i32 i32 i32) (result i32)))
                      (memory (export "memory") 2)
                      (export "call" (func $call)) (export "read" (func $read)) (export "clock" (func $clock))
                      (export "random" (func $random)) (export "env" (func $env)) (export "args" (func $args))
                      (export "stat" (func $stat)) (export "write" (func $write)))""")),
                    caos.options(new RunRequest("", tree(args), std(), "pepper")), null);
            memory = guest.instantiate().memory("memory");
        }

        Object call(String function, Object... arguments) {
            return guest.instance().function(function).call(arguments);
        }

        /** The response to a request. */
        String ask(String json) {
            byte[] bytes = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            memory.write(REQUEST, bytes, 0, bytes.length);
            return response((int) call("call", REQUEST, bytes.length));
        }

        String response(int length) {
            call("read", RESPONSE);
            return memory.readUtf8(RESPONSE, length);
        }

        @Override
        public void close() {
            guest.close();
        }
    }

    @Override
    public void close() throws CaosException {
        caos.close();
        store.close();
    }
}
