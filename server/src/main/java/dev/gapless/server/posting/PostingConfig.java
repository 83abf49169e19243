package dev.gapless.server.posting;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.time.Duration;
import java.util.List;

/// Sizes of the lanes.
///
/// @param lanesPerShard writer threads per shard; each takes the channels of one slice
/// @param queue sends that wait in one lane; one more is refused as overloaded
/// @param maxBatch sends of one transaction
/// @param retryBudget how long a batch is tried again while its shard is out of reach
/// @param ownerRouting true: sends of a hot channel are committed by one gateway
public record PostingConfig(
        int lanesPerShard, int queue, int maxBatch, Duration retryBudget, boolean ownerRouting) {
    public static final ConfigKey<Integer> LANES_PER_SHARD = ConfigKey.number(
            "posting.lanes-per-shard", 1, 1, 16, "Writer threads per shard, each with its own connection.");
    public static final ConfigKey<Integer> QUEUE = ConfigKey.number(
            "posting.queue", 4_096, 1, 1_000_000, "Sends that wait in one lane; one more is refused as overloaded.");
    public static final ConfigKey<Integer> MAX_BATCH =
            ConfigKey.number("posting.max-batch", 128, 1, 256, "Sends that one transaction commits at most.");
    public static final ConfigKey<Duration> RETRY_BUDGET = ConfigKey.duration(
            "posting.retry-budget", "2s", "How long a batch is tried again while its shard is out of reach.");
    public static final ConfigKey<Boolean> OWNER_ROUTING = ConfigKey.flag(
            "posting.owner-routing", true,
            "Hand the sends of a hot channel to one gateway, which commits them in larger batches; needs sync.inbox-secret-file");
    public static final List<ConfigKey<?>> KEYS =
            List.of(LANES_PER_SHARD, QUEUE, MAX_BATCH, RETRY_BUDGET, OWNER_ROUTING);

    /// With owners for hot channels.
    public PostingConfig(int lanesPerShard, int queue, int maxBatch, Duration retryBudget) {
        this(lanesPerShard, queue, maxBatch, retryBudget, true);
    }

    public static PostingConfig from(Settings settings) {
        return new PostingConfig(
                settings.get(LANES_PER_SHARD), settings.get(QUEUE), settings.get(MAX_BATCH),
                settings.get(RETRY_BUDGET), settings.get(OWNER_ROUTING));
    }
}
