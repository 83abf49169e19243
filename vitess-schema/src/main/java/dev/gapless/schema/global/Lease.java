package dev.gapless.schema.global;

import java.time.Instant;

/// A job that one process may do until a time.
///
/// @param name of the job, 1 to 100 characters
/// @param holder who does it, 1 to 100 characters
/// @param version rises with every acquisition: tells a holder from an earlier one
/// @param expiresAt when somebody else may take it
public record Lease(String name, String holder, long version, Instant expiresAt) {}
