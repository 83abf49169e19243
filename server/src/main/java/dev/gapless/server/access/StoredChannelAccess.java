package dev.gapless.server.access;

import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.schema.channel.ChannelMemberTable;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.channel.MemberKey;
import dev.gapless.schema.channel.MemberRow;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.gather.Gathered;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Decides from the rows of the channel's own shard, each time: who has left a moment ago is out. Questions that come at the same moment
/// share their statements. Any thread may call.
public final class StoredChannelAccess implements ChannelAccess {
    /// Rounds per shard at a time, well below its connections.
    private static final int ROUNDS = 4;
    /// Keys of a round; questions about more are read by themselves.
    private static final int TOGETHER = 256;

    private final Shards shards;
    private final Map<Shard, Gathered<MemberKey, SeenChannel>> gathered = new LinkedHashMap<>();

    public StoredChannelAccess(Shards shards) {
        this.shards = shards;
        for (Shard shard : shards.all()) {
            gathered.put(shard, new Gathered<>(
                    ROUNDS,
                    TOGETHER,
                    keys -> ShardFailures.refusing(() -> shard.read("access.see", handle -> seen(handle, keys)))));
        }
    }

    @Override
    public ChannelKey requireReadable(Identity caller, ChannelId channel) {
        return see(caller, channel).key();
    }

    /// As [ChannelAccess#readable], with one pair of statements per shard and some hundred channels.
    @Override
    public Map<ChannelId, ChannelKey> readable(Identity caller, Collection<ChannelId> channels) {
        List<ChannelKey> keys = channels.stream()
                .map(channel -> new ChannelKey(caller.workspace(), channel))
                .toList();
        Map<ChannelId, ChannelKey> readable = new HashMap<>();
        seeMany(caller, keys).keySet().forEach(key -> readable.put(key.channel(), key));
        return readable;
    }

    /// The channel as the caller sees it.
    ///
    /// @throws GaplessException `not-found` for a missing channel, one of another workspace and a private one that the caller
    ///     is not in, all alike; `unavailable` if the shard is out of reach
    public SeenChannel see(Identity caller, ChannelId channel) {
        // The workspace comes from the caller's token only, so a foreign id is looked for where it cannot be.
        ChannelKey key = new ChannelKey(caller.workspace(), channel);
        SeenChannel seen = gathered(shards.forChannel(key)).one(new MemberKey(key, caller.user()));
        if (seen == null) {
            throw GaplessException.notFound("channel", channel.text());
        }
        return seen;
    }

    /// Those of the channels that the caller sees, at most one pair of statements per shard. Missing and hidden ones are left out.
    public Map<ChannelKey, SeenChannel> seeMany(Identity caller, Collection<ChannelKey> channels) {
        Map<Shard, List<ChannelKey>> byShard = new LinkedHashMap<>();
        for (ChannelKey key : channels) {
            byShard.computeIfAbsent(shards.forChannel(key), shard -> new ArrayList<>())
                    .add(key);
        }
        Map<ChannelKey, SeenChannel> seen = new HashMap<>();
        byShard.forEach((shard, keys) -> {
            List<MemberKey> members =
                    keys.stream().map(key -> new MemberKey(key, caller.user())).toList();
            Map<MemberKey, SeenChannel> found = members.size() > TOGETHER / 2
                    ? ShardFailures.refusing(() -> shard.read("access.see-many", handle -> seen(handle, members)))
                    : gathered(shard).only(members);
            found.forEach((key, one) -> seen.put(key.channel(), one));
        });
        return seen;
    }

    private Gathered<MemberKey, SeenChannel> gathered(Shard shard) {
        return Objects.requireNonNull(gathered.get(shard), "shard");
    }

    /// What each asker sees of each channel; missing and hidden ones are left out.
    private static Map<MemberKey, SeenChannel> seen(Handle handle, List<MemberKey> keys) {
        Map<MemberKey, MemberRow> members = new HashMap<>();
        ChannelMemberTable.findMany(handle, keys).stream()
                .filter(MemberRow::member)
                .forEach(row -> members.put(new MemberKey(row.channel(), row.user()), row));
        Map<ChannelKey, ChannelRow> rows = new HashMap<>();
        ChannelTable.findMany(handle, keys.stream().map(MemberKey::channel).distinct().toList())
                .forEach(row -> rows.put(row.key(), row));
        Map<MemberKey, SeenChannel> seen = new HashMap<>();
        for (MemberKey key : keys) {
            ChannelRow row = rows.get(key.channel());
            if (row != null) {
                visible(row, Optional.ofNullable(members.get(key))).ifPresent(one -> seen.put(key, one));
            }
        }
        return seen;
    }

    private static Optional<SeenChannel> visible(ChannelRow row, Optional<MemberRow> member) {
        return row.head().kind() == ChannelKind.PUBLIC || member.isPresent()
                ? Optional.of(new SeenChannel(row, member))
                : Optional.empty();
    }
}
