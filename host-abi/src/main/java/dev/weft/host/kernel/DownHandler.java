package dev.weft.host.kernel;

/** Who may deal with ends that a worker monitors, without its thread being woken. */
@FunctionalInterface
interface DownHandler {
    /** On the thread of the one that has ended: false, and nothing is done, if it is to come as mail. */
    boolean handle(Mail.Down down, Worker ended);
}
