package dev.gapless.server.owner;

import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.owner.OwnerAnswer;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.http.Answer;
import dev.gapless.server.http.ApiRequest;
import dev.gapless.server.http.InternalSecret;
import dev.gapless.server.http.Route;
import dev.gapless.server.posting.NewMessage;
import dev.gapless.server.posting.PostOutcome;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.posting.SendOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/// Takes sends to a hot channel from another gateway: hands all of them to the lanes here, whoever the owner is, and answers when each
/// has its outcome. Whoever does not know the secret of internal ports is told that there is no such endpoint. Any thread.
final class OwnerEndpoint {
    /// How long the lanes are waited for; then the outcome of what they have not answered is unknown.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final InternalSecret secret;
    private final Posting lanes;
    private final OwnerMetrics metrics;
    private final LongSupplier nanos;

    /// @param lanes of this process
    /// @param nanos a monotonic clock
    OwnerEndpoint(InternalSecret secret, Posting lanes, OwnerMetrics metrics, LongSupplier nanos) {
        this.secret = secret;
        this.lanes = lanes;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /// Not part of the HTTP API: for other gateways.
    List<Route> routes() {
        return List.of(new Route("POST", OwnerBatch.PATH, Route.Guard.OPEN, Set.of(), this::answer));
    }

    private Answer answer(ApiRequest request) {
        long received = nanos.getAsLong();
        secret.require(request, OwnerBatch.PATH);
        OwnerBatch batch = request.body(OwnerBatch.class);
        batch.sends().forEach(send -> Texts.checkMessage(send.text()));
        return Answer.ok(take(batch, received));
    }

    /// Commits a batch, as far as the lanes do.
    ///
    /// @param received when it came
    OwnerAnswer take(OwnerBatch batch, long received) {
        metrics.taken(batch.sends().size());
        return answer(outcomes(batch, received));
    }

    /// One for each send, in order; null where the lanes have not answered in time.
    private AtomicReferenceArray<PostOutcome> outcomes(OwnerBatch batch, long received) {
        int count = batch.sends().size();
        AtomicReferenceArray<PostOutcome> outcomes = new AtomicReferenceArray<>(count);
        CountDownLatch open = new CountDownLatch(count);
        Map<Integer, SendOrder> runs = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int place = i;
            OwnerBatch.Send send = batch.sends().get(i);
            submit(batch, send, received, runs.computeIfAbsent(send.run(), run -> new SendOrder()).next(), outcome -> {
                outcomes.set(place, outcome);
                open.countDown();
            });
        }
        try {
            open.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return outcomes;
    }

    private void submit(
            OwnerBatch batch, OwnerBatch.Send send, long received, SendOrder run,
            Consumer<PostOutcome> outcome) {
        Identity caller = new Identity(
                batch.workspace(), send.user(), send.administers() ? MemberRole.ADMIN : MemberRole.MEMBER, Set.of());
        NewMessage message = new NewMessage(
                batch.channel(), new IdempotencyKey(send.key()), send.text(), send.threadRoot(), send.alsoToChannel(),
                received);
        try {
            lanes.submit(caller, message, run, outcome);
        } catch (GaplessException e) {
            run.refused(e);
            outcome.accept(new PostOutcome.Refused(e));
        }
    }

    private static OwnerAnswer answer(AtomicReferenceArray<PostOutcome> told) {
        List<PostOutcome> outcomes = IntStream.range(0, told.length())
                .mapToObj(i -> Optional.ofNullable(told.get(i)).orElseGet(OwnerEndpoint::late))
                .toList();
        Optional<ChannelClass> channelClass = Optional.empty();
        for (PostOutcome outcome : outcomes) {
            if (outcome instanceof PostOutcome.Posted posted && posted.channelClass().isPresent()) {
                channelClass = posted.channelClass();
            }
        }
        return new OwnerAnswer(
                channelClass.map(ChannelClass::text), outcomes.stream().map(OwnerEndpoint::wire).toList());
    }

    private static PostOutcome late() {
        return new PostOutcome.Refused(new GaplessException(
                ErrorCode.OUTCOME_UNKNOWN, "send: no answer of the lane (expected: one in time)"));
    }

    private static OwnerAnswer.Outcome wire(PostOutcome outcome) {
        return switch (outcome) {
            case PostOutcome.Posted posted ->
                new OwnerAnswer.Outcome(
                        Optional.of(new OwnerAnswer.Posted(
                                new Seq(posted.seq()), new Ordinal(posted.ordinal()), posted.at().toEpochMilli(),
                                posted.duplicate())),
                        Optional.empty());
            case PostOutcome.Refused(GaplessException reason) ->
                new OwnerAnswer.Outcome(
                        Optional.empty(),
                        Optional.of(new OwnerAnswer.Refused(
                                reason.code().text(), reason.text(), reason.code().definite(),
                                reason.retryAfter().map(Duration::toMillis))));
        };
    }
}
