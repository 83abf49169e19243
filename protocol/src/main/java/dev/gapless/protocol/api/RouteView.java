package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import java.util.Optional;

/// How a channel is routed, as operators see it.
///
/// @param workspace its slug
/// @param channel its id
/// @param name its name, without the `#`; empty for direct messages, and if its shard does not tell
/// @param channelClass the class that it has, or is being given
/// @param baseClass the class that it goes back to
/// @param cause heat, pin, or set if nobody watches over it
/// @param sinceMs when that was decided, in milliseconds since 1970
/// @param why in words
/// @param pinnedUntilMs when a pin ends by itself
/// @param pinnedBy who pinned it
public record RouteView(
        String workspace, ChannelId channel, Optional<String> name, String channelClass, String baseClass, String cause,
        long sinceMs, String why, Optional<Long> pinnedUntilMs, Optional<String> pinnedBy) {}
