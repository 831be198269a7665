package dev.weft.host.wasi;

/** What kind of thing a file or descriptor is, in the order of WASI's {@code filetype} codes. */
public enum FileType {
    UNKNOWN, BLOCK_DEVICE, CHARACTER_DEVICE, DIRECTORY, REGULAR_FILE, SOCKET_DGRAM, SOCKET_STREAM, SYMBOLIC_LINK;

    /** The number the guest sees. */
    public int code() {
        return ordinal();
    }
}
