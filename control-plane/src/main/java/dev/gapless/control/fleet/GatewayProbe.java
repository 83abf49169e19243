package dev.gapless.control.fleet;

import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.tls.Trust;
import dev.gapless.schema.global.GatewaySlot;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks gateways for their metrics, all at once, each for at most [#PATIENCE]. Any thread.
final class GatewayProbe implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMillis(400);

    private static final Logger log = LoggerFactory.getLogger(GatewayProbe.class);
    private static final int AT_A_TIME = 64;
    private static final long MAX_BYTES = 4L * 1024 * 1024;
    private static final int OK = 200;

    private final LongSupplier nanoTime;
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final HttpClient http;

    /// @param authority who vouches for gateways with an `https` address; empty for those the JDK knows
    GatewayProbe(LongSupplier nanoTime, Optional<Path> authority) {
        this.nanoTime = nanoTime;
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE);
        authority.map(Trust::in).ifPresent(client::sslContext);
        this.http = client.build();
    }

    /// What a gateway told.
    ///
    /// @param atNanos when
    /// @param answerMs how long it took
    record Sample(long atNanos, long answerMs, MetricsText metrics) {}

    /// Those that answered in time.
    Map<GatewayId, Sample> look(List<GatewaySlot> gateways) {
        Map<GatewayId, Sample> samples = new HashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<GatewayId, Future<Optional<Sample>>> asked = new HashMap<>();
            gateways.stream()
                    .filter(slot -> !slot.address().isEmpty())
                    .forEach(slot -> asked.put(slot.gateway(), threads.submit(() -> ask(slot.address()))));
            for (Map.Entry<GatewayId, Future<Optional<Sample>>> each : asked.entrySet()) {
                each.getValue().get().ifPresent(sample -> samples.put(each.getKey(), sample));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("gateways: not asked (expected: samples, or none)", e);
        }
        return samples;
    }

    private Optional<Sample> ask(String address) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            long begin = nanoTime.getAsLong();
            return metrics(address).map(text -> {
                long end = nanoTime.getAsLong();
                return new Sample(end, TimeUnit.NANOSECONDS.toMillis(end - begin), MetricsText.parse(text));
            });
        } catch (RuntimeException e) {
            log.debug("Gateway tells nothing address={} cause={}", address, e.toString());
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    private Optional<String> metrics(String address) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address).resolve("/metrics")).build();
        // Waited for here, since a timeout of the request ends with the answer's head.
        Future<HttpResponse<byte[]>> asked = http.sendAsync(request,
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> answer = asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return answer.statusCode() == OK
                    ? Optional.of(new String(answer.body(), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (TimeoutException | ExecutionException e) {
            log.debug("Gateway does not answer address={} cause={}", address, e.toString());
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
