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
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Decides from the rows of the channel's own shard, each time: who has left a moment ago is out. Any thread may call.
public final class StoredChannelAccess implements ChannelAccess {
    private final Shards shards;

    public StoredChannelAccess(Shards shards) {
        this.shards = shards;
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
        Optional<SeenChannel> seen = ShardFailures.refusing(() -> shards.forChannel(key)
                .read("access.see", handle -> ChannelTable.find(handle, key)
                        .flatMap(row -> visible(row, member(handle, key, caller)))));
        return seen.orElseThrow(() -> GaplessException.notFound("channel", channel.text()));
    }

    /// Those of the channels that the caller sees, one pair of statements per shard. Missing and hidden ones are left out.
    public Map<ChannelKey, SeenChannel> seeMany(Identity caller, Collection<ChannelKey> channels) {
        Map<Shard, List<ChannelKey>> byShard = new LinkedHashMap<>();
        for (ChannelKey key : channels) {
            byShard.computeIfAbsent(shards.forChannel(key), shard -> new ArrayList<>())
                    .add(key);
        }
        Map<ChannelKey, SeenChannel> seen = new HashMap<>();
        byShard.forEach((shard, keys) -> ShardFailures.refusing(
                () -> shard.read("access.see-many", handle -> seeMany(handle, caller, keys, seen))));
        return seen;
    }

    private static int seeMany(
            Handle handle, Identity caller, List<ChannelKey> keys, Map<ChannelKey, SeenChannel> seen) {
        Map<ChannelKey, MemberRow> members = new HashMap<>();
        List<MemberKey> memberKeys =
                keys.stream().map(key -> new MemberKey(key, caller.user())).toList();
        ChannelMemberTable.findMany(handle, memberKeys).stream()
                .filter(MemberRow::member)
                .forEach(row -> members.put(row.channel(), row));
        for (ChannelRow row : ChannelTable.findMany(handle, keys)) {
            visible(row, Optional.ofNullable(members.get(row.key()))).ifPresent(one -> seen.put(row.key(), one));
        }
        return seen.size();
    }

    private static Optional<MemberRow> member(Handle handle, ChannelKey key, Identity caller) {
        return ChannelMemberTable.find(handle, new MemberKey(key, caller.user())).filter(MemberRow::member);
    }

    private static Optional<SeenChannel> visible(ChannelRow row, Optional<MemberRow> member) {
        return row.head().kind() == ChannelKind.PUBLIC || member.isPresent()
                ? Optional.of(new SeenChannel(row, member))
                : Optional.empty();
    }
}
