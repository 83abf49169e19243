package dev.gapless.control.retention;

import dev.gapless.control.act.Actor;
import dev.gapless.control.job.JobProgress;
import dev.gapless.control.job.JobWork;
import dev.gapless.control.job.Jobs;
import dev.gapless.protocol.api.RunRetention;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelHead;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.retention.RetentionRuleTable;
import dev.gapless.schema.retention.TrimmingTable;
import dev.gapless.schema.shard.Pause;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A run of retention, in two phases: `raise` takes what is too old from sight, channel by channel; `remove` removes it, in small batches
/// at a bounded rate, for at most half of the time. Each workspace with rules gets a run by itself every so often.
public final class RetentionWork implements JobWork {
    static final String RAISE = "raise";
    static final String REMOVE = "remove";
    private static final String EVENTS = "events";
    private static final String MESSAGES = "messages";
    private static final String CHANNELS = "channels";
    private static final String REMOVED = "removed";
    private static final String BACK = "back_in_sight";
    /// Channels and batches of one slice.
    private static final int CHANNELS_EACH = 100;
    private static final int BATCHES_EACH = 50;
    /// What is removed in a second at most.
    private static final int EVENTS_PER_SECOND = 10_000;
    private static final long LONGEST_REST_MS = 1_000;
    private static final int WORKSPACES_PAGE = 256;
    /// The first run that nobody asked for comes after this part of the time between two.
    private static final int FIRST_AFTER = 10;

    private final Shards shards;
    private final Trimmer trimmer;
    private final Jobs jobs;
    private final Duration every;
    private final Clock clock;
    private final Pause pause;
    private Instant ran;

