package dev.gapless.client;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Where a service is: one or more base URLs, any of which can answer any request. Clients take the next one when one fails.
///
/// @param servers `http://host:port` or `https://host:port`, at least one
public record Endpoint(List<URI> servers) {
    public Endpoint {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: none (expected: at least one URL)");
        }
        for (URI server : servers) {
            boolean http = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
            if (!http || server.getHost() == null) {
                throw new IllegalArgumentException(
                        "server: " + server + " (expected: http://host:port or https://host:port)");
            }
        }
    }

    /// An endpoint from texts.
    ///
    /// @throws IllegalArgumentException if one is no such URL
    public static Endpoint of(String... servers) {
        return of(Arrays.asList(servers));
    }

    /// An endpoint from texts.
    public static Endpoint of(List<String> servers) {
        return new Endpoint(servers.stream().map(URI::create).toList());
    }

    /// The address of a path on one of the servers.
    ///
    /// @param turn any number from 0; the list is taken round
    /// @param path begins with a slash, encoded
    URI resolve(int turn, String path) {
        URI server = servers.get(Math.floorMod(turn, servers.size()));
        return URI.create(base(server) + path);
    }

    /// The WebSocket address of a path on one of the servers.
    URI resolveWebSocket(int turn, String path) {
        String http = resolve(turn, path).toString();
        return URI.create("ws" + http.substring("http".length()));
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String base(URI server) {
        String text = server.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
