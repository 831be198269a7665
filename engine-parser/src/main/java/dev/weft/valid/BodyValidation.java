package dev.weft.valid;

import dev.weft.syntax.Func;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Validates all function bodies of a module, by several threads if there is much to do.
 *
 * <p>Implementation note: the functions are cut into chunks of consecutive ones with about the same number of bytes;
 * whoever is free takes the next chunk. The caller takes part, so no helper has to run for the work to get done, and
 * it waits only for chunks that somebody has begun. Chunks are taken in order, and once a function has failed only
 * functions in front of it matter: the error of the lowest one is reported, whatever the timing.
 */
final class BodyValidation implements Runnable {
    private static final int CHUNK_BYTES = 1 << 16;

    private final ModuleContext context;
    private final List<Func> funcs;
    private final int firstFuncIdx;
    private int[] chunkStarts;
    private CountDownLatch open;
    private final AtomicInteger nextChunk = new AtomicInteger();

    private volatile int failed = Integer.MAX_VALUE;
    private Throwable failure;

    BodyValidation(ModuleContext context) {
        this.context = context;
        this.funcs = context.module.funcs();
        this.firstFuncIdx = context.funcs.length - funcs.size();
    }

    /** Validates everything, or throws the error in the lowest function. */
    void run(Executor helpers, int parallelism) {
        cut();
        int chunks = chunkStarts.length - 1;
        open = new CountDownLatch(chunks);
        try {
            for (int i = 1; i < Math.min(parallelism, chunks); i++) {
                helpers.execute(this);
            }
        } catch (RejectedExecutionException e) {
            // The caller does what nobody else wants to do.
        }
        run();
        awaitOthers();
        if (failure instanceof RuntimeException error) {
            throw error;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private void cut() {
        int[] starts = new int[16];
        int count = 0;
        long bytes = CHUNK_BYTES;
        for (int i = 0; i < funcs.size(); i++) {
            if (bytes >= CHUNK_BYTES) {
                if (count + 1 >= starts.length) {
                    starts = Arrays.copyOf(starts, 2 * starts.length);
                }
                starts[count++] = i;
                bytes = 0;
            }
            bytes += funcs.get(i).code().length();
        }
        starts[count] = funcs.size();
        chunkStarts = Arrays.copyOf(starts, count + 1);
    }

    @Override
    public void run() {
        FunctionValidator validator = null;
        int chunk;
        while ((chunk = nextChunk.getAndIncrement()) < chunkStarts.length - 1) {
            int at = chunkStarts[chunk];
            try {
                if (validator == null) {
                    validator = new FunctionValidator(context);
                }
                for (; at < chunkStarts[chunk + 1] && at < failed; at++) {
                    validator.function(firstFuncIdx + at, funcs.get(at), null);
                }
            } catch (RuntimeException | Error e) {
                fail(at, e);
            } finally {
                open.countDown();
            }
        }
    }

    private synchronized void fail(int at, Throwable error) {
        if (at < failed) {
            failed = at;
            failure = error;
        }
    }

    private void awaitOthers() {
        boolean interrupted = false;
        while (true) {
            try {
                open.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
