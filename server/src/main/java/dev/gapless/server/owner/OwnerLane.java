package dev.gapless.server.owner;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelClass;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.owner.OwnerAnswer;
import dev.gapless.protocol.owner.OwnerBatch;
import dev.gapless.server.posting.PostOutcome;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.posting.SendOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sends of this gateway to one hot channel. They leave in batches, to the channel's owner or to the lanes here, one batch at a time:
/// so they stay in order whoever the owner is, and batches grow by themselves while one is on its way.
///
/// What the owner does not take goes to the lanes here, in the same order and under the same keys; a send that the owner has
/// committed after all is found there by its key. The first batch goes to the lanes here and is waited for, since sends from the time
/// before the channel was known as hot may still wait there, and a lane takes what it has in order.
///
/// [#take] and [#channelClass] may be called by any thread; batches are carried by one thread at a time, which ends when nothing waits.
final class OwnerLane {
    private static final Logger log = LoggerFactory.getLogger(OwnerLane.class);
    /// What the JSON of a batch may have, below the bound of a request body.
    static final int MAX_BYTES = 120 * 1024;
    /// Longer than any lane takes to answer.
    private static final Duration OUTCOME_WAIT = Duration.ofSeconds(60);
    private static final Duration HINT = Duration.ofMillis(500);
    private static final long HINT_MIN_MS = 20;
    private static final long HINT_MAX_MS = 5_000;
    private static final double RATE_WEIGHT = 0.2;

    private final ChannelKey channel;
    private final Parts parts;
    private final Runnable left;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final ArrayDeque<HotSend> queue = new ArrayDeque<>();
    private boolean working;
    private boolean gone;
    /// What the last commit that was heard of said.
    private volatile boolean hot = true;
    private volatile long usedNanos;
    // Touched only by the thread that carries batches.
    private boolean begun;
    private volatile double rate = 1_000;

    /// What all of them share.
    ///
    /// @param lanes of this process
    /// @param threads runs who carries batches
    /// @param nanos a monotonic clock
    /// @param queue sends that wait; one more is refused as overloaded
    record Parts(
            Posting lanes, Owners owners, Forwarder forwarder, OwnerMetrics metrics, Executor threads,
            LongSupplier nanos, int queue) {}

    /// @param left called when it takes nothing any more; must be quick
    OwnerLane(ChannelKey channel, Parts parts, Runnable left) {
        this.channel = channel;
        this.parts = parts;
        this.left = left;
        this.usedNanos = parts.nanos().getAsLong();
    }

    /// Takes a send, or refuses it at once. Waits at most for lookups of people.
    ///
    /// @return false if it takes nothing any more: all that it had is answered, or with the lanes
    boolean take(HotSend send) {
        boolean start = false;
        boolean full = false;
        lock.lock();
        try {
            if (!gone && !working && !hot) {
                leave();
            }
            if (gone) {
                return false;
            }
            full = queue.size() >= parts.queue();
            if (!full) {
                queue.add(send);
                start = !working;
                working = true;
            }
        } finally {
            lock.unlock();
        }
        if (full) {
            parts.metrics().overloaded();
            send.refuse(overloaded());
        }
        if (start) {
            start();
        }
        return true;
    }

    /// A commit has told the channel's class.
    void channelClass(ChannelClass now) {
        boolean isHot = now == ChannelClass.HOT;
        if (hot != isHot) {
            hot = isHot;
        }
    }

    /// Leaves if nothing was sent for so long, or if the channel is hot no more and nothing is on its way.
    void sweep(Duration idle) {
        lock.lock();
        try {
            boolean unused = parts.nanos().getAsLong() - usedNanos > idle.toNanos();
            if (!gone && !working && (unused || !hot)) {
                leave();
            }
        } finally {
            lock.unlock();
        }
    }

    private void start() {
        try {
            parts.threads().execute(this::work);
        } catch (RejectedExecutionException e) {
            // The process ends: what waits goes to the lanes, which answer it.
            hot = false;
            work();
        }
    }

    private void work() {
        while (true) {
            List<HotSend> batch;
            lock.lock();
            try {
                if (!hot) {
                    leave();
                }
                if (queue.isEmpty()) {
                    working = false;
                    return;
                }
                batch = next();
            } finally {
                lock.unlock();
            }
            carry(batch);
        }
    }

    /// Hands what waits to the lanes, in order, while nobody may add to it. To be called with the lock, and with no batch on its way.
    private void leave() {
        gone = true;
        for (HotSend send : queue) {
            submit(send, () -> {});
        }
        queue.clear();
        left.run();
    }

    private List<HotSend> next() {
        List<HotSend> batch = new ArrayList<>(Math.min(queue.size(), OwnerBatch.MAX_SENDS));
        int bytes = 0;
        for (HotSend send = queue.peek(); send != null && batch.size() < OwnerBatch.MAX_SENDS; send = queue.peek()) {
            bytes += send.wireBytes();
            if (bytes > MAX_BYTES && !batch.isEmpty()) {
                break;
            }
            batch.add(queue.remove());
        }
        return batch;
    }

