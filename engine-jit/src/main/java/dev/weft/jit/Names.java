package dev.weft.jit;

/** Internal names of the classes that emitted code uses. */
final class Names {
    static final String OBJECT = "java/lang/Object";
    static final String CONTEXT = "dev/weft/runtime/compiled/Context";
    static final String ENTRY = "dev/weft/runtime/compiled/CompiledFunction";
    static final String SUPPORT = "dev/weft/runtime/compiled/Support";
    static final String MEMORY_SUPPORT = "dev/weft/runtime/compiled/MemorySupport";
    static final String OBJECT_SUPPORT = "dev/weft/runtime/compiled/ObjectSupport";
    static final String CONTROL_SUPPORT = "dev/weft/runtime/compiled/ControlSupport";
    static final String STACK = "dev/weft/runtime/tier/Stack";
    static final String ENTRY_POINT = "dev/weft/runtime/tier/EntryPoint";
    static final String LAMBDA = "dev/weft/runtime/tier/HostLambda";
    static final String MEMORY = "dev/weft/runtime/memory/MemoryInstance";
    static final String ADDRESSES = "dev/weft/runtime/memory/Addresses";
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
}
