package dev.gapless.control.fleet;

import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Names of channels, which change seldom, remembered for a minute. Any thread; blocks on one shard for a name that is not known.
public final class ChannelNames {
    private static final int REMEMBERED = 10_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(1);

    private final Shards shards;
    private final Clock clock;
    private final Map<ChannelKey, Known> known = new ConcurrentHashMap<>();

    private record Known(Optional<String> name, long untilMs) {}

    public ChannelNames(Shards shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    /// The name without the `#`; empty for direct messages, and if the shard does not tell.
    public Optional<String> of(ChannelKey channel) {
        Known before = known.get(channel);
        if (before != null && before.untilMs() > clock.millis()) {
            return before.name();
        }
        try {
            Optional<String> name = shards.forChannel(channel)
                    .read("channel.find", handle -> ChannelTable.find(handle, channel))
                    .flatMap(ChannelRow::name);
            if (known.size() >= REMEMBERED) {
                known.clear();
            }
            known.put(channel, new Known(name, clock.millis() + REMEMBERED_FOR.toMillis()));
            return name;
        } catch (ShardException e) {
            return Optional.empty();
        }
    }
}
