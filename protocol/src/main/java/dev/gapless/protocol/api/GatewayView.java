package dev.gapless.protocol.api;

/// A gateway's slot as operators see it.
///
/// @param slot number of the slot, which is its partition of deliveries
/// @param epoch how often the slot was taken
/// @param holder the process that has it, or had it last
/// @param state live, or gone if its lease has run out
/// @param leaseMs when its lease runs out, in milliseconds since 1970
public record GatewayView(int slot, long epoch, String holder, String state, long leaseMs) {}
