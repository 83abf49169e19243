package dev.gapless.cli.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.cli.context.Context;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// What a gateway tells anybody who asks: health and metrics.
///
/// @param server base URL
/// @param ready whether it takes traffic
/// @param health the answer of `/health/ready`
/// @param metrics the answer of `/metrics`
record GatewayLook(URI server, boolean ready, JsonNode health, String metrics) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Asks all servers of a context; those that do not answer are left out.
    static List<GatewayLook> all(Context context) {
        List<GatewayLook> looks = new ArrayList<>();
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE);
        context.trust().ifPresent(client::sslContext);
        try (HttpClient http = client.build()) {
            for (URI server : context.servers().stream().map(URI::create).toList()) {
                look(http, server).ifPresent(looks::add);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return looks;
    }

    private static Optional<GatewayLook> look(HttpClient http, URI server) throws InterruptedException {
        try {
            HttpResponse<String> health = ask(http, server.resolve("/health/ready"));
            HttpResponse<String> metrics = ask(http, server.resolve("/metrics"));
            return Optional.of(new GatewayLook(
                    server, health.statusCode() == 200, JSON.readTree(health.body()), metrics.body()));
        } catch (IOException e) {
            return Optional.empty(); // it does not answer
        }
    }

    private static HttpResponse<String> ask(HttpClient http, URI address) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(address).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// The highest value of a metric over its labels.
    OptionalDouble most(String metric) {
        return metrics.lines()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .filter(Double::isFinite)
                .max();
    }
}
