package dev.weft.host.caos;

/**
 * An image written in Java, known by a name that is no hash: what a container image is to caos.
 *
 * <p>Threads: called for any number of jobs at once, each on a virtual thread of its own; may block.
 */
@FunctionalInterface
public interface JavaImage {

    /**
     * Does a job; the same request must have the same result.
     *
     * @throws CaosException as the job's failure; anything else is one, too
     */
    Result run(Call call) throws Exception;

    /** What a job is asked, and what it can do. */
    interface Call {
        /** What it is asked. */
        RunRequest request();

        /** Where objects are. */
        CaosStore store();

        /** Lets another job run with the same standard images and salt, and waits for its result. */
        Result run(String image, String args) throws CaosException, InterruptedException;
    }
}
