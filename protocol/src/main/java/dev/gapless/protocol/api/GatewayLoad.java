package dev.gapless.protocol.api;

import java.util.Optional;

/// How a gateway is doing.
///
/// @param slot number of its slot
/// @param state live or draining
/// @param address base URL where it is reached; empty if it does not say
/// @param figures what it tells of itself; empty if it does not answer in time
public record GatewayLoad(int slot, String state, String address, Optional<Figures> figures) {
    /// Figures of a gateway; rates are over the last seconds.
    ///
    /// @param connections open WebSocket connections
    /// @param sendsPerS sends that were answered
    /// @param deliveriesPerS events written to connections
    /// @param ackMs mean time from send to answer
    /// @param batch mean number of sends in a transaction
    /// @param queue sends that wait
    /// @param reachPercent share of the fan-out's partitions that reach it
    /// @param cpuPercent share of the machine that its process uses
    /// @param heapMb memory in use
    /// @param upS time since its start
    /// @param answerMs how long it took to tell
    public record Figures(
            long connections,
            double sendsPerS,
            double deliveriesPerS,
            double ackMs,
            double batch,
            long queue,
            long reachPercent,
            double cpuPercent,
            long heapMb,
            long upS,
            long answerMs) {}
}
