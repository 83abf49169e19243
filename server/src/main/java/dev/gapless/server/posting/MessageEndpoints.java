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

/// `POST /v1/channels/{channel}/messages`: waits for the commit, then answers. Any thread may call.
public final class MessageEndpoints {
    private static final String KEY_HEADER = "Idempotency-Key";
    /// Longer than any lane takes to answer.
    private static final Duration OUTCOME_WAIT = Duration.ofSeconds(60);

    private final Posting posting;

    public MessageEndpoints(Posting posting) {
        this.posting = posting;
    }

    public List<Route> routes() {
        return List.of(Route.post("/v1/channels/{channel}/messages", this::send));
    }

    private Answer send(ApiRequest request) {
        ChannelId channel = request.channel();
        IdempotencyKey key = key(request);
        SendRequest body = request.body(SendRequest.class);
        String text = Texts.checkMessage(body.text());
        ArrayBlockingQueue<PostOutcome> told = new ArrayBlockingQueue<>(1);
        posting.submit(request.caller(), channel, key, text, body.threadRoot(), told::add);
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

    private static IdempotencyKey key(ApiRequest request) {
        String text = request.header(KEY_HEADER)
                .orElseThrow(() -> new GaplessException(
                        ErrorCode.MISSING_KEY,
                        KEY_HEADER + ": missing (expected: the sender's own name for this send)"));
        try {
            return new IdempotencyKey(text);
        } catch (IllegalArgumentException e) {
            throw new GaplessException(ErrorCode.INVALID_FIELD, KEY_HEADER + ": " + e.getMessage());
        }
    }
}
