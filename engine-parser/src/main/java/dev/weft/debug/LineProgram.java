package dev.weft.debug;

import dev.weft.syntax.CustomSection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the line number programs of all compilation units of a module (DWARF 5, section 6.2) and keeps their rows.
 *
 * <p>Implementation note. A row is a {@code long}: address in the upper half, in the lower one its number in the arrays
 * of files and lines, so that sorting rows keeps the order of those with the same address.
 */
final class LineProgram {
    private static final int FORM_BLOCK = 0x09;
    private static final int FORM_DATA1 = 0x0B;
    private static final int FORM_DATA2 = 0x05;
    private static final int FORM_DATA4 = 0x06;
    private static final int FORM_DATA8 = 0x07;
    private static final int FORM_DATA16 = 0x1E;
    private static final int FORM_STRING = 0x08;
    private static final int FORM_STRP = 0x0E;
    private static final int FORM_UDATA = 0x0F;
    private static final int FORM_LINE_STRP = 0x1F;
    private static final int CONTENT_PATH = 1;
    private static final int CONTENT_DIRECTORY = 2;

    private final byte[] bytes;
    private final CustomSection section;
    private final CustomSection lineStrings;
    private final CustomSection strings;
    private final List<String> files = new ArrayList<>();
    private final Map<String, Integer> fileNumbers = new HashMap<>();
    private long[] rows = new long[64];
    private int[] fileOf = new int[64];
    private int[] lineOf = new int[64];
    private int count;

    // the unit that is read
    private int version;
    private int offsetSize;
    private final List<String> directories = new ArrayList<>();
    /** Numbers of the unit's files in {@link #files}. */
    private final List<Integer> unitFiles = new ArrayList<>();

    /** The last two sections are those with strings, or null. */
    LineProgram(byte[] bytes, CustomSection section, CustomSection lineStrings, CustomSection strings) {
        this.bytes = bytes;
        this.section = section;
        this.lineStrings = lineStrings;
        this.strings = strings;
    }

    List<String> files() {
        return files;
    }

    long[] rows() {
        return rows;
    }

    int address(int row) {
        return (int) (rows[row] >>> 32);
    }

    int file(int row) {
        return fileOf[(int) rows[row]];
    }

    int line(int row) {
        return lineOf[(int) rows[row]];
    }

    void sort() {
        rows = Arrays.copyOf(rows, count);
        Arrays.sort(rows);
    }

    void run() {
        DwarfReader in = new DwarfReader(bytes, section.offset(), section.offset() + section.length());
        try {
            while (in.remaining() > 0) {
                long length = in.u32();
                offsetSize = 4;
                if (length == 0xFFFF_FFFFL) {
                    length = in.u64();
                    offsetSize = 8;
                }
                DwarfReader unit = in.slice(length);
                int before = count;
                try {
                    unit(unit);
                } catch (DwarfReader.BrokenException e) {
                    // the other units are good
                    count = before;
                }
            }
        } catch (DwarfReader.BrokenException e) {
            // the units before are good
            return;
        }
    }

    private void unit(DwarfReader in) {
        version = in.u16();
        if (version < 2 || version > 5) {
            return;
        }
        if (version >= 5) {
            in.u8();
            in.u8();
        }
        long headerLength = in.number(offsetSize);
        DwarfReader header = in.slice(headerLength);
        int step = header.u8();
        if (version >= 4) {
            header.u8();
        }
        header.u8();
        int lineBase = header.s8();
        int lineRange = header.u8();
        int opcodeBase = header.u8();
        int[] operands = new int[opcodeBase];
        for (int i = 1; i < opcodeBase; i++) {
            operands[i] = header.u8();
        }
        directories.clear();
        unitFiles.clear();
        if (version >= 5) {
            entries(header, true);
            entries(header, false);
        } else {
            oldEntries(header);
        }
        if (lineRange == 0) {
            throw new DwarfReader.BrokenException();
        }
        new Machine(in, step, lineBase, lineRange, opcodeBase, operands).run();
    }

    private void oldEntries(DwarfReader header) {
        directories.add("");
        for (String name = header.string(); !name.isEmpty(); name = header.string()) {
            directories.add(name);
        }
        // files count from 1
        unitFiles.add(LineTable.NONE);
        for (String name = header.string(); !name.isEmpty(); name = header.string()) {
            long directory = header.uleb();
            header.uleb();
            header.uleb();
            addFile(name, directory);
        }
    }

    private void addFile(String name, long directory) {
        String folder = directory >= 0 && directory < directories.size() ? directories.get((int) directory) : "";
        String path = folder.isEmpty() || name.startsWith("/") ? name : folder + "/" + name;
        unitFiles.add(fileNumbers.computeIfAbsent(path, unused -> {
            files.add(path);
            return files.size() - 1;
        }));
    }

