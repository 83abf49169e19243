package dev.gapless.schema.global;

import dev.gapless.protocol.id.GatewayId;
import java.time.Instant;

/// A slot and who was the last to hold it.
///
/// @param gateway slot and epoch
/// @param holder name of the process
/// @param address base URL where it is reached; empty if it does not say
/// @param expiresAt when somebody else may take it
public record GatewaySlot(GatewayId gateway, String holder, String address, Instant expiresAt) {}
