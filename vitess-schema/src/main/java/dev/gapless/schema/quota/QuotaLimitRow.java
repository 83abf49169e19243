package dev.gapless.schema.quota;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;

/// A limit that differs from the plan's.
///
/// @param subject [#WORKSPACE], [#EACH_USER] or the id of a user
/// @param version rises with each change
public record QuotaLimitRow(
        WorkspaceId workspace, long subject, QuotaDimension dimension, QuotaLimit limit, long version) {
    /// The workspace as a whole.
    public static final long WORKSPACE = 0;
    /// Each user of the workspace who has no limit of his own.
    public static final long EACH_USER = -1;
}
