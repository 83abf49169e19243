package dev.gapless.control.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gapless.control.ControlServer;
import dev.gapless.protocol.api.CreatedToken;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.JobView;
import dev.gapless.protocol.api.Problem;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.testing.ApiDocument;
import dev.gapless.schema.keyspace.ShardName;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// A control plane over databases of its own. Every answer is compared with what the document says of it.
public final class RunningControl implements AutoCloseable {
    public static final String WORKSPACES = "/admin/v1/workspaces";

    private static final String OPERATOR = "operator";
    private static final ApiDocument DOCUMENT = ApiDocument.admin();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ControlServer server;
    private final Shards shards;
    private final String operator;

    private RunningControl(ControlServer server, Shards shards, String operator) {
        this.server = server;
        this.shards = shards;
        this.operator = operator;
    }

    /// @param directory for the operator's token
    public static RunningControl start(Path directory) {
        return start(directory, TestDatabase.newConfig());
    }

    /// With more settings.
    public static RunningControl start(Path directory, Map<String, String> more) {
        return start(directory, TestDatabase.newConfig(), more);
    }

    /// Over databases that are there.
    public static RunningControl start(Path directory, ShardsConfig config) {
        return start(directory, config, Map.of());
    }

    /// With settings of its own.
    public static RunningControl start(Path directory, ShardsConfig config, Map<String, String> more) {
        Map<String, String> settings = settings(directory, config);
        settings.putAll(more);
        ControlServer server = ControlServer.start(Settings.of(settings));
        try {
            return new RunningControl(
                    server, Shards.open(config), Files.readString(directory.resolve(OPERATOR)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a control plane of a test starts with.
    ///
    /// @param directory for the operator's token
    public static Map<String, String> settings(Path directory, ShardsConfig config) {
        return new HashMap<>(Map.of(
                "shards.names", config.names().stream().map(ShardName::value).collect(Collectors.joining(",")),
                "shards.urls", String.join(",", config.urls()),
                "shards.global-url", config.globalUrl(),
                "shards.user", config.user(),
                "shards.password", config.password(),
                "control.port", "0",
                "control.jobs-every", "100ms",
                "control.retention-settle", "50ms",
                "control.operator-token-file", directory.resolve(OPERATOR).toString()));
    }

    /// An answer.
    public record Reply(HttpResponse<byte[]> response) {
        public int status() {
            return response.statusCode();
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        public <T> T as(Class<T> type) {
            assertEquals(true, status() < 300, this::text);
            return ApiCodec.read(response.body(), type);
        }

        public Problem refused(int status, String code) {
            assertEquals(status, status(), this::text);
            Problem problem = ApiCodec.read(response.body(), Problem.class);
            assertEquals(code, problem.code(), this::text);
            return problem;
        }

        public boolean replayed() {
            return response.headers().firstValue("Idempotency-Replayed").isPresent();
        }
    }

    public Shards shards() {
        return shards;
    }

    public String operator() {
        return operator;
    }

    public WorkspaceDetail workspace(String slug) {
        return call(operator, "POST", WORKSPACES, "{\"slug\":\"" + slug + "\",\"name\":\"N\"}", "")
                .as(WorkspaceDetail.class);
    }

    public CreatedUser user(String workspace, String handle, String kind, String role) {
        String body = "{\"handle\":\"%s\",\"display_name\":\"%s\",\"kind\":\"%s\",\"role\":\"%s\"}"
                .formatted(handle, handle, kind, role);
        return call(operator, "POST", WORKSPACES + "/" + workspace + "/users", body, "").as(CreatedUser.class);
    }

    /// A token of a scope for a user who is there.
    public CreatedToken token(String workspace, String handle, String scope) {
        String path = WORKSPACES + "/" + workspace + "/users/" + handle + "/tokens";
        return call(operator, "POST", path, "{\"scopes\":[\"" + scope + "\"]}", "").as(CreatedToken.class);
    }

    /// A job, once it is done.
    public JobView finished(String workspace, JobView job, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        JobView view = job;
        while (view.state().equals("open") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            view = get(WORKSPACES + "/" + workspace + "/jobs/" + job.id()).as(JobView.class);
        }
        assertEquals("done", view.state(), view::toString);
        return view;
    }

    public Reply get(String path) {
        return call(operator, "GET", path, "", "");
    }

    public Reply operator(String method, String path, String body) {
        return call(operator, method, path, body, "");
    }

    /// @param token empty for none
    /// @param body empty for none
    /// @param key empty for none
    public Reply call(String token, String method, String path, String body, String key) {
        return call(token, method, path, body.getBytes(StandardCharsets.UTF_8), key);
    }

    /// The same, with a body that need not be text.
    public Reply call(String token, String method, String path, byte[] body, String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            assertEquals(
                    List.of(),
                    DOCUMENT.violations(
                            method, path, response.statusCode(),
                            response.headers().firstValue("Content-Type").orElse(""), response.body()));
            return new Reply(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        http.close();
        shards.close();
        server.close();
    }
}
