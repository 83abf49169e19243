package dev.gapless.server.posting;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.log.Append;
import dev.gapless.schema.log.AppendResult;
import dev.gapless.schema.log.ChannelLog;
import dev.gapless.schema.shard.ShardException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The writer of one slice of one shard: takes whatever waits, up to a batch, and commits it in one transaction.
///
/// There is no artificial delay: while one batch commits, the next one gathers, so batches grow with load by themselves.
/// The queue is first in, first out, so a busy channel takes its share of a batch and no more than its place in line.
///
/// A batch that its shard did not take is tried again within the retry budget, also after a commit whose answer was lost:
/// the idempotency keys decide. When the budget is spent, all that waits is refused at once, with a hint; so a dead shard
/// costs its senders a short wait, not a full queue's worth. A batch that fails for another reason is split and tried one
/// by one, so that one bad append never fails the others.
///
/// [#submit] may be called by any thread; everything else happens on the lane's thread.
final class Lane {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final Duration IDLE_WAIT = Duration.ofMillis(200);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(20);
    private static final Duration LONGEST_BACKOFF = Duration.ofMillis(400);
    private static final Duration SHARD_HINT = Duration.ofMillis(500);
    private static final long HINT_MIN_MS = 20;
    private static final long HINT_MAX_MS = 5_000;
    private static final double RATE_WEIGHT = 0.2;

    private final String name;
    private final PostingConfig config;
    private final BatchLog batchLog;
    private final LaneOutput output;
    private final LaneTime time;
    private final LaneMetrics metrics;
    private final ArrayBlockingQueue<PendingAppend> queue;

    private volatile boolean closing;
    private volatile boolean ended;
    /// Appends per second of late, for the retry hint. Mutated only from the lane's thread.
    private volatile double rate = 1_000;
    /// When the work on the batch was begun. Used only by the lane's thread.
    private long takenNanos;

    Lane(
            String name,
            PostingConfig config,
            BatchLog batchLog,
            LaneOutput output,
            LaneTime time,
            LaneMetrics metrics) {
        this.name = name;
        this.config = config;
        this.batchLog = batchLog;
        this.output = output;
        this.time = time;
        this.metrics = metrics;
        this.queue = new ArrayBlockingQueue<>(config.queue());
    }

    /// Queues an append, or refuses it at once. Never blocks.
    void submit(PendingAppend pending) {
        if (closing) {
            pending.refused(draining());
        } else if (!queue.offer(pending)) {
            metrics.overloaded();
            pending.refused(overloaded());
        } else if (ended && queue.remove(pending)) {
            pending.refused(draining());
        }
    }

    int waiting() {
        return queue.size();
    }

