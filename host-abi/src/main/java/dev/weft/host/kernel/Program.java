package dev.weft.host.kernel;

/** What a worker does: all of its life, in Java; the worker ends when it returns or throws. */
@FunctionalInterface
public interface Program {

    /**
     * Runs the worker, on its thread. It may host a guest ({@link Worker#host}), receive mail, and block.
     *
     * @throws Exception anything; what it means for the exit reason says {@link dev.weft.host.ExitReason#of}
     */
    void run(Worker self) throws Exception;
}
