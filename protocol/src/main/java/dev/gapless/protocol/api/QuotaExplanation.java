package dev.gapless.protocol.api;

import java.util.Optional;

/// A limit, and how it stands.
///
/// @param quota the limit that holds, and the rule that won
/// @param counts what is counted
/// @param whenOver what happens to what is over
/// @param left tokens that are left now, or how many more there may be; below zero what was used beyond
/// @param burst tokens that can be left at most
/// @param usedPerSecond over the last minute
/// @param peakPerSecond the busiest ten seconds of the last day
/// @param usedToday in the last day
/// @param overToday how many of them were over
/// @param present for what is limited at a time: how many there are
public record QuotaExplanation(
        QuotaView quota,
        String counts,
        String whenOver,
        long left,
        long burst,
        long usedPerSecond,
        long peakPerSecond,
        long usedToday,
        long overToday,
        Optional<Long> present) {}
