package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;

/// Whether the counts of a channel are what a recount over its log gives.
///
/// @param channel which
/// @param exact true if they are
/// @param counted as `GET /v1/unread` gives them
/// @param recounted from the events
public record UnreadVerdict(ChannelId channel, boolean exact, UnreadCounts counted, UnreadCounts recounted) {}