    /// Works until [#close] and until nothing waits any more.
    void run() {
        List<PendingAppend> batch = new ArrayList<>(config.maxBatch());
        while (!(closing && queue.isEmpty())) {
            try {
                PendingAppend first = queue.poll(IDLE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, config.maxBatch() - 1);
                    work(batch);
                }
            } catch (InterruptedException e) {
                closing = true;
                log.warn("lane interrupted lane={}", name);
            } finally {
                batch.clear();
            }
        }
        ended = true;
        refuseWaiting(draining());
    }

    /// Takes whatever waits, up to a batch, and works it off. For tests that have no thread.
    int step() {
        List<PendingAppend> batch = new ArrayList<>();
        queue.drainTo(batch, config.maxBatch());
        if (!batch.isEmpty()) {
            work(batch);
        }
        return batch.size();
    }

    /// Refuses what comes from now on; what waits is still worked off.
    void close() {
        closing = true;
    }

    private void work(List<PendingAppend> batch) {
        long start = time.nanos();
        takenNanos = start;
        long deadline = start + config.retryBudget().toNanos();
        boolean reached = true;
        for (List<PendingAppend> part : parts(batch)) {
            if (reached) {
                List<PendingAppend> inOrder = inOrder(part);
                reached = inOrder.isEmpty() || commit(inOrder, deadline, false);
                metrics.batch(part.size());
            } else {
                refuseAll(part, unavailable());
            }
        }
        if (reached) {
            double seconds = Math.max(1, time.nanos() - start) / 1e9;
            double known = rate;
            rate = known + RATE_WEIGHT * (batch.size() / seconds - known);
        } else {
            refuseWaiting(unavailable());
        }
    }

    /// Refuses what follows a send that was not taken; nearly always there is none.
    private List<PendingAppend> inOrder(List<PendingAppend> batch) {
        if (batch.stream().noneMatch(PendingAppend::outOfOrder)) {
            return batch;
        }
        List<PendingAppend> rest = new ArrayList<>(batch.size());
        for (PendingAppend pending : batch) {
            if (pending.outOfOrder()) {
                refuse(pending, SendOrder.outOfOrder());
            } else {
                rest.add(pending);
            }
        }
        return rest;
    }

    /// Cuts a batch where it holds more events than one transaction takes; nearly always it does not.
    private static List<List<PendingAppend>> parts(List<PendingAppend> batch) {
        List<List<PendingAppend>> parts = new ArrayList<>(1);
        int from = 0;
        int events = 0;
        for (int i = 0; i < batch.size(); i++) {
            int more = batch.get(i).appends.size();
            if (events + more > ChannelLog.MAX_BATCH) {
                parts.add(batch.subList(from, i));
                from = i;
                events = 0;
            }
            events += more;
        }
        parts.add(batch.subList(from, batch.size()));
        return parts;
    }

    /// @param earlierInDoubt true if a transaction with these sends in it may have been committed
    /// @return false if the shard was not reached in time
    private boolean commit(List<PendingAppend> batch, long deadline, boolean earlierInDoubt) {
        List<Append> appends = new ArrayList<>(batch.size());
        Consumer<Handle> before = handle -> {};
        for (PendingAppend pending : batch) {
            appends.addAll(pending.appends);
            if (pending.before.isPresent()) {
                before = before.andThen(pending.before.get());
            }
        }
        boolean inDoubt = earlierInDoubt;
        Duration backoff = FIRST_BACKOFF;
        while (true) {
            BatchLog.Committed committed;
            try {
                committed = batchLog.append(before, appends);
            } catch (ShardException e) {
                if (!ShardFailures.passing(e)) {
                    return split(batch, deadline, inDoubt, e);
                }
                inDoubt |= e.outcome() == ShardException.Outcome.UNKNOWN;
                metrics.retried();
                if (time.nanos() + backoff.toNanos() >= deadline || !pause(backoff)) {
                    log.warn(
                            "shard refused lane={} sends={} inDoubt={} cause={}", name, batch.size(), inDoubt,
                            e.toString());
                    refuseAll(batch, inDoubt ? outcomeUnknown() : unavailable());
                    return false;
                }
                Duration longer = backoff.multipliedBy(2);
                backoff = longer.compareTo(LONGEST_BACKOFF) < 0 ? longer : LONGEST_BACKOFF;
                continue;
            } catch (GaplessException e) {
                // Whoever joined the transaction has changed its mind.
                return withdraw(batch, deadline, inDoubt, e);
            } catch (RuntimeException | AssertionError e) {
                return split(batch, deadline, inDoubt, e);
            }
            settle(batch, committed);
            return true;
        }
    }

    private boolean withdraw(List<PendingAppend> batch, long deadline, boolean inDoubt, GaplessException reason) {
        if (batch.size() == 1) {
            refuse(batch.getFirst(), inDoubt ? outcomeUnknown() : reason);
            return true;
        }
        return oneByOne(batch, deadline, inDoubt);
    }

    private boolean split(List<PendingAppend> batch, long deadline, boolean inDoubt, Throwable failure) {
        if (batch.size() == 1) {
            PendingAppend only = batch.getFirst();
            log.error("append failed lane={} channel={}", name, channel(only), failure);
            refuse(only, inDoubt ? outcomeUnknown() : internal());
            return true;
        }
        log.warn("batch split lane={} sends={} cause={}", name, batch.size(), failure.toString());
        return oneByOne(batch, deadline, inDoubt);
    }

    private boolean oneByOne(List<PendingAppend> batch, long deadline, boolean inDoubt) {
        boolean reached = true;
        for (PendingAppend one : batch) {
            if (reached && one.outOfOrder()) {
                refuse(one, inDoubt ? outcomeUnknown() : SendOrder.outOfOrder());
            } else if (reached) {
                reached = commit(List.of(one), deadline, inDoubt);
            } else {
                refuse(one, inDoubt ? outcomeUnknown() : unavailable());
            }
        }
        return reached;
    }

    private void settle(List<PendingAppend> batch, BatchLog.Committed committed) {
        List<AppendResult> results = committed.results();
        List<AppendResult.Appended> appended = new ArrayList<>(results.size());
        List<EncodedEvent> events = new ArrayList<>(results.size());
        for (AppendResult result : results) {
            if (result instanceof AppendResult.Appended made) {
                appended.add(made);
                events.add(made.event());
            }
        }
        long now = time.nanos();
        int at = 0;
        for (PendingAppend pending : batch) {
            int to = at + pending.appends.size();
            metrics.acked(now - pending.submittedNanos);
            try {
                pending.done(results.subList(at, to));
            } catch (RuntimeException e) {
                log.error("outcome not delivered lane={} channel={}", name, channel(pending), e);
            }
            metrics.committed(pending, results.subList(at, to), takenNanos, now);
            at = to;
        }
        if (appended.isEmpty()) {
            return;
        }
        try {
            output.committed(committed.outboxId(), events, appended);
        } catch (RuntimeException e) {
            log.error("commit not passed on, the relay will lane={} events={}", name, events.size(), e);
        }
    }

    private boolean pause(Duration wait) {
        try {
            time.sleep(wait);
            return true;
        } catch (InterruptedException e) {
            closing = true;
            return false;
        }
    }

    private void refuseWaiting(GaplessException reason) {
        List<PendingAppend> rest = new ArrayList<>();
        queue.drainTo(rest);
        refuseAll(rest, reason);
    }

    private void refuseAll(List<PendingAppend> batch, GaplessException reason) {
        for (PendingAppend pending : batch) {
            refuse(pending, reason);
        }
    }

    private void refuse(PendingAppend pending, GaplessException reason) {
        try {
            pending.refused(reason);
        } catch (RuntimeException e) {
            log.error("refusal not delivered lane={} channel={}", name, channel(pending), e);
        }
    }

    private static ChannelKey channel(PendingAppend pending) {
        return pending.appends.getFirst().channel();
    }

    private GaplessException overloaded() {
        long drainMs = (long) (1_000.0 * config.queue() / Math.max(1, rate));
        return new GaplessException(
                ErrorCode.OVERLOADED,
                "queue: full (expected: at most " + config.queue() + " sends waiting)",
                Duration.ofMillis(Math.clamp(drainMs, HINT_MIN_MS, HINT_MAX_MS)));
    }

    private static GaplessException unavailable() {
        return new GaplessException(
                ErrorCode.UNAVAILABLE, "shard: out of reach (expected: a commit in time)", SHARD_HINT);
    }

    private static GaplessException outcomeUnknown() {
        return new GaplessException(
                ErrorCode.OUTCOME_UNKNOWN, "shard: lost during commit (expected: an answer)", SHARD_HINT);
    }

    private static GaplessException draining() {
        return new GaplessException(
                ErrorCode.DRAINING, "gateway: shutting down (expected: a send elsewhere)", SHARD_HINT);
    }

    private static GaplessException internal() {
        return new GaplessException(ErrorCode.INTERNAL, "send: failed (expected: a commit)");
    }
}
