package dev.gapless.schema.job;

import dev.gapless.protocol.id.WorkspaceId;
import java.time.Instant;

/// A job.
///
/// @param workspace whose
/// @param id its id
/// @param kind what it does
/// @param state how it stands
/// @param version rises with every slice of work
/// @param wanted JSON of what was asked for
/// @param progress JSON of how far it is
/// @param failure why it was given up; empty if it was not
/// @param actor who asked
/// @param reason why
/// @param createdAt when
/// @param updatedAt when it was worked on last
public record JobRow(
        WorkspaceId workspace,
        long id,
        JobKind kind,
        JobState state,
        long version,
        String wanted,
        String progress,
        String failure,
        String actor,
        String reason,
        Instant createdAt,
        Instant updatedAt) {
    /// As it is after a slice of work.
    public JobRow after(JobState newState, String newProgress, String newFailure, Instant at) {
        return new JobRow(
                workspace, id, kind, newState, version, wanted, newProgress, newFailure, actor, reason, createdAt, at);
    }
}
