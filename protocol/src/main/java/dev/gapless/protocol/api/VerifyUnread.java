package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import java.util.Optional;

/// Body of `POST /v1/unread/verify`.
///
/// @param channel only this one; empty: all of the caller's, by page
/// @param cursor `next` of the last answer
public record VerifyUnread(Optional<ChannelId> channel, Optional<String> cursor) {}
