package dev.gapless.schema.global;

import dev.gapless.protocol.id.GatewayId;
import java.time.Duration;
import java.time.Instant;

/// A gateway was told to take no more connections for a while, and to send those it has elsewhere.
///
/// @param gateway which run of which slot
/// @param since when it was told
/// @param until when it takes connections again by itself
/// @param spread time in which its connections leave
/// @param actor who told it
/// @param reason why
public record GatewayDrain(
        GatewayId gateway, Instant since, Instant until, Duration spread, String actor, String reason) {
    /// True while it holds.
    public boolean holdsAt(Instant now) {
        return now.isBefore(until);
    }
}
