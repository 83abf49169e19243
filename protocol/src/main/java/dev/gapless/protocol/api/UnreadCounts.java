package dev.gapless.protocol.api;

/// Two counts.
///
/// @param unread messages not read
/// @param mentions mentions not read
public record UnreadCounts(long unread, long mentions) {}