    /// @param every time between two runs that nobody asked for
    RetentionWork(Shards shards, Trimmer trimmer, Jobs jobs, Duration every, Clock clock, Pause pause) {
        this.shards = shards;
        this.trimmer = trimmer;
        this.jobs = jobs;
        this.every = every;
        // A control plane that has just started has more pressing work than what nobody asked for.
        this.ran = clock.instant().minus(every).plus(every.dividedBy(FIRST_AFTER));
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public JobKind kind() {
        return JobKind.RETENTION;
    }

    @Override
    public Slice work(JobRow job, JobProgress progress) {
        boolean there = shards.forWorkspace(job.workspace())
                .read("workspace.find", handle -> WorkspaceTable.find(handle, job.workspace()))
                .filter(row -> row.state() != WorkspaceState.DELETED)
                .isPresent();
        if (!there) {
            return new Slice.Failed(progress, "workspace: deleted (expected: one that is there)");
        }
        boolean copied = shards.forWorkspace(job.workspace())
                .read("job.open", handle -> Jobs.open(handle, job.workspace(), JobKind.EXPORT))
                .isPresent();
        if (copied) {
            // What an export has begun to copy stays until it has it.
            return new Slice.Later(progress);
        }
        return progress.phase().equals(RAISE) ? raise(job, progress) : remove(job, progress);
    }

    private Slice raise(JobRow job, JobProgress before) {
        RunRetention wanted = ApiCodec.read(job.wanted().getBytes(StandardCharsets.UTF_8), RunRetention.class);
        Instant asOf = Instant.ofEpochMilli(wanted.asOfMs().orElse(job.createdAt().toEpochMilli()));
        List<ChannelRow> page = channels(shards, job.workspace(), before.after(), CHANNELS_EACH);
        JobProgress progress = before;
        int batches = 0;
        for (ChannelRow channel : page) {
            boolean first = true;
            for (boolean more = true; more; first = false) {
                if (batches++ == BATCHES_EACH) {
                    return new Slice.More(progress);
                }
                RetentionPlan plan = trimmer.plan(job.workspace());
                ChannelHead head = first ? channel.head() : head(channel);
                Trimmer.Cut cut = trimmer.cut(head, plan, asOf);
                more = cut.more();
                if (cut.events() > 0) {
                    if (!trimmer.raise(cut, plan)) {
                        return new Slice.More(progress);
                    }
                    progress = progress.plus(EVENTS, cut.events()).plus(MESSAGES, cut.messages());
                    if (first) {
                        progress = progress.plus(CHANNELS, 1);
                    }
                } else {
                    batches--;
                }
            }
            progress = progress.at(channel.key().channel().value());
        }
        return new Slice.More(page.size() < CHANNELS_EACH ? progress.to(REMOVE) : progress);
    }

    private ChannelHead head(ChannelRow channel) {
        return shards.forChannel(channel.key())
                .read("channel.heads", handle -> ChannelTable.heads(handle, List.of(channel.key())))
                .stream()
                .findFirst()
                .orElse(channel.head());
    }

    private Slice remove(JobRow job, JobProgress before) {
        JobProgress progress = before;
        List<TrimmingTable.Row> rows = trimming(job.workspace(), CHANNELS_EACH);
        int batches = 0;
        boolean early = false;
        for (TrimmingTable.Row row : rows) {
            Trimmer.Removed.Outcome outcome = Trimmer.Removed.Outcome.MORE;
            while (outcome == Trimmer.Removed.Outcome.MORE) {
                if (batches++ == BATCHES_EACH) {
                    return new Slice.More(progress);
                }
                long begun = clock.millis();
                Trimmer.Removed removed = trimmer.remove(row.channel());
                outcome = removed.outcome();
                progress = switch (outcome) {
                    case MORE, ALL -> progress.plus(REMOVED, removed.events());
                    case HELD -> progress.plus(BACK, removed.events());
                    case TOO_EARLY -> progress;
                };
                early |= outcome == Trimmer.Removed.Outcome.TOO_EARLY;
                slowDown(removed.events(), begun);
            }
        }
        if (rows.isEmpty()) {
            boolean asked = !job.actor().equals(new Actor.ControlPlane().text());
            return asked || progress.count(EVENTS) > 0 || progress.count(REMOVED) > 0
                    ? new Slice.Done(progress)
                    : new Slice.Nothing();
        }
        return early ? new Slice.Later(progress) : new Slice.More(progress);
    }

    /// Rests at least as long as the batch took: those who write and read come first, and what is too old can wait.
    private void slowDown(long events, long begunMs) {
        long tookMs = clock.millis() - begunMs;
        long leftMs = Math.max(events * 1_000 / EVENTS_PER_SECOND - tookMs, Math.min(tookMs, LONGEST_REST_MS));
        if (leftMs > 0) {
            try {
                pause.pause(Duration.ofMillis(leftMs));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<TrimmingTable.Row> trimming(WorkspaceId workspace, int limit) {
        return shards.touching(workspace).stream()
                .flatMap(shard -> shard
                        .read("trimming.page", handle -> TrimmingTable.page(handle, workspace, 0, limit))
                        .stream())
                .toList();
    }

    /// A page of a workspace's channels, by id, from every shard that holds some.
    static List<ChannelRow> channels(Shards shards, WorkspaceId workspace, long after, int limit) {
        return shards.touching(workspace).stream()
                .flatMap(shard -> shard
                        .read("channel.page", handle -> ChannelTable.page(handle, workspace, after, limit))
                        .stream())
                .sorted(Comparator.comparing(row -> row.key().channel()))
                .limit(limit)
                .toList();
    }

    @Override
    public void look(Instant now) {
        if (Duration.between(ran, now).compareTo(every) < 0) {
            return;
        }
        ran = now;
        for (Shard shard : shards.all()) {
            long after = 0;
            List<WorkspaceId> page;
            do {
                long from = after;
                page = shard.read(
                        "retention.workspaces",
                        handle -> RetentionRuleTable.workspaces(handle, from, WORKSPACES_PAGE));
                page.stream().distinct().forEach(workspace -> begin(workspace, now));
                after = page.isEmpty() ? after : page.getLast().value();
            } while (page.size() == WORKSPACES_PAGE);
        }
    }

    private void begin(WorkspaceId workspace, Instant now) {
        shards.forWorkspace(workspace).transact("retention.begin", handle -> {
            if (Jobs.open(handle, workspace, JobKind.RETENTION).isEmpty()) {
                jobs.begin(
                        handle, workspace, JobKind.RETENTION, new RunRetention(Optional.of(now.toEpochMilli())), RAISE,
                        new Actor.ControlPlane(), "", now);
            }
            return workspace;
        });
    }
}
