package dev.gapless.server.sync;

import dev.gapless.protocol.codec.InboxCodec;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.inbox.InboxAnswer;
import dev.gapless.protocol.inbox.InboxConversation;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.tls.Trust;
import dev.gapless.server.auth.Identity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The inbox of the fan-out role, asked over its internal port. Whatever goes wrong is "cannot tell", and after a failure it is left
/// alone for [#PAUSE]; then one caller tries, and the others as soon as that one had an answer.
///
/// Any thread may call; waits no longer than the timeout.
public final class HttpInboxSource implements InboxSource, AutoCloseable {
    static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger log = LoggerFactory.getLogger(HttpInboxSource.class);
    private static final long MAX_ANSWER_BYTES = 4L * 1024 * 1024;
    private static final int OK = 200;
    private static final int NOT_READY = 503;

    private final InboxSourceConfig config;
    private final String secret;
    private final LongSupplier nanos;
    private final InboxSeeds seeds;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final AtomicReference<Pause> pause = new AtomicReference<>(Pause.NONE);
    private final HttpClient http;

    /// How a question ended.
    private enum Outcome {
        ANSWERED, NOT_READY, BEHIND, TOO_MANY, FAILED, SKIPPED
    }

    /// Compared by identity.
    private record Pause(boolean on, long untilNanos) {
        static final Pause NONE = new Pause(false, 0);
    }

    private HttpInboxSource(
            InboxSourceConfig config, String secret, LongSupplier nanos, InboxSeeds seeds, MeterRegistry meters) {
        this.config = config;
        this.secret = secret;
        this.nanos = nanos;
        this.seeds = seeds;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, Counter.builder("sync.inbox")
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .description("Questions to the inbox; all but those answered were left to the shards")
                    .register(meters));
        }
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.timeout());
        config.authority().map(Trust::in).ifPresent(client::sslContext);
        this.http = client.build();
    }

    /// Reads the secret; asks nothing yet.
    ///
    /// @param nanos a monotonic clock
    /// @param seeds hears which channels the inbox has lost track of
    /// @throws IllegalArgumentException if the file of the secret cannot be read
    public static HttpInboxSource open(
            InboxSourceConfig config, LongSupplier nanos, InboxSeeds seeds, MeterRegistry meters) {
        return new HttpInboxSource(config, secret(config.secretFile()), nanos, seeds, meters);
    }

    private static String secret(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            if (text.chars().allMatch(c -> c > ' ' && c < 127) && !text.isEmpty()) {
                return text;
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    InboxSourceConfig.SECRET_FILE.name() + ": " + file + " (expected: a file to be read)", e);
        }
        throw new IllegalArgumentException(
                InboxSourceConfig.SECRET_FILE.name() + ": " + file + " (expected: a line of visible ASCII)");
    }

    @Override
    public Optional<InboxChanges> find(Identity caller, long since, int limit) {
        if (!mayAsk()) {
            return nothing(Outcome.SKIPPED);
        }
        HttpRequest request = HttpRequest.newBuilder(config.url()
                .resolve(InboxRoute.question(caller.workspace(), caller.user(), since, limit)))
                .header(InboxRoute.SECRET_HEADER, secret)
                .build();
        // Waited for here, since a timeout of the request ends with the answer's head.
        Future<HttpResponse<byte[]>> asked = http.sendAsync(request,
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return read(caller, asked.get(config.timeout().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return failed("no answer within " + config.timeout().toMillis() + " ms");
        } catch (ExecutionException e) {
            return failed(String.valueOf(e.getCause()));
        } catch (IllegalArgumentException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return nothing(Outcome.FAILED);
        } finally {
            asked.cancel(true);
        }
    }

    private Optional<InboxChanges> read(Identity caller, HttpResponse<byte[]> response) {
        if (response.statusCode() != OK && response.statusCode() != NOT_READY) {
            return failed("status " + response.statusCode());
        }
        InboxAnswer answer = InboxCodec.read(response.body());
        if (pause().on() && Objects.requireNonNull(pause.getAndSet(Pause.NONE)).on()) {
            log.info("Inbox answers again url={}", config.url());
        }
        List<ChannelId> unsure = switch (answer) {
            case InboxAnswer.NotReady notReady -> notReady.unsure();
            case InboxAnswer.Changes known -> known.unsure();
        };
        if (!unsure.isEmpty()) {
            seeds.channels(unsure.stream().map(id -> new ChannelKey(caller.workspace(), id)).toList());
        }
        return switch (answer) {
            case InboxAnswer.NotReady _ -> nothing(Outcome.NOT_READY);
            case InboxAnswer.Changes known when known.lagMs() > config.maxLag().toMillis() -> nothing(Outcome.BEHIND);
            case InboxAnswer.Changes known when known.total() > known.changed().size() -> nothing(Outcome.TOO_MANY);
            case InboxAnswer.Changes known -> {
                count(Outcome.ANSWERED);
                yield Optional.of(changes(known));
            }
        };
    }

    /// What it is not sure of is to be looked at; what the user has left is none of the user's conversations any more.
    private static InboxChanges changes(InboxAnswer.Changes known) {
        List<InboxChanges.Changed> changed = new ArrayList<>();
        List<ChannelId> check = new ArrayList<>(known.check());
        List<ChannelId> left = new ArrayList<>();
        for (InboxConversation each : known.changed()) {
            if (!each.member()) {
                left.add(each.channel());
            } else if (!each.exact()) {
                check.add(each.channel());
            } else {
                changed.add(new InboxChanges.Changed(
                        each.channel(), each.revision(), each.unread(), each.mentions()));
            }
        }
        int members = known.changed().size() - left.size();
        return new InboxChanges(
                known.revision(), changed, check, known.cursorsTo(), left, members, known.unsure().isEmpty());
    }

    private boolean mayAsk() {
        Pause now = pause();
        return !now.on() || nanos.getAsLong() - now.untilNanos() >= 0 && pause.compareAndSet(now, pauseFromNow());
    }

    private Pause pause() {
        return Objects.requireNonNull(pause.get());
    }

    private Pause pauseFromNow() {
        return new Pause(true, nanos.getAsLong() + PAUSE.toNanos());
    }

    private Optional<InboxChanges> failed(String why) {
        if (!Objects.requireNonNull(pause.getAndSet(pauseFromNow())).on()) {
            log.warn("Inbox does not answer, syncs read the shards url={} cause={}", config.url(), why);
        }
        return nothing(Outcome.FAILED);
    }

    private Optional<InboxChanges> nothing(Outcome outcome) {
        count(outcome);
        return Optional.empty();
    }

    private void count(Outcome outcome) {
        Objects.requireNonNull(outcomes.get(outcome)).increment();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
