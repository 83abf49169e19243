package dev.gapless.protocol.api;

/// A limit that holds.
///
/// @param dimension what is limited: sends, history, members, channels, fanout, sockets or storage
/// @param subject workspace, each-user, or the id of a user
/// @param state off, dark, soft or hard
/// @param amount so many in a second; for members, channels, sockets and storage, at a time
/// @param rule where it comes from
/// @param resourceVersion of the limit that is set for this subject, 0 if none is; give it with a change
public record QuotaView(
        String dimension, String subject, String state, long amount, String rule, long resourceVersion) {}
