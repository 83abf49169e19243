package dev.gapless.schema.workspace;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.statement.Reach;
import dev.gapless.schema.statement.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/// Removes the rows of a workspace from every table that has some, a bounded number at a time. What says that it is to be removed goes last, so
/// that whoever goes on after a crash finds it.
public final class WorkspacePurge {
    /// Rows that one statement removes at most.
    public static final int ROWS = 1_000;

    private static final List<Statement> FIRST = Stream.of(
            "access_token", "unique_name", "quota_limit", "quota_bucket", "quota_usage", "quota_socket",
            "retention_rule", "legal_hold",
            "export_file", "outbox", "trimming", "user_mention", "read_cursor", "user_stream", "user_channel",
            "member_mention", "everyone_mention", "pin", "reaction_kind", "reaction", "deleted_message", "thread_reply",
            "thread", "event", "channel_size", "channel_member", "channel", "chat_user")
            .map(WorkspacePurge::purge)
            .toList();

    private static final List<Statement> LAST = Stream.of(
            "admin_request", "audit_event", "audit_head", "job", "workspace").map(WorkspacePurge::purge).toList();

    /// For the catalogue.
    public static final List<Statement> STATEMENTS = Stream.concat(FIRST.stream(), LAST.stream()).toList();

    private WorkspacePurge() {}

    /// How many tables there are, but the last few.
    public static int tables() {
        return FIRST.size();
    }

    /// Removes rows of one table from this shard.
    ///
    /// @param table number of the table, from 0
    /// @return how many; fewer than [#ROWS] if these were all
    public static int table(Handle handle, WorkspaceId workspace, int table) {
        return run(handle, FIRST.get(table), workspace);
    }

    /// Removes the record, the job and the workspace itself from this shard.
    ///
    /// @return false if there may be more
    public static boolean rest(Handle handle, WorkspaceId workspace) {
        for (Statement statement : LAST) {
            if (run(handle, statement, workspace) == ROWS) {
                return false;
            }
        }
        return true;
    }

    private static Statement purge(String table) {
        return Statement.single(table + ".purge", Reach.WORKSPACE, "PRIMARY", ":limit rows", """
                DELETE FROM %s WHERE workspace_id = :workspace_id LIMIT :limit""".formatted(table));
    }

    private static int run(Handle handle, Statement statement, WorkspaceId workspace) {
        return handle.createUpdate(statement.sql())
                .bind("workspace_id", workspace.value())
                .bind("limit", ROWS)
                .execute();
    }
}
