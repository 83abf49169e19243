package dev.gapless.control.quota;

import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.api.QuotaExplanation;
import dev.gapless.protocol.api.QuotaSimulation;
import dev.gapless.protocol.api.QuotaView;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaDimension.Measure;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaCounts;
import dev.gapless.schema.quota.QuotaLedger;
import dev.gapless.schema.quota.QuotaLedger.BucketKey;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.schema.quota.QuotaLimitTable;
import dev.gapless.schema.quota.QuotaSocketTable;
import dev.gapless.schema.quota.QuotaUsageTable;
import dev.gapless.schema.quota.QuotaUsageTable.Slot;
import dev.gapless.schema.quota.StoredBytes;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/// Tells which limit holds and why, what was used, and what another limit would have done. Any thread.
public final class QuotaReads {
    private static final long SLOT_MS = QuotaUsageTable.SLOT.toMillis();
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final Shards shards;
    private final Clock clock;

    public QuotaReads(Shards shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    /// The limits of the workspace, and those that are set for users.
    public List<QuotaView> all(WorkspaceId workspace) {
        return shards.forWorkspace(workspace).read("quota.all", handle -> {
            WorkspaceRow row = row(handle, workspace);
            List<QuotaLimitRow> rows = QuotaLimitTable.all(handle, workspace);
            TreeSet<Long> subjects = new TreeSet<>(List.of(QuotaLimitRow.WORKSPACE));
            rows.forEach(limit -> subjects.add(limit.subject()));
            List<QuotaView> views = new ArrayList<>();
            for (long subject : subjects) {
                for (QuotaDimension dimension : QuotaDimension.values()) {
                    boolean set = rows.stream()
                            .anyMatch(limit -> limit.subject() == subject && limit.dimension() == dimension);
                    if (set || subject == QuotaLimitRow.WORKSPACE) {
                        views.add(EffectiveLimit.of(row, rows, subject, dimension).view());
                    }
                }
            }
            return List.copyOf(views);
        });
    }

    /// One limit: the rule that won, use, headroom, what happens to what is over.
    public QuotaExplanation explain(WorkspaceId workspace, long subject, QuotaDimension dimension) {
        if (dimension.measure() == Measure.COUNT) {
            return explainCount(workspace, subject, dimension);
        }
        long now = clock.millis();
        return shards.forWorkspace(workspace).read("quota.explain", handle -> {
            EffectiveLimit effective = EffectiveLimit.of(
                    row(handle, workspace), QuotaLimitTable.all(handle, workspace), subject, dimension);
            QuotaLimit limit = effective.limit();
            BucketKey key = new BucketKey(workspace, Math.max(0, subject), dimension.number());
            long leftMilli = QuotaLedger.left(handle, key, limit.amount(), limit.burst(), now);
            List<Slot> day = subject == QuotaLimitRow.WORKSPACE
                    ? QuotaUsageTable.since(
                            handle, workspace, dimension, now - QuotaUsageTable.KEPT.toMillis())
                    : List.of();
            return new QuotaExplanation(
                    effective.view(),
                    dimension.doc(),
                    happens(dimension, limit.state()),
                    Math.floorDiv(leftMilli, 1_000),
                    limit.burst(),
                    rate(day, now - RECENT.toMillis(), RECENT),
                    day.stream().mapToLong(Slot::used).max().orElse(0) * 1_000 / SLOT_MS,
                    day.stream().mapToLong(Slot::used).sum(),
                    day.stream().mapToLong(Slot::over).sum(),
                    Optional.empty());
        });
    }

    private QuotaExplanation explainCount(WorkspaceId workspace, long subject, QuotaDimension dimension) {
        EffectiveLimit effective = shards.forWorkspace(workspace).read("quota.explain", handle -> EffectiveLimit.of(
                row(handle, workspace), QuotaLimitTable.all(handle, workspace), subject, dimension));
        long amount = effective.limit().amount();
        Present present = present(workspace, subject, dimension, amount);
        String counts = dimension.doc() + present.lacking();
        return new QuotaExplanation(
                effective.view(), counts, happens(dimension, effective.limit().state()), amount - present.amount(),
                amount, 0, 0, 0, 0, Optional.of(present.amount()));
    }

    /// How much there is of what is limited at a time.
    ///
    /// @param lacking for people, what is not in it; empty if all is
    private record Present(long amount, String lacking) {}

    private Present present(WorkspaceId workspace, long subject, QuotaDimension dimension, long limit) {
        return switch (dimension) {
            case SOCKETS -> new Present(
                    shards.forWorkspace(workspace).read(
                            "quota.sockets", handle -> QuotaSocketTable.all(
                                    handle, workspace, Math.max(0, subject), clock.instant())),
                    QuotaSocketTable.untold(limit) == 0
                            ? ""
                            : "; without those of gateways that have " + QuotaSocketTable.untold(limit) + " or fewer");
            case STORAGE -> {
                StoredBytes.Stored stored = StoredBytes.measure(shards, workspace);
                yield new Present(
                        stored.bytes(), stored.whole() ? "" : "; not all are added up yet, ask again");
            }
            case MEMBERS, CHANNELS, SENDS, HISTORY, FANOUT ->
                new Present(QuotaCounts.count(shards, workspace, dimension), "");
        };
    }

    /// Replays what was used against another limit. Within a slot it takes use for even, so a shorter burst is not seen.
    public QuotaSimulation simulate(WorkspaceId workspace, QuotaDimension dimension, long amount, long hours) {
        long from = clock.millis() - Duration.ofHours(hours).toMillis();
        List<Slot> slots = shards.forWorkspace(workspace)
                .read("quota.simulate", handle -> QuotaUsageTable.since(handle, workspace, dimension, from));
        long burst = new QuotaLimit(QuotaState.HARD, amount).burst();
        long perSlot = amount * SLOT_MS / 1_000;
        long level = burst;
        long over = 0;
        long slotsOver = 0;
        long lastMs = 0;
        for (Slot slot : slots) {
            boolean follows = slot.slotMs() - lastMs == SLOT_MS;
            long available = perSlot + (follows ? level : burst);
            long refused = Math.max(0, slot.used() - available);
            level = Math.min(burst, Math.max(0, available - slot.used()));
            over += refused;
            slotsOver += refused > 0 ? 1 : 0;
            lastMs = slot.slotMs();
        }
        long used = slots.stream().mapToLong(Slot::used).sum();
        return new QuotaSimulation(
                dimension.text(), amount, hours, slots.size(), used, over, slotsOver * SLOT_MS / 1_000);
    }

    private static WorkspaceRow row(Handle handle, WorkspaceId workspace) {
        return WorkspaceTable.find(handle, workspace).orElseThrow(() -> Workspaces.notFound(workspace.text()));
    }

    private static long rate(List<Slot> slots, long fromMs, Duration span) {
        return slots.stream()
                .filter(slot -> slot.slotMs() >= fromMs)
                .mapToLong(Slot::used)
                .sum()
                / span.toSeconds();
    }

    private static String happens(QuotaDimension dimension, QuotaState state) {
        boolean rate = dimension.measure() == Measure.RATE;
        return switch (state) {
            case OFF -> rate ? "nothing; it is not counted" : "nothing";
            case DARK -> rate ? "nothing; it is counted" : "nothing; it is shown here";
            case SOFT -> dimension == QuotaDimension.FANOUT
                    ? "it is written, and each send waits, half a second at most"
                    : "it waits, half a second at most";
            case HARD -> switch (dimension) {
                case SENDS, HISTORY -> "it is refused as rate-limited (429), with when to try again";
                case FANOUT -> "it is written, and sends are refused as rate-limited (429), with when to try again";
                case MEMBERS, CHANNELS -> "one more is refused as limit-reached";
                case SOCKETS -> "one more is refused as rate-limited, with when to try again";
                case STORAGE -> "sends are refused as limit-reached";
            };
        };
    }
}
