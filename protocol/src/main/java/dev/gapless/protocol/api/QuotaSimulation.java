package dev.gapless.protocol.api;

/// What another limit would have done to what was used.
///
/// @param dimension what is limited
/// @param amount the other limit, in a second
/// @param hours how far back
/// @param slots spans of ten seconds in which something was used
/// @param used how many
/// @param over how many of them would have been over
/// @param secondsOver for how long something would have been
public record QuotaSimulation(
        String dimension, long amount, long hours, int slots, long used, long over, long secondsOver) {}
