package dev.weft.binary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Changes a binary at random in the ways that hurt parsers: bits, counts, sizes, cuts, repeated and moved parts. */
final class Mutator {
    private static final byte[][] NASTY = {
        {0}, {1}, {0x0B}, {0x40}, {0x7F}, {(byte) 0x80}, {(byte) 0xFF},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x07},
        {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08},
        {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x00},
        {(byte) 0x80, (byte) 0x80, 0x04},
        {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF,
            (byte) 0xFF, 0x01},
    };

    private final RandomGenerator random;

    Mutator(RandomGenerator random) {
        this.random = random;
    }

    /** A copy with one to four changes, none of which moves a byte in half of the copies. */
    byte[] mutate(byte[] original) {
        byte[] bytes = original.clone();
        int kinds = random.nextBoolean() ? 4 : 9;
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 8; changes--) {
            bytes = change(bytes, random.nextInt(kinds));
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, int kind) {
        int at = kind < 4 && random.nextBoolean() ? random.nextInt(bytes.length) : place(bytes);
        int some = 1 + random.nextInt(random.nextBoolean() ? 4 : 64);
        switch (kind) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            case 2 -> {
                byte[] nasty = NASTY[random.nextInt(NASTY.length)];
                System.arraycopy(nasty, 0, bytes, at, Math.min(nasty.length, bytes.length - at));
            }
            case 3 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
            case 4 -> {
                return splice(bytes, at, 0, NASTY[random.nextInt(NASTY.length)]);
            }
            case 5 -> {
                byte[] garbage = new byte[some];
                random.nextBytes(garbage);
                return splice(bytes, at, random.nextBoolean() ? some : 0, garbage);
            }
            case 6 -> {
                return splice(bytes, at, some, new byte[0]);
            }
            case 7 -> {
                int from = place(bytes);
                return splice(bytes, at, random.nextBoolean() ? some : 0,
                        Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + some)));
            }
            default -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : splice(bytes, at, 0, new byte[some]);
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int at, int removed, byte[] added) {
        int tail = Math.min(bytes.length, at + removed);
        byte[] spliced = Arrays.copyOf(bytes, at + added.length + bytes.length - tail);
        System.arraycopy(added, 0, spliced, at, added.length);
        System.arraycopy(bytes, tail, spliced, at + added.length, bytes.length - tail);
        return spliced;
    }

    /** Anywhere, or in a section chosen without regard to its size, or near the beginning of one. */
    private int place(byte[] bytes) {
        if (random.nextInt(4) == 0) {
            return random.nextInt(bytes.length);
        }
        List<int[]> sections = sections(bytes);
        if (sections.isEmpty()) {
            return random.nextInt(bytes.length);
        }
        int[] section = sections.get(random.nextInt(sections.size()));
        int length = random.nextBoolean() ? section[1] : Math.min(section[1], 16);
        return Math.min(bytes.length - 1, section[0] + random.nextInt(length));
    }

    /** Start and length of each section, header included, as far as they make sense. */
    private static List<int[]> sections(byte[] bytes) {
        List<int[]> sections = new ArrayList<>();
        int at = 8;
        while (at + 1 < bytes.length && sections.size() < 100) {
            int start = at++;
            long size = 0;
            for (int shift = 0; at < bytes.length && shift < 35; shift += 7) {
                byte next = bytes[at++];
                size |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    break;
                }
            }
            long end = Math.min(bytes.length, at + size);
            sections.add(new int[] {start, (int) (end - start)});
            at = (int) end;
        }
        return sections;
    }
}
