package dev.gapless.control.job;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Terms;
import dev.gapless.control.act.Write;
import dev.gapless.protocol.id.IdText;
import dev.gapless.schema.global.Lease;
import dev.gapless.schema.global.LeaseTable;
import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import dev.gapless.schema.job.JobState;
import dev.gapless.schema.job.JobTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Works on open jobs, a slice of each in turn, on one thread, while this control plane holds the lease for it. One that cannot be worked on
/// is left for a while, and the others go on.
public final class JobRunner implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
    private static final String LEASE = "control-jobs";
    private static final Duration LEASE_TTL = Duration.ofSeconds(20);
    /// Jobs of one statement, and statements of one round on a shard.
    private static final int PAGE = 100;
    private static final int PAGES_MAX = 100;
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
    private static final Terms NO_TERMS =
            new Terms(false, "", OptionalLong.empty(), Optional.empty(), new byte[0]);

    private final Shards shards;
    private final Acts acts;
    private final Clock clock;
    private final String holder;
    private final Duration every;
    private final Map<JobKind, JobWork> works = new EnumMap<>(JobKind.class);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    // Used by the thread only.
    private Optional<Lease> lease = Optional.empty();
    private Instant looked = Instant.EPOCH;

    /// @param holder names this control plane, unlike any other
    /// @param every pause when there is nothing to do
    public JobRunner(
            Shards shards, Acts acts, Clock clock, String holder, Duration every, List<JobWork> works) {
        this.shards = shards;
        this.acts = acts;
        this.clock = clock;
        this.holder = holder;
        this.every = every;
        works.forEach(work -> this.works.put(work.kind(), work));
        this.thread = Thread.ofVirtual().name("control-jobs").unstarted(this::run);
    }

    /// Begins to work.
    public JobRunner start() {
        thread.start();
        return this;
    }

    private void run() {
        boolean more = false;
        try {
            while (!closed.await(more ? 0 : every.toMillis(), TimeUnit.MILLISECONDS)) {
                more = round();
            }
            giveBack();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean round() {
        try {
            if (!held()) {
                return false;
            }
            look();
            boolean more = false;
            for (Shard shard : shards.all()) {
                more |= round(shard);
            }
            return more;
        } catch (RuntimeException e) {
            // Whatever it was, the next round tries again: a thread that ended would leave all jobs undone, and say so to nobody.
            log.warn("Jobs wait cause={}", e.toString(), e);
            return false;
        }
    }

    private boolean round(Shard shard) {
        boolean more = false;
        Optional<JobRow> last = Optional.empty();
        for (int pages = 0; pages < PAGES_MAX; pages++) {
            List<JobRow> open;
            Optional<JobRow> after = last;
            try {
                open = shard.read("job.open", handle -> JobTable.open(handle, after, PAGE));
            } catch (ShardException e) {
                log.warn("Jobs of a shard wait for it shard={} cause={}", shard.name(), e.toString());
                return more;
            }
            for (JobRow job : open) {
                if (closed.getCount() == 0 || !held()) {
                    return false;
                }
                more |= slice(job);
            }
            if (open.size() < PAGE) {
                return more;
            }
            last = Optional.of(open.getLast());
        }
        return more;
    }

    private boolean slice(JobRow job) {
        JobWork work = works.get(job.kind());
        if (work == null) {
            return false;
        }
        try {
            return switch (work.work(job, JobProgress.read(job.progress()))) {
                case JobWork.Slice.More(JobProgress progress) -> store(job, JobState.OPEN, progress, "");
                case JobWork.Slice.Later(JobProgress progress) -> {
                    if (!progress.json().equals(job.progress())) {
                        store(job, JobState.OPEN, progress, "");
                    }
                    yield false;
                }
                case JobWork.Slice.Done(JobProgress progress) -> store(job, JobState.DONE, progress, "");
                case JobWork.Slice.Failed(JobProgress progress, String why) ->
                    store(job, JobState.FAILED, progress, why);
                case JobWork.Slice.Nothing() -> {
                    shards.forWorkspace(job.workspace()).transact("job.forget", handle -> {
                        JobTable.delete(handle, job.workspace(), job.id());
                        return job;
                    });
                    yield true;
                }
            };
        } catch (RuntimeException e) {
            log.warn("Job waits kind={} workspace={} job={}", job.kind().text(), job.workspace(),
                    IdText.format(Jobs.PREFIX, job.id()), e);
            return false;
        }
    }

    private boolean store(JobRow job, JobState state, JobProgress progress, String failure) {
        JobRow after = job.after(state, progress.json(), failure, clock.instant());
        return shards.forWorkspace(job.workspace()).transact("job.progress", handle -> {
            if (!JobTable.update(handle, after)) {
                return false;
            }
            if (state != JobState.OPEN) {
                Terms terms = new Terms(
                        false, job.reason(), NO_TERMS.resourceVersion(), NO_TERMS.key(), NO_TERMS.fingerprint());
                String action = job.kind().text() + (state == JobState.DONE ? ".finished" : ".failed");
                acts.record(
                        handle,
                        new Write(
                                new Actor.ControlPlane(), action, IdText.format(Jobs.PREFIX, job.id()), terms),
                        job.workspace(), IdText.format(Jobs.PREFIX, job.id()), new Done.Change("", Jobs.view(after)));
            }
            return true;
        });
    }

    private void look() {
        Instant now = clock.instant();
        if (Duration.between(looked, now).compareTo(LOOK_EVERY) < 0) {
            return;
        }
        looked = now;
        for (JobWork work : works.values()) {
            try {
                work.look(now);
            } catch (RuntimeException e) {
                log.warn("Nobody looked for what is due kind={}", work.kind().text(), e);
            }
        }
    }

    /// True if this one works on the jobs; takes the lease or prolongs it.
    private boolean held() {
        Instant now = clock.instant();
        if (lease.isPresent() && now.isBefore(lease.get().expiresAt().minus(LEASE_TTL.dividedBy(2)))) {
            return true;
        }
        lease = shards.global().transact("job.lease", handle -> lease
                .flatMap(mine -> LeaseTable.renew(handle, mine, now, LEASE_TTL))
                .or(() -> LeaseTable.acquire(handle, LEASE, holder, now, LEASE_TTL)));
        return lease.isPresent();
    }

    private void giveBack() {
        lease.ifPresent(mine -> {
            try {
                shards.global().transact("job.lease-back", handle -> {
                    LeaseTable.release(handle, mine);
                    return mine;
                });
            } catch (ShardException e) {
                log.debug("The lease runs out by itself", e);
            }
        });
    }

    /// Ends after the slice that is worked on.
    @Override
    public void close() {
        closed.countDown();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
