package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.mention.Mentions;
import dev.gapless.server.trace.SendTraces;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/// All lanes of a process: finds the lane of a channel and owns the threads.
///
/// A shard has one lane per slice, by the channel's own part of the keyspace id, so that the channels of one workspace spread
/// over a shard's lanes too. Lanes run on platform threads: they are few, and must not wait for a carrier behind thousands of
/// connections. Any thread may call; [#close] once.
public final class Lanes implements Posting, Appending, AutoCloseable {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    /// Twice the retry budget at its longest, and more than any outcome takes; a lane always answers before.
    private static final Duration OUTCOME_WAIT = Duration.ofSeconds(60);

    private final Shards shards;
    private final Mentions mentions;
    private final Clock clock;
    private final LaneTime time;
    private final Map<Shard, Lane[]> byShard = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    private Lanes(Shards shards, Mentions mentions, Clock clock, LaneTime time) {
        this.shards = shards;
        this.mentions = mentions;
        this.clock = clock;
        this.time = time;
    }

    /// Makes the log and the output of a shard's lanes.
    interface Ends {
        BatchLog log(Shard shard);

        LaneOutput output(Shard shard);

        /// Who remembers when events were committed.
        SendTraces traces();
    }

    static Lanes start(
            Shards shards,
            PostingConfig config,
            Ends ends,
            Mentions mentions,
            Clock clock,
            LaneTime time,
            MeterRegistry metrics) {
        Lanes lanes = new Lanes(shards, mentions, clock, time);
        LaneMetrics laneMetrics = new LaneMetrics(metrics, ends.traces());
        for (Shard shard : shards.all()) {
            Lane[] ofShard = new Lane[config.lanesPerShard()];
            Counter events = Counter.builder("posting.events")
                    .description("Events committed")
                    .tag("shard", shard.name().value())
                    .register(metrics);
            for (int i = 0; i < ofShard.length; i++) {
                String name = shard.name() + "/" + i;
                LaneOutput output = counting(ends.output(shard), events);
                Lane lane = new Lane(name, config, ends.log(shard), output, time, laneMetrics);
                Gauge.builder("posting.queue", lane, Lane::waiting)
                        .description("Sends that wait in a lane")
                        .tag("lane", name)
                        .register(metrics);
                ofShard[i] = lane;
                lanes.threads.add(Thread.ofPlatform().name("lane " + name).start(lane::run));
            }
            lanes.byShard.put(shard, ofShard);
        }
        return lanes;
    }

    private static LaneOutput counting(LaneOutput output, Counter events) {
        return (outboxId, committed, appended) -> {
            events.increment(committed.size());
            output.committed(outboxId, committed, appended);
        };
    }

    @Override
    public void submit(Identity caller, NewMessage message, SendOrder order, Consumer<PostOutcome> outcome) {
        ChannelKey where = new ChannelKey(caller.workspace(), message.channel());
        EventBody.MessagePosted body = new EventBody.MessagePosted(
                message.text(),
                message.key(),
                message.threadRoot(),
                message.alsoToChannel(),
                Optional.empty(),
                false,
                mentions.in(caller.workspace(), message.text()));
        laneOf(where).submit(new PendingSend(
                Append.message(where, caller.user(), body, now(), requirement(caller)),
                message.receivedNanos(), time.nanos(), order, outcome));
    }

    /// What the sender of a message has to be.
    private static Append.Requirement requirement(Identity caller) {
        return caller.administers() ? Append.Requirement.MEMBER_WHO_ADMINISTERS : Append.Requirement.MEMBER;
    }

    @Override
    public List<AppendResult> append(Consumer<Handle> before, List<Append> appends) {
        PendingWait pending = new PendingWait(appends, before, time.nanos());
        laneOf(appends.getFirst().channel()).submit(pending);
        return pending.await();
    }

    /// Refuses what comes from now on, and waits until what was taken is answered.
    @Override
    public void close() {
        byShard.values().forEach(lanes -> List.of(lanes).forEach(Lane::close));
        for (Thread thread : threads) {
            try {
                thread.join(CLOSE_WAIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    private Lane laneOf(ChannelKey channel) {
        Lane[] lanes = Objects.requireNonNull(byShard.get(shards.forChannel(channel)), "lanes");
        if (lanes.length == 1) {
            return lanes[0];
        }
        long ownPart = KeyspaceRouter.ofChannel(channel).bits() & 0xffff_ffffL;
        return lanes[(int) ((ownPart * lanes.length) >>> 32)];
    }

    /// A message on behalf of a connection or a request.
    private static final class PendingSend extends PendingAppend {
        private final SendOrder order;
        private final Consumer<PostOutcome> outcome;

        PendingSend(
                Append append, long receivedNanos, long submittedNanos, SendOrder order,
                Consumer<PostOutcome> outcome) {
            super(List.of(append), Optional.empty(), receivedNanos, submittedNanos);
            this.order = order;
            this.outcome = outcome;
        }

        @Override
        void done(List<AppendResult> results) {
            AppendResult result = results.getFirst();
            if (result instanceof AppendResult.Appended(EncodedEvent event, ChannelClass channelClass)) {
                outcome.accept(new PostOutcome.Posted(
                        event.seq(), event.ordinal(), event.at(), false, Optional.of(channelClass)));
            } else if (result instanceof AppendResult.Duplicate(long seq, long ordinal, Instant at)) {
                outcome.accept(new PostOutcome.Posted(seq, ordinal, at, true));
            } else {
                refused(AppendRefusals.of(appends.getFirst(), result)
                        .orElseThrow(() -> new IllegalStateException("message: " + result + " (expected: a seq)")));
            }
        }

        @Override
        boolean outOfOrder() {
            return order.broken();
        }

        @Override
        void refused(GaplessException reason) {
            order.refused(reason);
            outcome.accept(new PostOutcome.Refused(reason));
        }
    }

    /// An append whose caller waits.
    private static final class PendingWait extends PendingAppend {
        private record Done(List<AppendResult> results) {}

        private final ArrayBlockingQueue<Object> answer = new ArrayBlockingQueue<>(1);

        PendingWait(List<Append> appends, Consumer<Handle> before, long submittedNanos) {
            super(List.copyOf(appends), Optional.of(before), submittedNanos);
        }

        @Override
        void done(List<AppendResult> results) {
            answer.add(new Done(List.copyOf(results)));
        }

        @Override
        void refused(GaplessException reason) {
            answer.add(reason);
        }

        List<AppendResult> await() {
            Object told;
            try {
                told = answer.poll(OUTCOME_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new GaplessException(ErrorCode.OUTCOME_UNKNOWN, "append: interrupted (expected: an answer)");
            }
            if (told instanceof Done(List<AppendResult> results)) {
                return results;
            }
            if (told instanceof GaplessException refusal) {
                throw refusal;
            }
            throw new GaplessException(ErrorCode.OUTCOME_UNKNOWN, "append: no answer (expected: one in time)");
        }
    }
}
