package dev.gapless.protocol.api;

import java.util.Optional;

/// How a shard is doing.
///
/// @param name its key range, as Vitess writes it
/// @param share of all keyspace ids, in thousandths
/// @param reachable whether it answered in time
/// @param answerMs how long that took; empty if it did not
/// @param eventsPerS events committed, as the gateways tell
public record ShardLoad(String name, long share, boolean reachable, Optional<Long> answerMs, double eventsPerS) {}
