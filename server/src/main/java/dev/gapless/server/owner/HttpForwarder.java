package dev.gapless.server.owner;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.owner.OwnerAnswer;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.protocol.tls.Trust;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.InternalSecret;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Hands sends to an owner over its port. Connections stay open between batches. Any thread may call.
final class HttpForwarder implements Forwarder, AutoCloseable {
    static final Duration CONNECT_PATIENCE = Duration.ofSeconds(1);
    /// Longer than an owner waits for its lanes.
    static final Duration PATIENCE = OwnerEndpoint.PATIENCE.plusSeconds(1);
    private static final long MAX_ANSWER_BYTES = 256 * 1024;
    private static final int OK = 200;

    private final InternalSecret secret;
    private final HttpClient http;

    /// @param secret what owners want to see
    /// @param authority who vouches for gateways with an `https` address; empty: those the JDK knows
    HttpForwarder(InternalSecret secret, Optional<Path> authority) {
        this.secret = secret;
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_PATIENCE);
        authority.map(Trust::in).ifPresent(client::sslContext);
        this.http = client.build();
    }

    @Override
    public Told forward(Peer owner, OwnerBatch batch) {
        Optional<String> shown = secret.text();
        if (shown.isEmpty()) {
            return new Told.NotTaken("no secret of internal ports here");
        }
        HttpRequest request = HttpRequest.newBuilder(owner.address().resolve(OwnerBatch.PATH))
                .header(InboxRoute.SECRET_HEADER, shown.get())
                .header("Content-Type", Answer.JSON)
                .POST(BodyPublishers.ofByteArray(ApiCodec.write(batch)))
                .build();
        // Waited for here, since a timeout of the request ends with the answer's head.
        Future<HttpResponse<byte[]>> asked = http.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return told(asked.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS), batch);
        } catch (TimeoutException e) {
            return new Told.InDoubt("no answer within " + PATIENCE.toMillis() + " ms");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                    ? new Told.NotTaken(cause.toString())
                    : new Told.InDoubt(String.valueOf(cause));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Told.InDoubt("interrupted");
        } finally {
            asked.cancel(true);
        }
    }

    private static Told told(HttpResponse<byte[]> response, OwnerBatch batch) {
        int status = response.statusCode();
        if (status != OK) {
            String why =
                    "status " + status + (status == 404 ? ": it has another secret of internal ports, or none" : "");
            return status / 100 == 4 ? new Told.NotTaken(why) : new Told.InDoubt(why);
        }
        try {
            // The text `null` is read as nothing.
            return Optional.ofNullable(ApiCodec.read(response.body(), OwnerAnswer.class))
                    .filter(answer -> answer.outcomes().size() == batch.sends().size())
                    .<Told>map(Told.Answered::new)
                    .orElseGet(() -> new Told.InDoubt("another number of outcomes than of sends"));
        } catch (IllegalArgumentException e) {
            return new Told.InDoubt("an answer that cannot be read");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
