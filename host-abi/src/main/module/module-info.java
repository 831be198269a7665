/** Host functions for guests. */
module dev.weft.host {
    requires transitive dev.weft.runtime;

    exports dev.weft.host.wasi;
}
