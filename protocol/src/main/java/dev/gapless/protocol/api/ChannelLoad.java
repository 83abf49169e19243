package dev.gapless.protocol.api;

import dev.gapless.protocol.id.ChannelId;
import java.util.Optional;

/// How busy a channel is.
///
/// @param workspace slug of its workspace
/// @param channel its id
/// @param name its name, without the `#`; empty for direct messages, and if its shard does not tell
/// @param channelClass its class
/// @param sendsPerS messages posted
/// @param deliveriesPerS events written to connections
/// @param readers subscriptions on all gateways
/// @param gateways gateways with readers
public record ChannelLoad(
        String workspace, ChannelId channel, Optional<String> name, String channelClass, double sendsPerS,
        double deliveriesPerS, long readers, int gateways) {}
