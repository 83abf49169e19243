package dev.gapless.schema.quota;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.quota.QuotaBucketTable.Level;
import dev.gapless.schema.statement.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Token buckets that all gateways share. A gateway uses what it saw, and settles afterwards: what it used is taken off, and it sees
/// what is left. So two gateways may use the same tokens once; then the level is below zero, and both wait until it is made up for.
///
/// Any thread; within a transaction.
public final class QuotaLedger {
    /// Buckets that one transaction settles.
    public static final int MAX_BUCKETS = 128;

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = QuotaBucketTable.STATEMENTS;

    private static final int MILLI = 1_000;
    /// A debt is made up for within so many seconds, also if a clock was wrong.
    private static final int DEBT_SECONDS = 10;

    private QuotaLedger() {}

    /// Names a bucket.
    ///
    /// @param subject [QuotaLimitRow#WORKSPACE] or the id of a user
    /// @param dimension number of a dimension
    public record BucketKey(WorkspaceId workspace, long subject, int dimension) implements Comparable<BucketKey> {
        private static final Comparator<BucketKey> ORDER = Comparator.comparing(BucketKey::workspace)
                .thenComparingLong(BucketKey::subject)
                .thenComparingInt(BucketKey::dimension);

        @Override
        public int compareTo(BucketKey that) {
            return ORDER.compare(this, that);
        }
    }

    /// What a gateway used.
    ///
    /// @param used tokens since the last time
    /// @param perSecond tokens that come in a second
    /// @param burst tokens that the bucket holds
    public record Use(BucketKey key, long used, long perSecond, long burst) {}

    /// Takes off what was used.
    ///
    /// @param uses at most [#MAX_BUCKETS], each bucket once, all on one shard
    /// @return what is left in each, in thousandths of a token; below zero if more was used than there was
    public static Map<BucketKey, Long> settle(Handle handle, List<Use> uses, long nowMs) {
        List<BucketKey> keys = uses.stream().map(Use::key).sorted().toList();
        Map<BucketKey, Level> found = QuotaBucketTable.lock(handle, keys);
        Map<BucketKey, Level> after = new LinkedHashMap<>();
        Map<BucketKey, Long> left = new HashMap<>();
        uses.stream().sorted(Comparator.comparing(Use::key)).forEach(use -> {
            Level level = after(Optional.ofNullable(found.get(use.key())), use, nowMs);
            after.put(use.key(), level);
            left.put(use.key(), level.level());
        });
        QuotaBucketTable.put(handle, after);
        return left;
    }

    /// What is left in a bucket now, in thousandths of a token.
    public static long left(Handle handle, BucketKey key, long perSecond, long burst, long nowMs) {
        return after(QuotaBucketTable.find(handle, key), new Use(key, 0, perSecond, burst), nowMs).level();
    }

    private static Level after(Optional<Level> before, Use use, long nowMs) {
        long full = use.burst() * MILLI;
        if (before.isEmpty()) {
            return new Level(full - use.used() * MILLI, nowMs);
        }
        long at = Math.max(nowMs, before.get().updatedMs());
        long elapsedMs = Math.min(at - before.get().updatedMs(), DEBT_SECONDS * 2L * MILLI);
        // A token in a second is a thousandth in a millisecond.
        long filled = Math.min(full, before.get().level() + elapsedMs * use.perSecond());
        long debt = -Math.max(use.burst(), use.perSecond()) * DEBT_SECONDS * MILLI;
        return new Level(Math.max(debt, filled - use.used() * MILLI), at);
    }
}
