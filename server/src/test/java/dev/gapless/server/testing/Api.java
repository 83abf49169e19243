package dev.gapless.server.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.testing.ApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Speaks to a server as anybody could: method, path, bytes. Every answer is compared with what the document says of it.
public final class Api {
    private static final ApiDocument DOCUMENT = ApiDocument.gateway();
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(DEADLINE)
            .build();
    private final String base;

    public Api(int port) {
        this.base = "http://127.0.0.1:" + port;
    }

    /// What came back.
    @SuppressWarnings("ArrayRecordComponent") // Looked into, never compared.
    public record Reply(int status, Map<String, String> headers, byte[] body) {
        public <T> T as(Class<T> type) {
            assertEquals(2, status / 100, this::text);
            return ApiCodec.read(body, type);
        }

        public Problem problem() {
            return ApiCodec.read(body, Problem.class);
        }

        /// Checks that it is this refusal, and a complete one.
        public Reply refused(ErrorCode code) {
            assertEquals(code.httpStatus(), status, this::text);
            assertEquals("application/problem+json", headers.get("content-type"), this::text);
            Problem problem = problem();
            assertEquals(code.text(), problem.code(), this::text);
            assertEquals(code.definite(), problem.definite());
            assertEquals(headers.get("x-request-id"), problem.requestId().orElseThrow());
            return this;
        }

        public String text() {
            return status + " " + new String(body, StandardCharsets.UTF_8);
        }
    }

    public Reply get(World.Person caller, String path) {
        return call("GET", path, caller.token(), new byte[0], Map.of());
    }

    public Reply post(World.Person caller, String path, String json) {
        return call("POST", path, caller.token(), json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    public Reply delete(World.Person caller, String path) {
        return call("DELETE", path, caller.token(), new byte[0], Map.of());
    }

    public Reply send(World.Person caller, String channel, String key, String json) {
        return call(
                "POST",
                "/v1/channels/" + channel + "/messages",
                caller.token(),
                json.getBytes(StandardCharsets.UTF_8),
                Map.of("Idempotency-Key", key));
    }

    /// @param token empty for none
    public Reply call(String method, String path, String token, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(DEADLINE)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            Map<String, String> first = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            response.headers().map().forEach((name, values) -> first.put(name, values.getFirst()));
            assertEquals(
                    List.of(),
                    DOCUMENT.violations(
                            method, path, response.statusCode(), first.getOrDefault("content-type", ""),
                            response.body()));
            return new Reply(response.statusCode(), first, response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
