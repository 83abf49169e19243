package dev.gapless.protocol.export;

import dev.gapless.protocol.id.UserId;

/// A line of a `users` file.
///
/// @param id kept by an import
/// @param handle unique in the workspace
/// @param displayName as shown
/// @param kind person or bot
/// @param role in the workspace
/// @param state active or deactivated
/// @param revision of the user's own stream, with which cursors are numbered
/// @param createdMs when it was made
public record ExportedUser(
        UserId id, String handle, String displayName, String kind, String role, String state, long revision,
        long createdMs) {}
