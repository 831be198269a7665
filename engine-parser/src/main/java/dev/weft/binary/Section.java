package dev.weft.binary;

/** The sections of a module by their ids in the binary format, and the order they come in. */
public final class Section {
    public static final int CUSTOM = 0;
    public static final int TYPE = 1;
    public static final int IMPORT = 2;
    public static final int FUNCTION = 3;
    public static final int TABLE = 4;
    public static final int MEMORY = 5;
    public static final int GLOBAL = 6;
    public static final int EXPORT = 7;
    public static final int START = 8;
    public static final int ELEMENT = 9;
    public static final int CODE = 10;
    public static final int DATA = 11;
    public static final int DATA_COUNT = 12;
    public static final int TAG = 13;

    static final int[] ORDER = {
        TYPE, IMPORT, FUNCTION, TABLE, MEMORY, TAG, GLOBAL, EXPORT, START, ELEMENT, DATA_COUNT, CODE, DATA
    };

    private static final String[] NAMES = {
        "custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code",
        "data", "data count", "tag"
    };
    private static final int[] RANK = new int[NAMES.length];

    static {
        for (int i = 0; i < ORDER.length; i++) {
            RANK[ORDER[i]] = i + 1;
        }
    }

    private Section() {
    }

    /** The name of the section with an id from 0 to 13. */
    public static String name(int id) {
        return NAMES[id];
    }

    static boolean isKnown(int id) {
        return id >= 0 && id < NAMES.length;
    }

    /** Its place among the sections, from 1; a section may only follow one of a lower rank. */
    static int rank(int id) {
        return RANK[id];
    }
}
