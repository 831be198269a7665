package dev.weft.host.kernel;

/** A monitor of a worker, and the one before it: a list, for there is rarely more than one. */
final class Watcher {
    final long reference;
    final Worker worker;
    Watcher next;

    Watcher(long reference, Worker worker, Watcher next) {
        this.reference = reference;
        this.worker = worker;
        this.next = next;
    }
}
