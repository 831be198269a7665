/** The embedding API, and what a tier implements. */
module dev.weft.runtime {
    requires transitive dev.weft.parser;
    requires org.jnrproject.jffi;

    exports dev.weft.runtime;
    exports dev.weft.runtime.memory;
}
