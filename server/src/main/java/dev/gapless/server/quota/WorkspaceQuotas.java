package dev.gapless.server.quota;

import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.Plan;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLedger.BucketKey;
import dev.gapless.schema.quota.QuotaLimitRow;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The buckets of one workspace and of its users. Until its limits have been read, those of its plan hold.
final class WorkspaceQuotas {
    /// Users of one workspace who have buckets at a time; one more is held to the workspace's limits only.
    private static final int USERS = 50_000;

    private final WorkspaceId workspace;
    private final Map<QuotaDimension, Bucket> own = new EnumMap<>(QuotaDimension.class);
    private final ConcurrentHashMap<BucketKey, Bucket> ofUsers = new ConcurrentHashMap<>();
    private volatile List<QuotaLimitRow> limits = List.of();
    private volatile boolean limitsUsers;
    private volatile Plan plan;
    private volatile boolean known;
    private volatile boolean full;
    /// True if somebody sent since storage was looked at.
    private volatile boolean sent;
    private volatile long storageDueNanos;
    private volatile boolean storageLooked;
    private volatile long usedNanos;

    WorkspaceQuotas(WorkspaceId workspace, Plan plan) {
        this.workspace = workspace;
        this.plan = plan;
        for (QuotaDimension dimension : QuotaDimension.of(QuotaDimension.Measure.RATE)) {
            BucketKey key = new BucketKey(workspace, QuotaLimitRow.WORKSPACE, dimension.number());
            own.put(dimension, new Bucket(key, dimension, plan.limit(dimension)));
        }
    }

    WorkspaceId workspace() {
        return workspace;
    }

    /// The workspace's bucket.
    Bucket own(QuotaDimension dimension) {
        Bucket bucket = own.get(dimension);
        if (bucket == null) {
            throw new IllegalStateException("dimension: " + dimension + " (expected: one that is so many in a second)");
        }
        return bucket;
    }

    /// The user's bucket; null if the user is not limited.
    @Nullable
    Bucket of(UserId user, QuotaDimension dimension) {
        if (!limitsUsers) {
            return null;
        }
        BucketKey key = new BucketKey(workspace, user.value(), dimension.number());
        Bucket found = ofUsers.get(key);
        if (found != null) {
            return found;
        }
        QuotaLimit limit = userLimit(user.value(), dimension);
        if (limit.state() == QuotaState.OFF || ofUsers.size() >= USERS) {
            return null;
        }
        return ofUsers.computeIfAbsent(key, absent -> new Bucket(key, dimension, limit));
    }

    /// Takes what the shard says.
    void limits(Plan current, List<QuotaLimitRow> rows) {
        plan = current;
        limits = List.copyOf(rows);
        known = true;
        storageLooked = false;
        own.values().forEach(bucket -> bucket.limit(limit(QuotaLimitRow.WORKSPACE, bucket.dimension(),
                current.limit(bucket.dimension()))));
        ofUsers.values().forEach(bucket -> bucket.limit(userLimit(bucket.key().subject(), bucket.dimension())));
        limitsUsers = rows.stream().anyMatch(row -> row.subject() != QuotaLimitRow.WORKSPACE);
    }

    /// True once its limits have been read.
    boolean known() {
        return known;
    }

    /// The limit of the workspace or of a user.
    ///
    /// @param subject [QuotaLimitRow#WORKSPACE] or the id of a user
    QuotaLimit limit(long subject, QuotaDimension dimension) {
        if (subject == QuotaLimitRow.WORKSPACE) {
            return limit(subject, dimension, plan.limit(dimension));
        }
        return limitsUsers ? userLimit(subject, dimension) : QuotaLimit.NONE;
    }

    /// Somebody sends; storage is looked at the next time that is due.
    void sending() {
        if (!sent) {
            sent = true;
        }
    }

    /// True if more is stored than may be.
    boolean full() {
        return full;
    }

    /// True if it is time to look at what is stored: somebody sent, and the last look was long enough ago or limits have changed since.
    boolean storageDue(long nowNanos) {
        return sent && (!storageLooked || nowNanos - storageDueNanos >= 0);
    }

    /// Takes what was found.
    ///
    /// @param nextNanos when to look again, if somebody sends
    void storage(boolean isFull, long nextNanos) {
        full = isFull;
        sent = false;
        storageDueAt(nextNanos);
    }

    void storageDueAt(long nanos) {
        storageDueNanos = nanos;
        storageLooked = true;
    }

    void each(Consumer<Bucket> act) {
        own.values().forEach(act);
        ofUsers.values().forEach(act);
    }

    /// Forgets users who have all they may use: a new bucket is no other.
    void forgetIdleUsers() {
        ofUsers.values().removeIf(bucket -> !bucket.unsettled());
    }

    void touch(long nowNanos) {
        usedNanos = nowNanos;
    }

    long usedNanos() {
        return usedNanos;
    }

    private QuotaLimit userLimit(long user, QuotaDimension dimension) {
        return limit(user, dimension, limit(QuotaLimitRow.EACH_USER, dimension, QuotaLimit.NONE));
    }

    private QuotaLimit limit(long subject, QuotaDimension dimension, QuotaLimit otherwise) {
        return limits.stream()
                .filter(row -> row.subject() == subject && row.dimension() == dimension)
                .map(QuotaLimitRow::limit)
                .findFirst()
                .orElse(otherwise);
    }
}