    private void entries(DwarfReader header, boolean areDirectories) {
        int formats = header.u8();
        long[] contents = new long[formats];
        long[] forms = new long[formats];
        for (int i = 0; i < formats; i++) {
            contents[i] = header.uleb();
            forms[i] = header.uleb();
        }
        long entries = header.uleb();
        for (long entry = 0; entry < entries; entry++) {
            String path = "";
            long directory = 0;
            for (int i = 0; i < formats; i++) {
                Object value = value(header, (int) forms[i]);
                if (contents[i] == CONTENT_PATH && value instanceof String text) {
                    path = text;
                } else if (contents[i] == CONTENT_DIRECTORY && value instanceof Long number) {
                    directory = number;
                }
            }
            if (areDirectories) {
                directories.add(path);
            } else {
                addFile(path, directory);
            }
            if (formats == 0) {
                throw new DwarfReader.BrokenException();
            }
        }
    }

    private Object value(DwarfReader in, int form) {
        return switch (form) {
            case FORM_STRING -> in.string();
            case FORM_STRP -> string(strings, in.number(offsetSize));
            case FORM_LINE_STRP -> string(lineStrings, in.number(offsetSize));
            case FORM_DATA1 -> in.number(1);
            case FORM_DATA2 -> in.number(2);
            case FORM_DATA4 -> in.number(4);
            case FORM_DATA8 -> in.number(8);
            case FORM_UDATA -> in.uleb();
            case FORM_DATA16 -> {
                in.skip(16);
                yield "";
            }
            case FORM_BLOCK -> {
                in.skip(in.uleb());
                yield "";
            }
            default -> throw new DwarfReader.BrokenException();
        };
    }

    private String string(CustomSection from, long offset) {
        if (from == null || offset < 0 || offset >= from.length()) {
            throw new DwarfReader.BrokenException();
        }
        return new DwarfReader(bytes, from.offset() + (int) offset, from.offset() + from.length()).string();
    }

    private void add(long address, int file, int line) {
        if (count == fileOf.length) {
            rows = Arrays.copyOf(rows, 2 * count);
            fileOf = Arrays.copyOf(fileOf, 2 * count);
            lineOf = Arrays.copyOf(lineOf, 2 * count);
        }
        rows[count] = address << 32 | count;
        fileOf[count] = file;
        lineOf[count] = line;
        count++;
    }

    /** The state machine of one unit. */
    private final class Machine {
        private final DwarfReader in;
        private final int step;
        private final int lineBase;
        private final int lineRange;
        private final int opcodeBase;
        private final int[] operands;
        private long address;
        private long file;
        private long line;
        /** Where the sequence began among the rows. */
        private int sequence;

        Machine(DwarfReader in, int step, int lineBase, int lineRange, int opcodeBase, int[] operands) {
            this.in = in;
            this.step = step;
            this.lineBase = lineBase;
            this.lineRange = lineRange;
            this.opcodeBase = opcodeBase;
            this.operands = operands;
            reset();
        }

        private void reset() {
            address = 0;
            file = 1;
            line = 1;
            sequence = count;
        }

        private void row() {
            int number = file >= 0 && file < unitFiles.size() ? unitFiles.get((int) file) : LineTable.NONE;
            add(address, number, (int) line);
        }

        private void advance(long operations) {
            address += operations * step;
        }

        void run() {
            while (in.remaining() > 0) {
                int opcode = in.u8();
                if (opcode >= opcodeBase) {
                    int special = opcode - opcodeBase;
                    advance(special / lineRange);
                    line += lineBase + special % lineRange;
                    row();
                } else if (opcode == 0) {
                    DwarfReader extended = in.slice(in.uleb());
                    if (extended.remaining() > 0) {
                        extended(extended);
                    }
                } else {
                    standard(opcode);
                }
            }
        }

        private void extended(DwarfReader operand) {
            switch (operand.u8()) {
                case 1 -> {
                    // the linker leaves sequences of functions that it removed at address 0 or at the highest
                    if (sequence < count && (rows[sequence] >>> 32 == 0 || rows[sequence] < 0)) {
                        count = sequence;
                    } else {
                        add(address, LineTable.NONE, 0);
                    }
                    reset();
                }
                case 2 -> address = operand.number(operand.remaining());
                default -> {
                }
            }
        }

        private void standard(int opcode) {
            switch (opcode) {
                case 1 -> row();
                case 2 -> advance(in.uleb());
                case 3 -> line += in.sleb();
                case 4 -> file = in.uleb();
                case 5 -> in.uleb();
                case 6, 7, 10, 11 -> {
                }
                case 8 -> advance((255 - opcodeBase) / lineRange);
                case 9 -> address += in.u16();
                case 12 -> in.uleb();
                default -> {
                    for (int i = 0; i < operands[opcode]; i++) {
                        in.uleb();
                    }
                }
            }
        }
    }
}
