package dev.gapless.server.user;

import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.user.UserTable;
import dev.gapless.server.posting.ShardFailures;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Looks people up in one workspace. Any thread may call; blocks.
public final class People {
    private final Shards shards;

    public People(Shards shards) {
        this.shards = shards;
    }

    /// Those of the users that exist, one statement per shard.
    public Map<UserId, UserRow> find(WorkspaceId workspace, Collection<UserId> users) {
        Map<Shard, List<UserId>> byShard = new LinkedHashMap<>();
        for (UserId user : users) {
            byShard.computeIfAbsent(shards.forUser(workspace, user), shard -> new ArrayList<>())
                    .add(user);
        }
        Map<UserId, UserRow> found = new HashMap<>();
        byShard.forEach((shard, some) -> {
            List<UserRow> rows = ShardFailures.refusing(
                    () -> shard.read("user.find-many", handle -> UserTable.findMany(handle, workspace, some)));
            rows.forEach(row -> found.put(row.user(), row));
        });
        return found;
    }

    /// Checks that all of them are there and active.
    ///
    /// @throws GaplessException `not-found`, naming the first that is not
    public void requireAll(WorkspaceId workspace, Collection<UserId> users) {
        Map<UserId, UserRow> found = find(workspace, users);
        for (UserId user : users) {
            UserRow row = found.get(user);
            if (row == null || row.state() != UserState.ACTIVE) {
                throw GaplessException.notFound("user", user.text());
            }
        }
    }

    static UserView view(UserRow row) {
        return new UserView(
                row.user(), row.handle(), row.displayName(), row.kind().text(), row.role().text());
    }
}
