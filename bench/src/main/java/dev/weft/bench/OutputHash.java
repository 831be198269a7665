package dev.weft.bench;

import java.io.OutputStream;

/** Keeps a hash of what a guest prints, the same one as {@code weft time} prints. */
public final class OutputHash extends OutputStream {
    private int hash = 7;

    @Override
    public void write(int b) {
        hash = hash * 31 + (b & 0xFF);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
    }

    @Override
    public String toString() {
        return Integer.toString(hash);
    }
}
