package dev.weft.host.caos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A host of caos over HTTP, one virtual thread for each request:
 *
 * <ul>
 * <li>{@code POST /run} with {@code {"module","args","std","salt","stack"}} runs a module as a job, as an isolate host
 * does; the answer is kind and hash of the result;
 * <li>{@code GET /run?req=HASH&stack=…} computes a request that is in the store, as a compute server does;
 * <li>{@code GET /object/HASH} gives an object as git hashes it, {@code POST /object/} keeps one;
 * <li>{@code GET /counters} and {@code GET /waterfall.svg} show what happened.
 * </ul>
 *
 * <p>What makes no sense is answered with 400, what failed with 500, each with the error's text. Whoever reaches the
 * port may run modules and fill the store: it is meant for addresses that only friends reach.
 *
 * <p>Threads: safe for any thread.
 */
public final class CaosEndpoint implements AutoCloseable {
    private static final int MOST_BODY = 256 << 20;
    private static final int MOST_JSON = 8 << 20;

    private final Caos caos;
    private final RunLimits limits;
    private final Timeline timeline;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private CaosEndpoint(Caos caos, RunLimits limits, Timeline timeline, HttpServer server) {
        this.caos = caos;
        this.limits = limits;
        this.timeline = timeline;
        this.server = server;
    }

    /**
     * Opens an endpoint.
     *
     * @param address  port 0 for any that is free
     * @param limits   of each run
     * @param timeline what to show: the host's tracer
     * @throws IOException if the address cannot be had
     */
    public static CaosEndpoint open(Caos caos, InetSocketAddress address, RunLimits limits, Timeline timeline)
            throws IOException {
        CaosEndpoint endpoint = new CaosEndpoint(caos, limits, timeline, HttpServer.create(address, 0));
        endpoint.server.createContext("/", endpoint::handle);
        endpoint.server.setExecutor(endpoint.threads);
        endpoint.server.start();
        return endpoint;
    }

    /** The port it listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    private record Answer(int status, String type, byte[] body) {
        static Answer text(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (CaosException e) {
                answer = Answer.text(e.status(), e.getMessage());
            } catch (InterruptedException e) {
                answer = Answer.text(503, "interrupted");
            } catch (RuntimeException e) {
                answer = Answer.text(500, e.toString());
            }
            exchange.getResponseHeaders().set("Content-Type", answer.type);
            exchange.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
            exchange.getResponseBody().write(answer.body);
        }
    }

    private Answer answer(HttpExchange exchange) throws CaosException, InterruptedException, IOException {
        String path = exchange.getRequestURI().getPath();
        return switch (exchange.getRequestMethod() + " " + (path.startsWith("/object/") ? "/object/" : path)) {
            case "POST /run" -> Answer.text(200, isolate(body(exchange, MOST_JSON)).toString());
            case "GET /run" -> Answer.text(200, compute(exchange.getRequestURI()).toString());
            case "GET /object/" -> object(path.substring("/object/".length()));
            case "POST /object/" -> {
                String hash = caos.store().put(GitObject.parse(body(exchange, MOST_BODY)));
                caos.store().flush();
                yield Answer.text(200, hash);
            }
            case "GET /counters" -> Answer.text(200, caos.counters().toJson());
            case "GET /waterfall.svg" -> new Answer(200, "image/svg+xml",
                    Waterfall.svg(timeline).getBytes(StandardCharsets.UTF_8));
            default -> Answer.text(404, "not found");
        };
    }

    private static byte[] body(HttpExchange exchange, int most) throws CaosException, IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw CaosException.of(413, "longer than " + most + " bytes");
            }
            return bytes;
        }
    }

    private Result isolate(byte[] body) throws CaosException, InterruptedException {
        Map<?, ?> job = Json.readObject(body);
        String std = text(job, "std");
        return caos.isolate(hash(Json.string(job, "module")), new RunRequest("", hash(Json.string(job, "args")),
                std.isEmpty() ? "" : hash(std), text(job, "salt")), text(job, "stack"), limits);
    }

    private static String text(Map<?, ?> job, String name) throws CaosException {
        return job.get(name) == null ? "" : Json.string(job, name);
    }

    private static String hash(String text) throws CaosException {
        if (!GitObject.isHash(text)) {
            throw CaosException.of(400, "invalid git SHA-1 hash \"" + text + '"');
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private Result compute(URI uri) throws CaosException, InterruptedException {
        Map<String, String> query = new HashMap<>();
        for (String part : uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
            int equals = part.indexOf('=');
            query.put(equals < 0 ? part : part.substring(0, equals),
                    equals < 0 ? "" : URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
        }
        if (!query.containsKey("req")) {
            throw CaosException.of(400, "missing query parameter req");
        }
        return caos.run(hash(query.get("req")), query.getOrDefault("stack", ""), limits);
    }

    private Answer object(String hash) throws CaosException {
        GitObject object = caos.store().get(hash(hash));
        return object == null ? Answer.text(404, "no such object: " + hash)
                : new Answer(200, "application/octet-stream", object.toBytes());
    }

    /** Takes no more requests, and ends those under way. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
