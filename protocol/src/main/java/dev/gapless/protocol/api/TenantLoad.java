package dev.gapless.protocol.api;

/// How busy a workspace is, by its busy channels.
///
/// @param workspace its slug
/// @param shard that has its small tables
/// @param sendsPerS messages posted
/// @param deliveriesPerS events written to connections
/// @param readers subscriptions on all gateways
/// @param channels how many of its channels are busy
public record TenantLoad(
        String workspace, String shard, double sendsPerS, double deliveriesPerS, long readers, int channels) {}
