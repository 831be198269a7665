/** Host functions for guests. */
module dev.weft.host {
    requires transitive dev.weft.runtime;
    requires java.desktop;
    requires java.net.http;
    requires jdk.jfr;
    requires jdk.httpserver;
    requires com.fasterxml.jackson.core;
    requires com.h2database.mvstore;
    requires static org.eclipse.jgit;

    exports dev.weft.host;
    exports dev.weft.host.caos;
    exports dev.weft.host.caos.git;
    exports dev.weft.host.kernel;
    exports dev.weft.host.oxide;
    exports dev.weft.host.rusm;
    exports dev.weft.host.wasi;
    exports dev.weft.host.webble;
    exports dev.weft.host.wowlab;

    uses dev.weft.host.HostAbi;

    provides dev.weft.host.HostAbi with dev.weft.host.caos.CaosAbi, dev.weft.host.oxide.OxideAbi,
        dev.weft.host.rusm.RusmAbi, dev.weft.host.wasi.WasiAbi, dev.weft.host.webble.WebbleAbi,
        dev.weft.host.wowlab.WowlabAbi;
}
