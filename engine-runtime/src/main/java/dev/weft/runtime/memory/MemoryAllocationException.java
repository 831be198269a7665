package dev.weft.runtime.memory;

/** A linear memory could not be created: its initial size is above the limit, or the system has no room for it. */
public final class MemoryAllocationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MemoryAllocationException(String message) {
        super(message);
    }
}
