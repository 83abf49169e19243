package dev.gapless.schema.retention;

import java.time.Duration;
import java.util.Optional;

/// How long something is kept.
///
/// @param channel 0 for the workspace: it holds for all channels without a rule of their own
/// @param keep empty for ever
/// @param version rises with each change
public record RetentionRule(long channel, Optional<Duration> keep, long version) {
    public static final long WORKSPACE = 0;
}
