package dev.gapless.control.job;

import dev.gapless.schema.job.JobKind;
import dev.gapless.schema.job.JobRow;
import java.time.Instant;

/// What jobs of one kind do.
///
/// A slice is some seconds of work at most. It may be done again after a crash, and, if a lease was lost, at the same time by two
/// control planes: doing it twice must be as doing it once.
public interface JobWork {
    JobKind kind();

    /// Does a slice.
    ///
    /// @throws RuntimeException if it cannot be done now; it is tried again later
    Slice work(JobRow job, JobProgress progress);

    /// Looks, now and then, whether there is something to do that nobody asked for. Called by the holder of the lease only.
    default void look(Instant now) {}

    /// How a slice ended.
    sealed interface Slice {
        /// There is more to do, at once.
        record More(JobProgress progress) implements Slice {}

        /// There is more to do, later.
        record Later(JobProgress progress) implements Slice {}

        /// All is done, and goes into the record.
        record Done(JobProgress progress) implements Slice {}

        /// There was nothing to do: the job is forgotten.
        record Nothing() implements Slice {}

        /// It cannot be done, ever.
        record Failed(JobProgress progress, String why) implements Slice {}
    }
}
