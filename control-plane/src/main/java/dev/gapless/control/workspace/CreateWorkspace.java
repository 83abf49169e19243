package dev.gapless.control.workspace;

import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.global.DirectoryEntry;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;

/// "Make a workspace." Three steps over two databases: the slug is reserved in the global directory, the row is written on
/// the workspace's shard, the directory entry becomes active.
///
/// Each step may be repeated, so a call that died between them is completed by the same call again, from anywhere: it finds the
/// reserved slug and goes on with the id that is there. The shard's row decides between callers who want the slug under different
/// names. Any thread.
public final class CreateWorkspace {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final String KEYSPACE = "gapless";
    private static final String PLAN = "standard";

    private final Shards shards;
    private final IdGenerator ids;
    private final Clock clock;

    /// How it ended.
    public sealed interface Outcome {
        /// The workspace is there and active.
        ///
        /// @param workspace as it is now
        record Created(WorkspaceView workspace) implements Outcome {}

        /// It was there before, active, with this slug and this name: an earlier call made it.
        ///
        /// @param workspace as it is now
        record AlreadyThere(WorkspaceView workspace) implements Outcome {}

        /// The slug belongs to a workspace with another name, or to one that was suspended or deleted.
        record NameTaken() implements Outcome {}
    }

    public CreateWorkspace(Shards shards, IdGenerator ids, Clock clock) {
        this.shards = shards;
        this.ids = ids;
        this.clock = clock;
    }

    /// @param slug 1 to 63 of a-z, 0-9 and `-`, not at an end
    /// @param name as shown, 1 to 200 characters
    /// @throws GaplessException `invalid-field`
    /// @throws dev.gapless.schema.shard.ShardException if a database is out of reach; calling again completes it
    public Outcome run(String slug, String name) {
        checkSlug(slug);
        DisplayNames.check("name", name);
        Instant now = clock.instant();
        DirectoryEntry wanted = new DirectoryEntry(
                slug, new WorkspaceId(ids.next()), KEYSPACE, WorkspaceState.RESERVED, now, 1);
        DirectoryEntry entry = shards.global().transact(
                "workspace.reserve", handle -> WorkspaceDirectoryTable.reserve(handle, wanted));
        return switch (entry.state()) {
            case RESERVED -> complete(entry, name);
            case ACTIVE -> sameName(entry, name)
                    ? new Outcome.AlreadyThere(view(entry, name))
                    : new Outcome.NameTaken();
            case SUSPENDED, DELETED -> new Outcome.NameTaken();
        };
    }

    private Outcome complete(DirectoryEntry entry, String name) {
        WorkspaceRow wanted = new WorkspaceRow(
                entry.workspace(), entry.slug(), name, PLAN, WorkspaceState.ACTIVE, entry.createdAt(), 1);
        boolean ours = shards.forWorkspace(entry.workspace()).transact("workspace.insert", handle -> {
            WorkspaceTable.insert(handle, wanted);
            return WorkspaceTable.find(handle, entry.workspace())
                    .map(row -> row.name().equals(name))
                    .orElse(false);
        });
        if (!ours) {
            return new Outcome.NameTaken();
        }
        shards.global().transact(
                "workspace.activate",
                handle -> WorkspaceDirectoryTable.setState(
                        handle, entry.slug(), entry.workspace(), WorkspaceState.ACTIVE));
        return new Outcome.Created(view(entry, name));
    }

    private boolean sameName(DirectoryEntry entry, String name) {
        return shards.forWorkspace(entry.workspace())
                .read("workspace.find", handle -> WorkspaceTable.find(handle, entry.workspace()))
                .map(row -> row.name().equals(name))
                .orElse(false);
    }

    private static WorkspaceView view(DirectoryEntry entry, String name) {
        return new WorkspaceView(entry.workspace(), entry.slug(), name, WorkspaceState.ACTIVE.text());
    }

    private static void checkSlug(String slug) {
        if (!SLUG.matcher(slug).matches()) {
            throw GaplessException.invalidField("slug", slug, "1 to 63 of a-z, 0-9 and '-', not at an end");
        }
    }
}
