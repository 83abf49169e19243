package dev.gapless.scenarios.checker;

/// One broken promise. Numbers that do not apply are -1 (device, channel) or 0 (seq, op).
///
/// @param what one sentence, with names
/// @param device who saw it
/// @param channel where
/// @param seq at which place
/// @param op which send
/// @param at when, in microseconds of the run
public record Violation(String what, int device, int channel, long seq, long op, long at) {}
