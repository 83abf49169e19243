package dev.gapless.scenarios.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;

/// Asks a role which bug it was started with.
final class PlantedBugs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MS = 5_000;

    private PlantedBugs() {}

    /// The name of the bug, empty if it has none.
    static String told(URI role) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) role.resolve("/health/ready").toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            try (InputStream body = connection.getInputStream()) {
                return JSON.readTree(body).path("planted_bug").asText("");
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
