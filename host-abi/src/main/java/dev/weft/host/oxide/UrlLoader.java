package dev.weft.host.oxide;

import dev.weft.host.Capabilities;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** Loads modules by their URLs: over the network within 30 seconds, from files of lent folders, neither too long. */
final class UrlLoader implements ModuleLoader {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Set<String> KNOWN = Set.of("http", "https", "file", "oxide", "about", "data");
    private static final int MOST_REDIRECTS = 5;

    private final int mostBytes;

    UrlLoader(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The client is made when the first module is fetched: it has threads of its own. */
    private static final class Client {
        static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER).build();
    }

    /** The URL that a guest means; a bare {@code host/path} is one of https. */
    static URI parse(String url) throws IOException {
        if (url.isEmpty() || url.startsWith("/") || url.startsWith(".")) {
            throw new IOException("relative URL without a base: " + url);
        }
        int colon = url.indexOf(':');
        boolean hasScheme = colon > 0 && url.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")
                && !url.substring(colon + 1).matches("[0-9]+(/.*)?");
        if (hasScheme && !KNOWN.contains(url.substring(0, colon).toLowerCase(java.util.Locale.ROOT))) {
            throw new IOException("unsupported URL scheme: " + url.substring(0, colon));
        }
        try {
            return new URI(hasScheme ? url : "https://" + url);
        } catch (URISyntaxException e) {
            throw new IOException("invalid URL: " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] load(String url, Capabilities rights) throws IOException, InterruptedException {
        URI uri = parse(url);
        return switch (uri.getScheme().toLowerCase(java.util.Locale.ROOT)) {
            case "http", "https" -> http(uri, rights);
            case "file" -> file(uri, rights);
            default -> throw new IOException("unsupported worker URL scheme: " + uri.getScheme());
        };
    }

    private byte[] file(URI uri, Capabilities rights) throws IOException {
        Path file;
        try {
            file = Path.of(URI.create("file://" + uri.getRawPath()));
        } catch (IllegalArgumentException e) {
            throw new IOException("invalid file URL: " + uri, e);
        }
        try {
            Path readable = rights.readable(file);
            if (readable == null) {
                throw new IOException("not allowed to read " + file);
            }
            try (InputStream in = Files.newInputStream(readable)) {
                return read(in);
            }
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException("no such file: " + file);
        }
    }

    private byte[] http(URI first, Capabilities rights) throws IOException, InterruptedException {
        URI uri = first;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
            if (uri.getHost() == null || !rights.allowsHost(uri.getHost(), port)) {
                throw new IOException("not allowed to fetch from " + uri.getAuthority());
            }
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/wasm")
                    .GET().build();
            HttpResponse<InputStream> response =
                    Client.HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                int status = response.statusCode();
                String location = response.headers().firstValue("Location").orElse(null);
                if (status / 100 == 3 && location != null) {
                    uri = uri.resolve(location);
                    if (uri.getScheme() == null || !uri.getScheme().startsWith("http")) {
                        throw new IOException("redirected to " + uri);
                    }
                    continue;
                }
                if (status / 100 != 2) {
                    throw new IOException("HTTP " + status);
                }
                return read(body);
            }
        }
        throw new IOException("too many redirects");
    }

    private byte[] read(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw new IOException("longer than " + mostBytes + " bytes");
        }
        return bytes;
    }
}
