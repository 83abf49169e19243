package dev.gapless.schema.name;

import dev.gapless.protocol.id.WorkspaceId;
import java.time.Instant;

/// A name with its owner.
///
/// @param workspace where it is unique
/// @param kind what it names
/// @param name folded, 1 to 320 bytes of UTF-8
/// @param owner id of the user or channel
/// @param confirmed false while the owner's own row may be missing: somebody is creating it, or died doing so
/// @param listed true if everybody in the workspace may see it
/// @param createdAt when it was reserved
public record UniqueName(
        WorkspaceId workspace,
        NameKind kind,
        String name,
        long owner,
        boolean confirmed,
        boolean listed,
        Instant createdAt) {}
