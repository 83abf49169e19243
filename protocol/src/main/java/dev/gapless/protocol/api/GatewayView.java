package dev.gapless.protocol.api;

import java.util.Optional;

/// A gateway's slot as operators see it.
///
/// @param slot number of the slot, which is its partition of deliveries
/// @param epoch how often the slot was taken
/// @param holder the process that has it, or had it last
/// @param address base URL where it is reached; empty if it does not say
/// @param state live, draining while it sends its connections elsewhere, or gone if its lease has run out
/// @param leaseMs when its lease runs out, in milliseconds since 1970
/// @param connections open WebSocket connections; empty if it does not tell in time
/// @param drain what it was told, while that holds
public record GatewayView(
        int slot, long epoch, String holder, String address, String state, long leaseMs, Optional<Long> connections,
        Optional<DrainView> drain) {}
