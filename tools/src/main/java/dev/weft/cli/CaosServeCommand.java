package dev.weft.cli;

import dev.weft.host.caos.Caos;
import dev.weft.host.caos.CaosEndpoint;
import dev.weft.host.caos.CaosStore;
import dev.weft.host.caos.RunLimits;
import dev.weft.host.caos.Timeline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weft caos serve}: a host over HTTP. */
@Command(name = "serve", description = "Runs jobs for others over HTTP until it is stopped: POST /run,"
        + " GET /run?req=HASH, GET and POST /object/, GET /counters, GET /waterfall.svg.")
final class CaosServeCommand implements Callable<Integer> {
    private static final int MOST_TRACES = 2_000;

    private final Streams streams;

    @Mixin
    private CaosOptions objects = new CaosOptions();

    @Mixin
    private CaosLimits control = new CaosLimits();

    @Option(names = "--port", paramLabel = "N", description = "Default: 8080; 0: any that is free.")
    private int port = 8080;

    @Option(names = "--address", paramLabel = "ADDRESS",
            description = "Default: 127.0.0.1. Whoever reaches it may run modules.")
    private String address = "127.0.0.1";

    CaosServeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 0xFFFF) {
            throw new Failure(ExitCode.USAGE, "--port must be a number from 0 to 65535");
        }
        RunLimits limits = control.limits();
        Timeline timeline = new Timeline(MOST_TRACES);
        try (CaosStore store = objects.open(); Caos caos = control.host(store, timeline, streams);
                CaosEndpoint endpoint = CaosEndpoint.open(caos, new InetSocketAddress(address, port), limits,
                        timeline)) {
            streams.print("listening at http://" + address + ":" + endpoint.port() + "\n");
            new CountDownLatch(1).await();
            return ExitCode.OK;
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot listen at " + address + ":" + port + ": " + e.getMessage());
        } catch (InterruptedException e) {
            return ExitCode.OK;
        }
    }
}
