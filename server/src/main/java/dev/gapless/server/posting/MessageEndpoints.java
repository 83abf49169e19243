package dev.gapless.server.posting;

import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.api.SendRequest;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.Route;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// `POST /v1/channels/{channel}/messages`: waits for the commit, then answers. Any thread may call.
public final class MessageEndpoints {
    /// Longer than any lane takes to answer.
    private static final Duration OUTCOME_WAIT = Duration.ofSeconds(60);

    private final Posting posting;
    private final LongSupplier nanos;

    /// @param nanos elapsed time
    public MessageEndpoints(Posting posting, LongSupplier nanos) {
        this.posting = posting;
        this.nanos = nanos;
    }

    public List<Route> routes() {
        return List.of(Route.post("/v1/channels/{channel}/messages", this::send));
    }

    private Answer send(ApiRequest request) {
        long received = nanos.getAsLong();
        ChannelId channel = request.channel();
        IdempotencyKey key = IdempotencyHeader.of(request);
        SendRequest body = request.body(SendRequest.class);
        String text = Texts.checkMessage(body.text());
        ArrayBlockingQueue<PostOutcome> told = new ArrayBlockingQueue<>(1);
        boolean also = body.alsoToChannel().orElse(false);
        if (also && body.threadRoot().isEmpty()) {
            throw GaplessException.invalidField("also_to_channel", "true", "thread_root beside it");
        }
        posting.submit(
                request.caller(),
                new NewMessage(channel, key, text, body.threadRoot(), also, received),
                new SendOrder(),
                told::add);
        return switch (await(told)) {
            case PostOutcome.Posted posted ->
                Answer.ok(new SendAnswer(
                        channel,
                        new Seq(posted.seq()),
                        new Ordinal(posted.ordinal()),
                        posted.at().toEpochMilli(),
                        key.value(),
                        posted.duplicate()));
            case PostOutcome.Refused(GaplessException reason) -> throw reason;
        };
    }

    private static PostOutcome await(ArrayBlockingQueue<PostOutcome> told) {
        PostOutcome outcome = null;
        try {
            outcome = told.poll(OUTCOME_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return outcome != null
                ? outcome
                : new PostOutcome.Refused(
                        new GaplessException(ErrorCode.OUTCOME_UNKNOWN, "send: no answer (expected: one in time)"));
    }
}
