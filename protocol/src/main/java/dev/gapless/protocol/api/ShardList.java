package dev.gapless.protocol.api;

import java.util.List;

/// All shards, in key order.
public record ShardList(List<ShardView> shards) {
    public ShardList {
        shards = List.copyOf(shards);
    }
}
