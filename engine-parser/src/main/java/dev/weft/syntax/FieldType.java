package dev.weft.syntax;

/**
 * The type of one field of a structure, or of an array's elements.
 *
 * @param storage what the field holds
 * @param mutable whether it may be written after creation
 */
public record FieldType(StorageType storage, boolean mutable) {

    /** Whether a field of this type may stand where {@code expected} is asked for. */
    public boolean matches(FieldType expected) {
        return mutable == expected.mutable
                && storage.storageMatches(expected.storage)
                && (!mutable || expected.storage.storageMatches(storage));
    }
}
