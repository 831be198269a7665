package dev.weft.host.wasi;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.NotYetConnectedException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.ReadOnlyFileSystemException;

/**
 * An error number of WASI preview 1, in the order of its code: {@code code() == ordinal()}.
 * The witx name {@code 2big} is spelled {@code TOOBIG}, for Java names start with a letter.
 */
public enum Errno {
    SUCCESS("no error"),
    TOOBIG("argument list too long"),
    ACCES("permission denied"),
    ADDRINUSE("address in use"),
    ADDRNOTAVAIL("address not available"),
    AFNOSUPPORT("address family not supported"),
    AGAIN("resource unavailable, or operation would block"),
    ALREADY("connection already in progress"),
    BADF("bad file descriptor"),
    BADMSG("bad message"),
    BUSY("device or resource busy"),
    CANCELED("operation canceled"),
    CHILD("no child processes"),
    CONNABORTED("connection aborted"),
    CONNREFUSED("connection refused"),
    CONNRESET("connection reset"),
    DEADLK("resource deadlock would occur"),
    DESTADDRREQ("destination address required"),
    DOM("mathematics argument out of domain of function"),
    DQUOT("disk quota exceeded"),
    EXIST("file exists"),
    FAULT("bad address"),
    FBIG("file too large"),
    HOSTUNREACH("host is unreachable"),
    IDRM("identifier removed"),
    ILSEQ("illegal byte sequence"),
    INPROGRESS("operation in progress"),
    INTR("interrupted function"),
    INVAL("invalid argument"),
    IO("I/O error"),
    ISCONN("socket is connected"),
    ISDIR("is a directory"),
    LOOP("too many levels of symbolic links"),
    MFILE("file descriptor value too large"),
    MLINK("too many links"),
    MSGSIZE("message too large"),
    MULTIHOP("multihop attempted"),
    NAMETOOLONG("filename too long"),
    NETDOWN("network is down"),
    NETRESET("connection aborted by network"),
    NETUNREACH("network unreachable"),
    NFILE("too many files open in system"),
    NOBUFS("no buffer space available"),
    NODEV("no such device"),
    NOENT("no such file or directory"),
    NOEXEC("executable file format error"),
    NOLCK("no locks available"),
    NOLINK("link severed"),
    NOMEM("not enough space"),
    NOMSG("no message of the desired type"),
    NOPROTOOPT("protocol not available"),
    NOSPC("no space left on device"),
    NOSYS("function not supported"),
    NOTCONN("the socket is not connected"),
    NOTDIR("not a directory"),
    NOTEMPTY("directory not empty"),
    NOTRECOVERABLE("state not recoverable"),
    NOTSOCK("not a socket"),
    NOTSUP("not supported"),
    NOTTY("inappropriate I/O control operation"),
    NXIO("no such device or address"),
    OVERFLOW("value too large to be stored in data type"),
    OWNERDEAD("previous owner died"),
    PERM("operation not permitted"),
    PIPE("broken pipe"),
    PROTO("protocol error"),
    PROTONOSUPPORT("protocol not supported"),
    PROTOTYPE("protocol wrong type for socket"),
    RANGE("result too large"),
    ROFS("read-only file system"),
    SPIPE("invalid seek"),
    SRCH("no such process"),
    STALE("stale file handle"),
    TIMEDOUT("connection timed out"),
    TXTBSY("text file busy"),
    XDEV("cross-device link"),
    NOTCAPABLE("capabilities insufficient");

    private static final Errno[] BY_REASON = {
        NOTDIR, ISDIR, NOTEMPTY, NOSPC, ROFS, XDEV, PERM, MFILE, NFILE, FBIG, TXTBSY, BUSY, MLINK, DQUOT, PIPE,
    };
    private static final String[] REASONS = {
        "Not a directory", "Is a directory", "Directory not empty", "No space left", "Read-only file system",
        "cross-device link", "Operation not permitted", "Too many open files", "Too many open files in system",
        "File too large", "Text file busy", "Device or resource busy", "Too many links", "Disk quota exceeded",
        "Broken pipe",
    };

    private final String meaning;

    Errno(String meaning) {
        this.meaning = meaning;
    }

    /** The number the guest sees. */
    public int code() {
        return ordinal();
    }

    /** What it says, in words. */
    public String meaning() {
        return meaning;
    }

    /** The error number for a failure of the Java file or socket API. */
    public static Errno of(IOException failure) {
        if (failure instanceof ErrnoException e) {
            return e.errno();
        }
        Errno known = ofClass(failure);
        if (known != null) {
            return known;
        }
        if (failure instanceof FileSystemException e) {
            return byReason(e.getReason());
        }
        return failure instanceof SocketException e ? ofSocket(e) : byReason(failure.getMessage());
    }

    /** The error number for an unchecked failure of the Java file or socket API; null when it is none of theirs. */
    static Errno of(RuntimeException failure) {
        return failure instanceof DirectoryIteratorException e ? of(e.getCause()) : ofClass(failure);
    }

    /** What the class of an exception alone says, or null. */
    private static Errno ofClass(Exception failure) {
        for (Case known : Case.ALL) {
            if (known.type.isInstance(failure)) {
                return known.errno;
            }
        }
        return null;
    }

    /** Exceptions of a class, and the error number that they are; subclasses before those that they extend. */
    private record Case(Class<? extends Exception> type, Errno errno) {
        static final Case[] ALL = {
            new Case(NoSuchFileException.class, NOENT),
            new Case(FileNotFoundException.class, NOENT),
            new Case(FileAlreadyExistsException.class, EXIST),
            new Case(DirectoryNotEmptyException.class, NOTEMPTY),
            new Case(AccessDeniedException.class, ACCES),
            new Case(NotDirectoryException.class, NOTDIR),
            new Case(NotLinkException.class, INVAL),
            new Case(FileSystemLoopException.class, LOOP),
            new Case(AtomicMoveNotSupportedException.class, XDEV),
            new Case(AsynchronousCloseException.class, CANCELED),
            new Case(ClosedChannelException.class, BADF),
            new Case(InvalidPathException.class, ILSEQ),
            new Case(ClosedDirectoryStreamException.class, BADF),
            new Case(ClosedFileSystemException.class, BADF),
            new Case(NonReadableChannelException.class, BADF),
            new Case(NonWritableChannelException.class, BADF),
            new Case(NotYetConnectedException.class, NOTCONN),
            new Case(ReadOnlyFileSystemException.class, ROFS),
            new Case(ProviderMismatchException.class, XDEV),
            new Case(UnsupportedOperationException.class, NOTSUP),
        };
    }

    private static Errno ofSocket(SocketException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("reset")) {
            return CONNRESET;
        }
        return message.contains("Broken pipe") ? PIPE : IO;
    }

    /**
     * The platform's own words, which is all the Java file API leaves of the number; other languages come out as IO.
     */
    private static Errno byReason(String reason) {
        if (reason == null) {
            return IO;
        }
        for (int i = REASONS.length - 1; i >= 0; i--) {
            if (reason.contains(REASONS[i])) {
                return BY_REASON[i];
            }
        }
        if (reason.contains("symbolic link")) {
            return LOOP;
        }
        if (reason.contains("name too long")) {
            return NAMETOOLONG;
        }
        return reason.contains("Invalid argument") ? INVAL : IO;
    }
}
