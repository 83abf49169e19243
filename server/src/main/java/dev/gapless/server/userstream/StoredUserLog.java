package dev.gapless.server.userstream;

import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.schema.cursor.ReadCursorTable;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.schema.cursor.UserStreamTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.server.gather.Gathered;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Reads streams from the users' shards. Questions where the stream of one user stands share their statement with others that come at
/// the same moment. Any thread may call; blocks.
public final class StoredUserLog implements UserLog {
    private static final int ROUNDS = 2;
    private static final int TOGETHER = 256;

    private final Shards shards;
    private final Map<Shard, Gathered<UserKey, Long>> gathered = new LinkedHashMap<>();

    public StoredUserLog(Shards shards) {
        this.shards = shards;
        shards.all().forEach(
                shard -> gathered.put(shard, new Gathered<>(ROUNDS, TOGETHER, keys -> revisions(shard, keys))));
    }

    @Override
    public Map<UserKey, Long> revisions(Collection<UserKey> users) {
        Map<Shard, List<UserKey>> byShard = new LinkedHashMap<>();
        users.forEach(user -> byShard
                .computeIfAbsent(shards.forUser(user.workspace(), user.user()), shard -> new ArrayList<>())
                .add(user));
        Map<UserKey, Long> revisions = new HashMap<>();
        byShard.forEach((shard, some) -> revisions.putAll(
                some.size() == 1
                        ? Objects.requireNonNull(gathered.get(shard), "shard").only(some)
                        : revisions(shard, some)));
        return revisions;
    }

    private static Map<UserKey, Long> revisions(Shard shard, List<UserKey> users) {
        return ShardFailures.refusing(
                () -> shard.read("user-stream.revisions", handle -> UserStreamTable.find(handle, users)));
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
