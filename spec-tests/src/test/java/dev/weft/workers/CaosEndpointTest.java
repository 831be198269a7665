package dev.weft.workers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weft.host.caos.CaosEndpoint;
import dev.weft.host.caos.GitObject;
import dev.weft.host.caos.RunLimits;
import dev.weft.host.caos.RunRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host of caos, asked over HTTP. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CaosEndpointTest {
    static List<String> tiers() {
        return Tiers.all();
    }

    /** An endpoint and its client. */
    private static final class Site implements AutoCloseable {
        final CaosRig rig;
        final CaosEndpoint endpoint;
        final HttpClient client = HttpClient.newHttpClient();

        Site(String tier) throws Exception {
            rig = new CaosRig(tier);
            endpoint = CaosEndpoint.open(rig.caos, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    RunLimits.NONE, rig.timeline);
        }

        private HttpRequest.Builder at(String path) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                    .timeout(Duration.ofSeconds(100));
        }

        HttpResponse<byte[]> get(String path) throws Exception {
            return client.send(at(path).build(), HttpResponse.BodyHandlers.ofByteArray());
        }

        String text(int status, HttpResponse<byte[]> response) {
            String text = new String(response.body(), StandardCharsets.UTF_8);
            assertEquals(status, response.statusCode(), text);
            return text;
        }

        String get(int status, String path) throws Exception {
            return text(status, get(path));
        }

        String post(int status, String path, byte[] body) throws Exception {
            return text(status, client.send(at(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                    HttpResponse.BodyHandlers.ofByteArray()));
        }

        String post(int status, String path, String body) throws Exception {
            return post(status, path, body.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws Exception {
            client.close();
            endpoint.close();
            rig.close();
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void objects_areKeptAndGivenAsGitHashesThem(String tier) throws Exception {
        try (Site site = new Site(tier)) {
            GitObject blob = GitObject.blob("over the wire");
            assertEquals(blob.hash() + "\n", site.post(200, "/object/", blob.toBytes()));
            assertArrayEquals(blob.toBytes(), site.get("/object/" + blob.hash()).body());
            assertEquals("tree 0\0", site.get(200, "/object/4b825dc642cb6eb9a060e54bf8d69288fbee4904"));
            site.get(404, "/object/0123456789012345678901234567890123456789");
            site.get(400, "/object/0123");
            site.post(400, "/object/", "blob 3\0four");
            site.post(400, "/object/", "tree 4\0four");
            site.post(400, "/object/", "commit 0\0");
            site.post(400, "/object/", "");
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void requests_areComputed(String tier) throws Exception {
        try (Site site = new Site(tier)) {
            CaosRig rig = site.rig;
            String request = new RunRequest(rig.standard("fold-wasm"),
                    rig.tree(rig.folding(CaosFixtures.small(rig.store), "/cas/std/file-count")), rig.std(), "")
                    .put(rig.store);
            String result = site.get(200, "/run?req=" + request);
            assertEquals("blob " + rig.store.putBlob("5\n") + "\n", result);
            long jobs = rig.caos.counters().jobs();
            assertEquals(result, site.get(200, "/run?req=" + request + "&stack=" + rig.store.putBlob("other")));
            assertEquals(jobs, rig.caos.counters().jobs());

            String cycle = new RunRequest("alpine:3", rig.tree(), "", "").put(rig.store);
            assertEquals("run cycle detected:\n  " + request + "\n  -> " + cycle + "\n  -> " + cycle + "\n",
                    site.get(400, "/run?req=" + cycle + "&stack=" + request + "%0A" + cycle));
            assertEquals("no image is called alpine:3\n", site.get(400, "/run?req=" + cycle));
            site.get(400, "/run");
            site.get(400, "/run?req=none");
            site.get(400, "/run?req=" + rig.store.putBlob("no request"));
            String noImage = rig.tree(rig.tree("args"));
            assertEquals("request " + noImage + " has no image\n", site.get(400, "/run?req=" + noImage));
            site.get(404, "/");
            site.post(404, "/counters", "");
            assertTrue(site.get(200, "/counters").startsWith("{\"runs\":"));
            assertTrue(site.get(200, "/waterfall.svg").startsWith("<svg "));
        }
    }

    @ParameterizedTest
    @MethodSource("tiers")
    void jobs_areRunAsAnIsolateHostDoes(String tier) throws Exception {
        try (Site site = new Site(tier)) {
            CaosRig rig = site.rig;
            String module = rig.store.putBlob(CaosRig.guest("script"));
            String give = "{\"op\":\"job\"}\nkeep\n{\"op\":\"out\",\"kind\":\"blob\",\"hash\":\"%last\"}\n";
            String args = rig.tree(rig.script(give, List.of()));
            String stack = rig.store.putBlob("outer") + "\\n" + rig.store.putBlob("own");
            String job = "{\"module\":\"" + module + "\",\"args\":\"" + args + "\",\"std\":\"\",\"salt\":\"s\","
                    + "\"stack\":\"" + stack + "\"}";
            String result = site.post(200, "/run", job).strip();
            assertEquals("{\"args\":\"" + args + "\",\"std\":\"\",\"salt\":\"s\",\"stack\":\"" + stack + "\"}",
                    rig.store.text(result.substring("blob ".length())));
            // each is run, known or not
            assertEquals(result, site.post(200, "/run", job).strip());
            assertEquals(2, rig.caos.counters().jobs());
            site.post(400, "/run", job.replace(args, "args"));
            site.post(400, "/run", "{");
            site.post(400, "/run", "{}");
            assertTrue(site.post(500, "/run", job.replace(args, rig.tree(rig.script("trap", List.of()))))
                    .startsWith("guest trap: unreachable"));
        }
    }
}
