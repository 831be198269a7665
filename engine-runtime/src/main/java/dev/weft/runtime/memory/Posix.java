package dev.weft.runtime.memory;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.PageManager;
import com.kenai.jffi.Type;
import java.util.Arrays;

/**
 * The system calls that linear memories need, on 64-bit Linux, through JNR's foreign function library.
 *
 * <p>Lengths and addresses are multiples of the system's page unless the system call takes others.
 */
final class Posix {
    /** The result of a failed mapping. */
    static final long FAILED = -1;

    private static final int READ_WRITE = 0x1 | 0x2;
    private static final int PRIVATE_ANONYMOUS_NORESERVE = 0x02 | 0x20 | 0x4000;
    private static final int FIXED = 0x10;
    private static final int MADV_DONTNEED = 4;
    /** MAYMOVE | FIXED | DONTUNMAP: the pages move, the old range stays mapped and reads as zeros. */
    private static final int MOVE_PAGES = 1 | 2 | 4;

    private final Invoker invoker = Invoker.getInstance();
    private final Library library = Library.getDefault();
    private final CallContext two = context(2);
    private final CallContext three = context(3);
    private final CallContext five = context(5);
    private final CallContext six = context(6);
    private final long mmap = symbol("mmap");
    private final long munmap = symbol("munmap");
    private final long madvise = symbol("madvise");
    private final long mremap = symbol("mremap");
    private final long mincore = symbol("mincore");

    /** Loads the library; throws an UnsatisfiedLinkError or another error where that is impossible or not allowed. */
    Posix() {
        if (!System.getProperty("os.name").equals("Linux") || !System.getProperty("sun.arch.data.model").equals("64")) {
            throw new UnsatisfiedLinkError("only 64-bit Linux");
        }
    }

    /** Maps {@code length} zeroed bytes that take no memory before they are touched; an address or {@link #FAILED}. */
    long map(long length) {
        return invoker.invokeN6(six, mmap, 0, length, READ_WRITE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0);
    }

    /** Replaces a mapped range by zeros in a mapping that looks freshly made; whether it worked. */
    boolean remap(long address, long length) {
        int flags = PRIVATE_ANONYMOUS_NORESERVE | FIXED;
        return invoker.invokeN6(six, mmap, address, length, READ_WRITE, flags, -1, 0) == address;
    }

    /** Ends a mapping. */
    void unmap(long address, long length) {
        invoker.invokeN2(two, munmap, address, length);
    }

    /** Gives a range's pages back, after which it reads as zeros; whether it worked. */
    boolean discard(long address, long length) {
        return invoker.invokeN3(three, madvise, address, length, MADV_DONTNEED) == 0;
    }

    /** The system's page, in bytes. */
    int pageSize() {
        return (int) PageManager.getInstance().pageSize();
    }

    /**
     * Finds out which pages of a range are in memory.
     *
     * @param answer the address of a byte for each page of {@link #pageSize}, whose lowest bit says so
     * @return whether it worked
     */
    boolean arePresent(long address, long length, long answer) {
        return invoker.invokeN3(three, mincore, address, length, answer) == 0;
    }

    /** Moves the pages of a range to another mapped range, after which the first reads as zeros; whether it worked. */
    boolean movePages(long from, long to, long length) {
        return invoker.invokeN5(five, mremap, from, length, length, MOVE_PAGES, to) == to;
    }

    private long symbol(String name) {
        long address = library.getSymbolAddress(name);
        if (address == 0) {
            throw new UnsatisfiedLinkError(name);
        }
        return address;
    }

    private static CallContext context(int parameters) {
        Type[] types = new Type[parameters];
        Arrays.fill(types, Type.SLONG_LONG);
        return CallContext.getCallContext(Type.SLONG_LONG, types, CallingConvention.DEFAULT, false);
    }
}
