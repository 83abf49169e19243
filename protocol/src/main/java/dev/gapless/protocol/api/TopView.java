package dev.gapless.protocol.api;

import java.util.List;

/// Answer of `GET /admin/v1/top`: how everything is doing now.
///
/// @param atMs when it was looked at, in milliseconds since 1970
/// @param gateways that run, by slot
/// @param shards in key order
public record TopView(long atMs, List<GatewayLoad> gateways, List<ShardLoad> shards) {}
