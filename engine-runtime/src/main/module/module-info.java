/** The embedding API, and what a tier implements. */
module dev.weft.runtime {
    requires transitive dev.weft.parser;
    requires jdk.jfr;
    requires static java.compiler;
    requires static jdk.management;
    requires org.jnrproject.jffi;
    requires static java.management;

    exports dev.weft.runtime;
    exports dev.weft.runtime.cache;
    exports dev.weft.runtime.compiled to dev.weft.jit;
    exports dev.weft.runtime.memory;
    exports dev.weft.runtime.numeric to dev.weft.interp, dev.weft.jit;
    exports dev.weft.runtime.tier to dev.weft.interp, dev.weft.jit;

    uses dev.weft.runtime.tier.Tier;
}
