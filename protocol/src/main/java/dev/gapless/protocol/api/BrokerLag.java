package dev.gapless.protocol.api;

import java.util.List;
import java.util.Optional;

/// Answer of `GET /admin/v1/broker/lag`: what readers of the broker have still to read.
///
/// @param reachable whether the broker answered in time
/// @param groups consumer groups, by name
public record BrokerLag(boolean reachable, List<Group> groups) {
    /// A consumer group.
    ///
    /// @param group its name
    /// @param state as Kafka calls it, such as stable or empty
    /// @param members processes' threads that read
    /// @param lag records to be read
    /// @param lagMs age of the oldest of them; empty if it is not known
    /// @param partitions one entry per partition that it has read of
    public record Group(
            String group, String state, int members, long lag, Optional<Long> lagMs, List<Partition> partitions) {}

    /// One partition of a topic, as a group reads it.
    ///
    /// @param committed offset that it goes on from
    /// @param end offset behind the last record
    /// @param lag records in between
    /// @param lagMs age of the oldest of them, 0 if there is none; empty if it is not known
    public record Partition(
            String topic, int partition, long committed, long end, long lag, Optional<Long> lagMs) {}
}
