package dev.gapless.server.posting;

import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.UserId;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.server.trace.SendTraces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A lane without a thread, on a clock that only sleeping moves.
final class LaneBench {
    final FakeLog log = new FakeLog();
    final List<EncodedEvent> passedOn = new ArrayList<>();
    final AtomicLong nanos = new AtomicLong();
    final SendTraces traces = new SendTraces(nanos::get);
    final Lane lane;

    LaneBench(int queue, int maxBatch) {
        this.lane = new Lane(
                "test",
                new PostingConfig(1, queue, maxBatch, Duration.ofSeconds(2)),
                log,
                (outboxId, events, appended) -> passedOn.addAll(events),
                new LaneTime(nanos::get, wait -> nanos.addAndGet(wait.toNanos())),
                new LaneMetrics(new SimpleMeterRegistry(), traces));
    }

    Sent send(long channel, String key, String text) {
        return send(channel, key, text, new SendOrder());
    }

    Sent send(long channel, String key, String text, SendOrder order) {
        Append append = Append.message(
                ChannelKey.of(1, channel),
                new UserId(7),
                EventBody.MessagePosted.of(text, new IdempotencyKey(key)),
                Instant.EPOCH);
        Sent sent = new Sent(append, order.next(), nanos.get());
        lane.submit(sent);
        return sent;
    }

    void workOff() {
        while (lane.step() > 0) {
            nanos.incrementAndGet();
        }
    }

    /// A send that remembers what it was told, and that it was told once.
    static final class Sent extends PendingAppend {
        private final SendOrder order;
        private final List<AppendResult> results = new ArrayList<>();
        private final List<GaplessException> refusals = new ArrayList<>();

        Sent(Append append, SendOrder order, long nanos) {
            super(List.of(append), Optional.empty(), nanos);
            this.order = order;
        }

        @Override
        void done(List<AppendResult> told) {
            results.addAll(told);
        }

        @Override
        boolean outOfOrder() {
            return order.broken();
        }

        @Override
        void refused(GaplessException reason) {
            order.refused(reason);
            refusals.add(reason);
        }

        int answers() {
            return results.size() + refusals.size();
        }

        boolean accepted() {
            return !results.isEmpty();
        }

        /// The seq it was told, of this attempt or an earlier one.
        long seq() {
            return switch (results.getFirst()) {
                case AppendResult.Appended made -> made.event().seq();
                case AppendResult.Duplicate earlier -> earlier.seq();
                case AppendResult.KeyReused reused -> throw new AssertionError("key reused at " + reused.seq());
                case AppendResult.NotAMember() -> throw new AssertionError("not a member");
                case AppendResult.NoSuchChannel() -> throw new AssertionError("no channel");
                case AppendResult.Archived() -> throw new AssertionError("archived");
                case AppendResult.TargetMissing missing -> throw new AssertionError("no target");
                case AppendResult.TargetDeleted deleted -> throw new AssertionError("no target");
                case AppendResult.NotYours other -> throw new AssertionError("no target");
                case AppendResult.ThreadOnThread other -> throw new AssertionError("no target");
                case AppendResult.TooMany many -> throw new AssertionError("no target");
                case AppendResult.NotByRule rule -> throw new AssertionError("not allowed");
                case AppendResult.TooSoon soon -> throw new AssertionError("too soon");
                case AppendResult.NoChange() -> throw new AssertionError("no change");
            };
        }

        GaplessException refusal() {
            return refusals.getFirst();
        }
    }
}
