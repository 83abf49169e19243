package dev.gapless.schema.quota;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.Plan;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.channel.ChannelState;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// How many people and channels a workspace has, and whether there may be one more. They are counted when one is to be made, and only
/// under a hard limit: that is seldom, and an index of a workspace's rows is read in some milliseconds. Whoever counts takes no lock, so that
/// those who make one at the same moment may go over by as many as they are. Any thread.
public final class QuotaCounts {
    private static final Statement MEMBERS = Statement.single(
            "chat_user.count", Reach.WORKSPACE, "PRIMARY", "1 row, per shard, from all users of the workspace", """
            SELECT COUNT(*) FROM chat_user FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND state = :state""");

    private static final Statement CHANNELS = Statement.single(
            "channel.count", Reach.WORKSPACE, "PRIMARY", "1 row, per shard, from all channels of the workspace", """
            SELECT COUNT(*) FROM channel FORCE INDEX (PRIMARY)
            WHERE workspace_id = :workspace_id AND state = :state AND kind IN (:public, :private)""");

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = List.of(MEMBERS, CHANNELS);

    private QuotaCounts() {}

    /// Lets one more be made.
    ///
    /// @param dimension members or channels
    /// @throws GaplessException `limit-reached`
    public static void requireRoom(Shards shards, WorkspaceId workspace, QuotaDimension dimension) {
        QuotaLimit limit = limit(shards, workspace, dimension);
        if (limit.state() != QuotaState.HARD) {
            return;
        }
        long present = count(shards, workspace, dimension);
        if (present >= limit.amount()) {
            throw new GaplessException(
                    ErrorCode.LIMIT_REACHED,
                    dimension.text() + ": " + present + " in the workspace (expected: under its quota of "
                            + limit.amount() + ")");
        }
    }

    /// How many there are.
    ///
    /// @param dimension members or channels
    public static long count(Shards shards, WorkspaceId workspace, QuotaDimension dimension) {
        long count = 0;
        for (Shard shard : shards.touching(workspace)) {
            count += shard.read("quota.count", handle -> count(handle, workspace, dimension));
        }
        return count;
    }

    private static long count(Handle handle, WorkspaceId workspace, QuotaDimension dimension) {
        return switch (dimension) {
            case MEMBERS -> handle.createQuery(MEMBERS.sql())
                    .bind("workspace_id", workspace.value())
                    .bind("state", UserState.ACTIVE.number())
                    .mapTo(Long.class)
                    .one();
            case CHANNELS -> handle.createQuery(CHANNELS.sql())
                    .bind("workspace_id", workspace.value())
                    .bind("state", ChannelState.ACTIVE.number())
                    .bind("public", ChannelKind.PUBLIC.number())
                    .bind("private", ChannelKind.PRIVATE.number())
                    .mapTo(Long.class)
                    .one();
            case SENDS, HISTORY, FANOUT, SOCKETS, STORAGE ->
                throw new IllegalArgumentException(
                        "dimension: " + dimension.text() + " (expected: members or channels)");
        };
    }

    private static QuotaLimit limit(Shards shards, WorkspaceId workspace, QuotaDimension dimension) {
        return shards.forWorkspace(workspace).read("quota.limit", handle -> QuotaLimitTable.all(handle, workspace)
                .stream()
                .filter(row -> row.subject() == QuotaLimitRow.WORKSPACE && row.dimension() == dimension)
                .map(QuotaLimitRow::limit)
                .findFirst()
                .orElseGet(() -> WorkspaceTable.find(handle, workspace)
                        .map(WorkspaceRow::plan)
                        .flatMap(Plan::find)
                        .orElse(Plan.STANDARD)
                        .limit(dimension)));
    }
}
