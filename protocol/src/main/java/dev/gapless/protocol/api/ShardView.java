package dev.gapless.protocol.api;

import java.util.Optional;

/// A shard as operators see it.
///
/// @param name its key range, as Vitess writes it
/// @param share of all keyspace ids, in thousandths
/// @param reachable whether it answered
/// @param answerMs how long that took; empty if it did not
public record ShardView(String name, long share, boolean reachable, Optional<Long> answerMs) {}