    private void carry(List<HotSend> batch) {
        long start = parts.nanos().getAsLong();
        usedNanos = start;
        try {
            List<HotSend> due = inOrder(batch);
            boolean stay = !begun || due.stream().anyMatch(send -> send.followsDirect);
            begun = true;
            Optional<Peer> owner = stay || due.isEmpty() ? Optional.empty() : parts.owners().of(channel);
            if (owner.isPresent()) {
                forward(owner.get(), due);
            } else {
                commitHere(due);
            }
        } catch (RuntimeException | AssertionError e) {
            log.error("batch failed channel={} sends={}", channel, batch.size(), e);
            GaplessException internal =
                    new GaplessException(ErrorCode.INTERNAL, "send: failed (expected: a commit)");
            batch.forEach(send -> send.refuse(internal));
        }
        double seconds = Math.max(1, parts.nanos().getAsLong() - start) / 1e9;
        double known = rate;
        rate = known + RATE_WEIGHT * (batch.size() / seconds - known);
    }

    /// Refuses what follows a send that was not taken; nearly always there is none.
    private static List<HotSend> inOrder(List<HotSend> batch) {
        List<HotSend> due = new ArrayList<>(batch.size());
        for (HotSend send : batch) {
            if (send.order.broken()) {
                send.refuse(SendOrder.outOfOrder());
            } else {
                due.add(send);
            }
        }
        return due;
    }

    private void forward(Peer owner, List<HotSend> sends) {
        switch (parts.forwarder().forward(owner, batchOf(sends))) {
            case Forwarder.Told.Answered(OwnerAnswer answer) -> answered(owner, sends, answer);
            case Forwarder.Told.NotTaken(String why) -> {
                parts.owners().failed(owner, why);
                fallBack(sends);
            }
            case Forwarder.Told.InDoubt(String why) -> {
                parts.owners().failed(owner, why);
                sends.forEach(HotSend::doubt);
                fallBack(sends);
            }
        }
    }

    private OwnerBatch batchOf(List<HotSend> sends) {
        // A run is equal to itself only.
        Map<Object, Integer> runs = new HashMap<>();
        List<OwnerBatch.Send> wire = new ArrayList<>(sends.size());
        for (HotSend send : sends) {
            wire.add(send.wire(runs.computeIfAbsent(send.order.run(), run -> runs.size())));
        }
        return new OwnerBatch(channel.workspace(), channel.channel(), wire);
    }

    private void answered(Peer owner, List<HotSend> sends, OwnerAnswer answer) {
        List<HotSend> again = new ArrayList<>();
        for (int i = 0; i < sends.size(); i++) {
            HotSend send = sends.get(i);
            OwnerAnswer.Outcome outcome = answer.outcomes().get(i);
            outcome.posted().ifPresent(posted -> send.tell(new PostOutcome.Posted(
                    posted.seq().value(), posted.ordinal().value(), Instant.ofEpochMilli(posted.atMs()),
                    posted.duplicate())));
            if (outcome.refused().isPresent() && !settled(send, outcome.refused().get())) {
                again.add(send);
            }
        }
        parts.metrics().forwarded(sends.size() - again.size());
        if (again.isEmpty()) {
            parts.owners().answered(owner);
        } else {
            parts.owners().failed(owner, "it cannot commit");
            fallBack(again);
        }
        answer.channelClass().flatMap(ChannelClass::find).ifPresent(this::channelClass);
    }

    /// Tells a send what the owner has refused it with, unless it is the owner that cannot: then this gateway may.
    private static boolean settled(HotSend send, OwnerAnswer.Refused refused) {
        Optional<ErrorCode> code = ErrorCode.find(refused.code());
        boolean ownersFault = code.isEmpty() || switch (code.get()) {
            case DRAINING, UNAVAILABLE, OUTCOME_UNKNOWN -> true;
            case OUT_OF_ORDER -> !send.order.broken();
            default -> false;
        };
        if (!refused.definite()) {
            send.doubt();
        }
        if (!ownersFault) {
            send.refuse(new GaplessException(
                    code.get(), refused.message(), refused.retryAfterMs().map(Duration::ofMillis).orElse(null), null));
        }
        return !ownersFault;
    }

    private void fallBack(List<HotSend> sends) {
        parts.metrics().fellBack(sends.size());
        commitHere(sends);
    }

    private void commitHere(List<HotSend> sends) {
        CountDownLatch open = new CountDownLatch(sends.size());
        sends.forEach(send -> submit(send, open::countDown));
        boolean all = false;
        try {
            all = open.await(OUTCOME_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!all) {
            GaplessException unknown =
                    new GaplessException(ErrorCode.OUTCOME_UNKNOWN, "send: no answer (expected: one in time)", HINT);
            sends.forEach(send -> send.refuse(unknown));
        }
    }

    private void submit(HotSend send, Runnable told) {
        try {
            parts.lanes().submit(send.caller, send.message, send.order, outcome -> {
                send.tell(outcome);
                told.run();
            });
        } catch (GaplessException e) {
            send.refuse(e);
            told.run();
        }
    }

    private GaplessException overloaded() {
        long drainMs = (long) (1_000.0 * parts.queue() / Math.max(1, rate));
        return new GaplessException(
                ErrorCode.OVERLOADED,
                "queue: full (expected: at most " + parts.queue() + " sends to a hot channel waiting)",
                Duration.ofMillis(Math.clamp(drainMs, HINT_MIN_MS, HINT_MAX_MS)));
    }
}
