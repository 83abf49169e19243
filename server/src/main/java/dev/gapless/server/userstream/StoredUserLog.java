package dev.gapless.server.userstream;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.cursor.UserStreamTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads streams from the users' shards. Any thread may call; blocks.
public final class StoredUserLog implements UserLog {
    private final Shards shards;

    public StoredUserLog(Shards shards) {
        this.shards = shards;
    }

    @Override
    public Map<UserKey, Long> revisions(Collection<UserKey> users) {
        Map<Shard, List<UserKey>> byShard = new LinkedHashMap<>();
        users.forEach(user -> byShard
                .computeIfAbsent(shards.forUser(user.workspace(), user.user()), shard -> new ArrayList<>())
                .add(user));
        Map<UserKey, Long> revisions = new HashMap<>();
        byShard.forEach((shard, some) -> revisions.putAll(ShardFailures.refusing(
                () -> shard.read("user-stream.revisions", handle -> UserStreamTable.find(handle, some)))));
        return revisions;
    }

    @Override
    public List<EncodedEvent> since(UserKey user, long since, int limit) {
        return ShardFailures.refusing(() -> shards.forUser(user.workspace(), user.user())
                .read("user-stream.since", handle -> ReadCursorTable.since(handle, user, since, limit)))
                .stream()
                .map(CursorEvents::of)
                .toList();
    }
}
