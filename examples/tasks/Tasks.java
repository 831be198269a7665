import dev.weft.host.GuestOptions;
import dev.weft.host.HostLayer;
import dev.weft.host.webble.TaskPool;
import dev.weft.host.webble.WebblePool;
import dev.weft.runtime.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Spreads work over workers: a guest's tasks over one shared memory, then the same in Java. */
public class Tasks {
    private static void inAGuest() throws IOException {
        HostLayer layer = HostLayer.builder(Engine.create()).abi("webble").build();
        byte[] primes = Files.readAllBytes(Path.of("../../guests/webble/primes.wasm"));
        try (WebblePool pool = WebblePool.builder(layer, primes)
                .options(GuestOptions.DEFAULT.console((level, source, text) ->
                        System.out.println(source + ": " + text)))
                .build()) {
            pool.init(2);
            pool.call("start").join();                       // on the main participant
            System.out.println("exit code " + pool.exited().join());
            pool.shutdown();
            System.out.println("the runtime is " + pool.state());
        }
    }

    private static int primes(int first, int end) {
        int found = 0;
        for (int n = Math.max(2, first); n < end; n++) {
            int d = 2;
            while (d * d <= n && n % d != 0) {
                d++;
            }
            found += d * d > n ? 1 : 0;
        }
        return found;
    }

    private static void inJava() {
        try (TaskPool pool = TaskPool.start(2)) {
            List<CompletableFuture<Integer>> blocks = new ArrayList<>();
            for (int i = 0; i < 100_000; i += 5_000) {
                int first = i;
                blocks.add(pool.spawnStealable(() -> primes(first, first + 5_000)));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(blocks.toArray(CompletableFuture[]::new));
            CompletableFuture<Void> said = pool.spawn(() -> all, done -> done.thenComposeAsync(nothing ->
                    pool.onMain(() -> {
                        System.out.println("main: " + blocks.stream().mapToInt(CompletableFuture::join).sum());
                        return null;
                    }), TaskPool.here()));
            pool.runMain(said);                              // this thread is main until then
        }
    }

    public static void main(String[] args) throws IOException {
        inAGuest();
        inJava();
    }
}
