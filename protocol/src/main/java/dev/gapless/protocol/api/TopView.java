package dev.gapless.protocol.api;

import java.util.List;

/// Answer of `GET /admin/v1/top`: how everything is doing now.
///
/// @param atMs when it was looked at, in milliseconds since 1970
/// @param gateways that run, by slot
/// @param shards in key order
/// @param heatKnown whether it is known what is hot; without, the two lists are empty
/// @param channels the busiest, by sends
/// @param tenants the busiest workspaces, by sends
public record TopView(
        long atMs, List<GatewayLoad> gateways, List<ShardLoad> shards, boolean heatKnown, List<ChannelLoad> channels,
        List<TenantLoad> tenants) {}
