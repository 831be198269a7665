package dev.weft.text;

import dev.weft.binary.BinaryWriter;
import dev.weft.syntax.Immediates;

/** Reads the immediates of memory accesses: {@code memidx? offset=… align=… lane?}. */
final class MemargReader {
    private static final String OFFSET = "offset=";
    private static final String ALIGN = "align=";

    private MemargReader() {
    }

    /** Whether a keyword is a well-formed offset or alignment. */
    static boolean isMemargWord(String word) {
        return isWord(word, OFFSET) || isWord(word, ALIGN);
    }

    private static boolean isWord(String word, String prefix) {
        if (!word.startsWith(prefix) || word.length() == prefix.length()) {
            return false;
        }
        byte[] bytes = word.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return Literals.numberKind(bytes, prefix.length(), bytes.length) == TokenKind.NAT;
    }

    static void read(Immediates immediates, TokenCursor in, ModuleScope scope, BinaryWriter out) {
        boolean lane = immediates.lanes() > 0;
        int memIdx = 0;
        if (in.at(TokenKind.ID) || in.at(TokenKind.NAT) && (!lane || laneFollows(in))) {
            memIdx = scope.memories.index(in);
        }
        long offset = 0;
        if (isNext(in, OFFSET)) {
            offset = value(in, OFFSET);
        }
        int align = immediates.alignLog2();
        if (isNext(in, ALIGN)) {
            int at = in.position();
            long bytes = value(in, ALIGN);
            if (Long.bitCount(bytes) != 1) {
                throw in.tokens().error(at, "alignment must be a power of two: " + Long.toUnsignedString(bytes));
            }
            align = Long.numberOfTrailingZeros(bytes);
        }
        out.memarg(align, offset, memIdx);
        if (lane) {
            out.u8((int) in.unsigned(8));
        }
    }

    /** Whether something that is part of the same memarg follows the number here. */
    private static boolean laneFollows(TokenCursor in) {
        if (in.kind(1) == TokenKind.NAT) {
            return true;
        }
        return in.kind(1) == TokenKind.KEYWORD && isMemargWord(in.tokens().text(in.position() + 1));
    }

    private static boolean isNext(TokenCursor in, String prefix) {
        return in.at(TokenKind.KEYWORD) && isWord(in.tokens().text(in.position()), prefix);
    }

    private static long value(TokenCursor in, String prefix) {
        String digits = in.tokens().text(in.position()).substring(prefix.length());
        try {
            long value = Literals.integer(digits, 64);
            in.advance();
            return value;
        } catch (NumberFormatException _) {
            throw in.error("i64 constant out of range");
        }
    }
}
