package dev.gapless.control.retention;

import dev.gapless.control.act.Acts;
import dev.gapless.control.job.Jobs;
import dev.gapless.schema.shard.Pause;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;

/// The parts of retention, wired.
///
/// @param reads tells what is kept
/// @param changes sets it
/// @param work removes the rest
public record Retention(RetentionReads reads, RetentionChanges changes, RetentionWork work) {
    /// When things happen.
    ///
    /// @param settle between taking events from sight and removing them
    /// @param every between runs that nobody asked for
    public record Pace(Duration settle, Duration every) {}

    public static Retention of(Shards shards, Acts acts, Jobs jobs, Pace pace, Clock clock, Pause pause) {
        Trimmer trimmer = new Trimmer(shards, clock, pace.settle());
        return new Retention(
                new RetentionReads(shards, trimmer),
                new RetentionChanges(acts, jobs),
                new RetentionWork(shards, trimmer, jobs, pace.every(), clock, pause));
    }
}
