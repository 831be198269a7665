package dev.weft.host.wasi;

import dev.weft.runtime.Engine;
import dev.weft.runtime.Linker;
import dev.weft.runtime.ModuleArchive;
import dev.weft.runtime.PreparedModule;
import dev.weft.runtime.Store;
import dev.weft.runtime.StoreLimits;
import dev.weft.runtime.Trap;
import dev.weft.runtime.WasmException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a WASI command that was compiled ahead of time: what {@code main} of its interface calls.
 *
 * <p>The guest gets the program's arguments, its standard streams, clocks and random numbers; folders only by the
 * system property {@code weft.dirs}: {@code HOST} or {@code HOST::GUEST}, several separated by commas.
 */
public final class WasiProgram {
    /** As {@code weft run} has it. */
    private static final int CALL_DEPTH = 50_000;
    private static final long JAVA_STACK = 512L << 20;
    private static final int TRAPPED = 134;
    private static final int CANNOT_START = 69;

    private WasiProgram() {
    }

    /** Runs the command of an archive and ends the process with its exit code. */
    public static void run(Class<?> archive, String[] arguments) {
        int[] code = {CANNOT_START};
        Thread guest = new Thread(null, () -> code[0] = start(archive, arguments), "guest", JAVA_STACK);
        guest.start();
        try {
            guest.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(code[0]);
    }

    private static int start(Class<?> archive, String[] arguments) {
        ModuleArchive program = ModuleArchive.of(archive);
        Engine engine = program.engine().storeLimits(StoreLimits.DEFAULT.withCallDepth(CALL_DEPTH)).build();
        Wasi.Builder world = Wasi.builder().args(archive.getSimpleName()).args(List.of(arguments))
                .inheritStdio();
        for (String folder : System.getProperty("weft.dirs", "").split(",")) {
            int colons = folder.indexOf("::");
            if (!folder.isEmpty()) {
                world.directory(folder.substring(colons < 0 ? 0 : colons + 2),
                        Path.of(colons < 0 ? folder : folder.substring(0, colons)));
            }
        }
        try (Wasi wasi = world.build()) {
            // not closed: a thread of the guest may still be busy in it when the process ends
            Store store = Store.of(engine);
            PreparedModule module = program.prepare(engine);
            Linker linker = new Linker();
            wasi.addTo(linker).addMemories(linker, store, module);
            return wasi.start(linker.instantiate(store, module));
        } catch (ProcExit exit) {
            return exit.code();
        } catch (Trap | WasmException e) {
            System.err.println("trap: " + e.getMessage());
            for (StackTraceElement frame : e.getStackTrace()) {
                System.err.println("    at " + frame);
            }
            return TRAPPED;
        } catch (IOException e) {
            System.err.println("cannot lend a folder: " + e.getMessage());
            return CANNOT_START;
        }
    }
}
