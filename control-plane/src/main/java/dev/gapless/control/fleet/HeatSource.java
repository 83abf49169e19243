package dev.gapless.control.fleet;

import dev.gapless.protocol.api.HeatView;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.inbox.HeatRoute;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.tls.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the instances of the fan-out role which channels are hot, and puts their answers together. Any thread; waits for
/// [#PATIENCE] at most.
public final class HeatSource implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMillis(400);

    private static final Logger log = LoggerFactory.getLogger(HeatSource.class);
    private static final long MAX_BYTES = 4L * 1024 * 1024;
    private static final int OK = 200;

    private final List<URI> instances;
    private final Path secretFile;
    private final HttpClient http;

    /// @param config whom to ask; the secret is read at each look, since it may be made later
    public HeatSource(FleetConfig config) {
        this.instances = config.heatUrls();
        this.secretFile = config.secretFile();
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE);
        config.authority().map(Trust::in).ifPresent(client::sslContext);
        this.http = client.build();
    }

    /// What is hot; empty if no instance answers in time.
    public Optional<HeatView> look() {
        if (instances.isEmpty()) {
            return Optional.empty();
        }
        String secret;
        try {
            secret = Files.readString(secretFile, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            log.debug("Heat is not known: no secret file={} cause={}", secretFile, e.toString());
            return Optional.empty();
        }
        List<Future<HttpResponse<byte[]>>> asked = new ArrayList<>();
        instances.forEach(instance -> asked.add(http.sendAsync(
                HttpRequest.newBuilder(instance.resolve(HeatRoute.PATH))
                        .header(InboxRoute.SECRET_HEADER, secret)
                        .build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES))));
        List<HeatView> views = new ArrayList<>();
        asked.forEach(answer -> read(answer).ifPresent(views::add));
        return views.isEmpty() ? Optional.empty() : Optional.of(HeatView.merged(views));
    }

    private static Optional<HeatView> read(Future<HttpResponse<byte[]>> asked) {
        try {
            HttpResponse<byte[]> answer = asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return answer.statusCode() == OK
                    ? Optional.of(ApiCodec.read(answer.body(), HeatView.class))
                    : Optional.empty();
        } catch (TimeoutException | ExecutionException | IllegalArgumentException e) {
            log.debug("Heat is not told cause={}", e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            asked.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
