package dev.weft.syntax;

/** A proposal that extended WebAssembly 1.0, each of which can be switched on and off in {@link Features}. */
public enum Feature {
    MVP("mvp", "1.0"),
    MUTABLE_GLOBALS("mutable-globals", "2.0"),
    SIGN_EXTENSION("sign-extension", "2.0"),
    SATURATING_TRUNC("saturating-float-to-int", "2.0"),
    MULTI_VALUE("multi-value", "2.0"),
    BULK_MEMORY("bulk-memory", "2.0"),
    REFERENCE_TYPES("reference-types", "2.0"),
    SIMD("simd", "2.0"),
    RELAXED_SIMD("relaxed-simd", "3.0"),
    TAIL_CALL("tail-call", "3.0"),
    EXTENDED_CONST("extended-const", "3.0"),
    EXCEPTIONS("exception-handling", "3.0"),
    FUNCTION_REFERENCES("function-references", "3.0"),
    GC("gc", "3.0"),
    MULTI_MEMORY("multi-memory", "3.0"),
    MEMORY64("memory64", "3.0"),
    THREADS("threads", "threads"),
    LEGACY_EXCEPTIONS("legacy-exceptions", "legacy"),
    WIDE_ARITHMETIC("wide-arithmetic", "proposal"),
    CUSTOM_PAGE_SIZES("custom-page-sizes", "proposal");

    private final String text;
    private final String since;

    Feature(String text, String since) {
        this.text = text;
        this.since = since;
    }

    /** The version of the specification that contains it, or what it is instead. */
    public String since() {
        return since;
    }

    /** The proposal's own name. */
    @Override
    public String toString() {
        return text;
    }
}
