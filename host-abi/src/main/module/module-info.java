/** Host functions for guests. */
module dev.weft.host {
    requires transitive dev.weft.runtime;
    requires jdk.jfr;

    exports dev.weft.host;
    exports dev.weft.host.kernel;
    exports dev.weft.host.wasi;

    uses dev.weft.host.HostAbi;

    provides dev.weft.host.HostAbi with dev.weft.host.wasi.WasiAbi;
}
