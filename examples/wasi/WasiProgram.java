import dev.weft.host.wasi.Wasi;
import dev.weft.runtime.Engine;
import dev.weft.runtime.Instance;
import dev.weft.runtime.Linker;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.text.TextParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs a command-line program for WASI and reads what it writes. */
public class WasiProgram {
    private static final String GUEST = """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (data (i32.const 16) "hello from a guest\\n")
              (func (export "_start")
                (i32.store (i32.const 0) (i32.const 16))
                (i32.store (i32.const 4) (i32.const 19))
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                (call $exit (i32.const 3))))""";

    public static void main(String[] args) throws IOException {
        Engine engine = Engine.create();
        PreparedModule module = engine.prepare(TextParser.assemble(GUEST));
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (Store store = Store.of(engine);
                Wasi wasi = Wasi.builder().args("program").stdout(output).build()) {
            Linker linker = new Linker();
            wasi.addTo(linker);
            Instance instance = linker.instantiate(store, module);
            int exitCode = wasi.start(instance);
            System.out.print(output.toString(StandardCharsets.UTF_8));
            System.out.println("exit code " + exitCode);
        }
    }
}
