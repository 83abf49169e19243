package dev.gapless.devstack.seed;

import dev.gapless.devstack.DevStackException;
import dev.gapless.devstack.DevStackException.Problem;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/// One HTTP door and one token. Answers that are not wanted become [DevStackException]; a short outage right after the start is waited out.
final class SeedApi {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final int TRIES = 20;
    private static final long PAUSE_MS = 250;

    private final HttpClient http;
    private final URI base;
    private final String token;

    SeedApi(HttpClient http, URI base, String token) {
        this.http = http;
        this.base = base;
        this.token = token;
    }

    <T> T get(String path, Class<T> answer) {
        return ApiCodec.read(exchange("GET", path, HttpRequest.BodyPublishers.noBody(), Set.of()), answer);
    }

    <T> T post(String path, Object body, Class<T> answer) {
        return ApiCodec.read(exchange("POST", path, publisher(body), Set.of()), answer);
    }

    /// Posts without a body.
    <T> T post(String path, Class<T> answer) {
        return ApiCodec.read(exchange("POST", path, HttpRequest.BodyPublishers.noBody(), Set.of()), answer);
    }

    /// Posts without a body, and takes the given refusals for success.
    void postAllowing(String path, Set<ErrorCode> refusals) {
        exchange("POST", path, HttpRequest.BodyPublishers.noBody(), refusals);
    }

    private byte[] exchange(String method, String path, HttpRequest.BodyPublisher body, Set<ErrorCode> allowed) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(REQUEST_TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        for (int i = 1;; i++) {
            HttpResponse<byte[]> response = send(request);
            if (response.statusCode() < 300) {
                return response.body();
            }
            ErrorCode code = code(response);
            if (allowed.contains(code)) {
                return response.body();
            }
            if (response.statusCode() != 503 || i == TRIES) {
                throw new DevStackException(
                        Problem.ROLE_FAILED,
                        "seeding: " + method + " " + path + " was answered with " + response.statusCode() + " "
                                + new String(response.body(), StandardCharsets.UTF_8));
            }
            pause();
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new DevStackException(Problem.ROLE_FAILED, "seeding: " + request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevStackException(Problem.ROLE_FAILED, "seeding: interrupted", e);
        }
    }

    private static HttpRequest.BodyPublisher publisher(Object body) {
        return HttpRequest.BodyPublishers.ofByteArray(ApiCodec.write(body));
    }

    private static ErrorCode code(HttpResponse<byte[]> response) {
        try {
            String text = ApiCodec.read(response.body(), dev.gapless.protocol.api.Problem.class).code();
            return ErrorCode.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            return ErrorCode.INTERNAL; // not one of ours
        }
    }

    // A monitor that nobody notifies is a pause that an interrupt ends.
    private synchronized void pause() {
        try {
            long end = System.nanoTime() + PAUSE_MS * 1_000_000;
            for (long left = PAUSE_MS; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevStackException(Problem.ROLE_FAILED, "seeding: interrupted", e);
        }
    }
}
