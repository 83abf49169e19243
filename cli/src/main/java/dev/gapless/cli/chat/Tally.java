package dev.gapless.cli.chat;

/// One emoji under a message.
///
/// @param emoji as it came
/// @param count how many people
/// @param own true if oneself is among them
record Tally(String emoji, int count, boolean own) {}
