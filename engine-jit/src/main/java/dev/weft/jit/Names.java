package dev.weft.jit;

/** Internal names of the classes that emitted code uses. */
final class Names {
    static final String OBJECT = "java/lang/Object";
    static final String CONTEXT = "dev/weft/jit/Context";
    static final String ENTRY = "dev/weft/jit/CompiledFunction";
    static final String SUPPORT = "dev/weft/jit/Support";
    static final String MEMORY_SUPPORT = "dev/weft/jit/MemorySupport";
    static final String OBJECT_SUPPORT = "dev/weft/jit/ObjectSupport";
    static final String STACK = "dev/weft/runtime/tier/Stack";
    static final String ENTRY_POINT = "dev/weft/runtime/tier/EntryPoint";
    static final String MEMORY = "dev/weft/runtime/memory/MemoryInstance";
    static final String MODULE_INSTANCE = "dev/weft/runtime/tier/ModuleInstance";
    static final String FUNCTION = "dev/weft/runtime/FunctionInstance";
    static final String TABLE = "dev/weft/runtime/TableInstance";
    static final String GLOBAL = "dev/weft/runtime/GlobalInstance";
    static final String EXCEPTION = "dev/weft/runtime/WasmException";
    static final String STRUCT = "dev/weft/runtime/StructInstance";
    static final String ARRAY = "dev/weft/runtime/ArrayInstance";
    static final String NUMERICS = "dev/weft/runtime/numeric/Numerics";
    static final String VECTOR = "jdk/incubator/vector/Vector";
    static final String SPECIES = "jdk/incubator/vector/VectorSpecies";
    static final String SEGMENT = "java/lang/foreign/MemorySegment";
    static final String BUFFER = "java/nio/ByteBuffer";
    static final String VAR_HANDLE = "java/lang/invoke/VarHandle";

    private Names() {
    }

    static String type(String internalName) {
        return "L" + internalName + ";";
    }

    /** A name as a JVM method may have it. */
    static String sanitize(String name) {
        StringBuilder sane = new StringBuilder(name.length());
        for (int i = 0; i < name.length() && i < 200; i++) {
            char c = name.charAt(i);
            sane.append(".;[/<>\\".indexOf(c) >= 0 || c < ' ' || Character.isSurrogate(c) ? '_' : c);
        }
        return sane.toString();
    }
}
