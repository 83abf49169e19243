package dev.gapless.server.quota;

import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLedger.BucketKey;
import dev.gapless.schema.quota.QuotaLedger.Use;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What this gateway may still use of one limit, until it settles the next time. Any thread takes; one thread settles.
final class Bucket {
    private static final long MILLI = 1_000;

    private final BucketKey key;
    private final QuotaDimension dimension;
    private volatile QuotaLimit limit;
    private final AtomicLong credit;
    private final LongAdder used = new LongAdder();
    private final LongAdder over = new LongAdder();
    /// Mutated only by the thread that settles.
    private long settledUsed;
    private volatile long waitMs = 1;
    private volatile boolean idle = true;

    Bucket(BucketKey key, QuotaDimension dimension, QuotaLimit limit) {
        this.key = key;
        this.dimension = dimension;
        this.limit = limit;
        this.credit = new AtomicLong(limit.burst());
    }

    /// Takes a token.
    ///
    /// @return false if none is left
    boolean take() {
        used.increment();
        if (credit.getAndDecrement() > 0) {
            return true;
        }
        over.increment();
        return false;
    }

    /// Takes what was used already, whether it was left or not.
    void spend(long amount) {
        used.add(amount);
        long left = credit.addAndGet(-amount);
        if (left < 0) {
            over.add(Math.min(amount, -left));
        }
    }

    /// True if something is left, as far as is known here. Whoever asks wants to hear what other gateways have used, also where nothing is.
    boolean left() {
        if (idle) {
            idle = false;
        }
        return credit.get() > 0;
    }

    /// What [#take] counted was not used after all: it was refused.
    void refuse() {
        used.decrement();
        credit.getAndIncrement();
    }

    QuotaState state() {
        return limit.state();
    }

    QuotaLimit limit() {
        return limit;
    }

    BucketKey key() {
        return key;
    }

    QuotaDimension dimension() {
        return dimension;
    }

    /// How long until there is a token again, as the last settling saw it.
    long waitMs() {
        return waitMs;
    }

    void limit(QuotaLimit changed) {
        if (!changed.equals(limit)) {
            limit = changed;
            credit.set(Math.min(Math.max(credit.get(), 1), changed.burst()));
        }
    }

    /// True if there is something to tell the shard, or something to hear from it.
    boolean unsettled() {
        return used.sum() != settledUsed || !idle;
    }

    /// What was used since the last settling.
    Use use() {
        return new Use(key, Math.max(0, used.sum() - settledUsed), limit.amount(), limit.burst());
    }

    /// Counts of what was over since the last call.
    long takeOver() {
        return over.sumThenReset();
    }

    /// What the shard said.
    ///
    /// @param use that it was told
    /// @param levelMilli what is left, in thousandths of a token
    void settled(Use use, long levelMilli) {
        settledUsed += use.used();
        long left = Math.max(0, Math.floorDiv(levelMilli, MILLI));
        // What was used meanwhile is told the next time, and taken off what is left by then.
        credit.set(left - (used.sum() - settledUsed));
        long missingMilli = MILLI - levelMilli;
        waitMs = missingMilli <= 0 ? 1 : Math.ceilDiv(missingMilli, Math.max(1, limit.amount()));
        idle = use.used() == 0 && left >= limit.burst();
    }

    /// The shard is out of reach: a safe part of the rate goes on, and what is used is told later.
    ///
    /// @param elapsedMs since the last settling
    /// @param share part of the limit that this gateway may use alone, 0 to 1
    void unreachable(long elapsedMs, double share) {
        long safe = Math.max(1, (long) (limit.amount() * share * elapsedMs / MILLI));
        credit.set(safe);
        waitMs = Math.max(1, elapsedMs);
        idle = false;
    }
}
