package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `PATCH /admin/v1/workspaces/{workspace}/channels/{channel}`: what is left out stays.
///
/// @param topic what it is about; empty for none
/// @param channelClass normal, large, hot or announcement
/// @param posters who may post: everybody, admins or nobody
/// @param broadcasters who may name everybody at once: everybody, admins or nobody
/// @param memberLimit members at most; 0 for any number
/// @param slowMs milliseconds between two posts of one member; 0 for no wait
public record SetChannel(
        Optional<String> topic,
        Optional<String> channelClass,
        Optional<String> posters,
        Optional<String> broadcasters,
        Optional<Long> memberLimit,
        Optional<Long> slowMs) {}
