package dev.weft.syntax;

/**
 * The type of a memory.
 *
 * @param addr         the type of its addresses
 * @param limits       its size range in pages
 * @param shared       whether several threads may use it at the same time
 * @param pageSizeLog2 the base-2 logarithm of its page size: 16, or 0 with custom page sizes
 */
public record MemType(AddrType addr, Limits limits, boolean shared, int pageSizeLog2) implements ExternType {

    /** The page size of memories that do not choose their own: 64 KiB. */
    public static final int DEFAULT_PAGE_SIZE_LOG2 = 16;

    /** An unshared memory with 32-bit addresses and pages of 64 KiB. */
    public static MemType of(Limits limits) {
        return new MemType(AddrType.I32, limits, false, DEFAULT_PAGE_SIZE_LOG2);
    }

    @Override
    public ExternKind kind() {
        return ExternKind.MEMORY;
    }

    @Override
    public boolean matches(ExternType expected) {
        return expected instanceof MemType other
                && addr == other.addr
                && shared == other.shared
                && pageSizeLog2 == other.pageSizeLog2
                && limits.matches(other.limits);
    }
}
