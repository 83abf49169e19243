package dev.gapless.control.workspace;

import dev.gapless.protocol.api.WorkspaceList;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.global.DirectoryEntry;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.keyspace.ShardName;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds and lists workspaces, for operators. Any thread.
public final class Workspaces {
    private static final Logger log = LoggerFactory.getLogger(Workspaces.class);

    private final Shards shards;

    public Workspaces(Shards shards) {
        this.shards = shards;
    }

    /// The workspace that somebody names.
    ///
    /// @param slugOrId slug, or id in its text form
    /// @throws GaplessException `not-found`
    public WorkspaceView find(String slugOrId) {
        DirectoryEntry entry = entry(slugOrId);
        Optional<WorkspaceRow> row = shards.forWorkspace(entry.workspace())
                .read("workspace.find", handle -> WorkspaceTable.find(handle, entry.workspace()));
        return view(entry, row);
    }

    /// The id of the workspace that somebody names.
    ///
    /// @param slugOrId slug, or id in its text form
    /// @throws GaplessException `not-found`
    public WorkspaceId id(String slugOrId) {
        return entry(slugOrId).workspace();
    }

    /// A page of all workspaces, by slug. The name of one whose shard is out of reach is empty: a dead shard does not hide the rest.
    ///
    /// @param after slug that the page begins behind; empty for the first page
    /// @param limit 1 to [dev.gapless.protocol.codec.Limits#LIST_MAX]
    public WorkspaceList page(String after, int limit) {
        List<DirectoryEntry> entries = shards.global().read(
                "workspace.page", handle -> WorkspaceDirectoryTable.page(handle, after, limit + 1));
        Set<ShardName> dead = new HashSet<>();
        List<WorkspaceView> views = new ArrayList<>();
        for (DirectoryEntry entry : entries.subList(0, Math.min(limit, entries.size()))) {
            views.add(view(entry, row(entry, dead)));
        }
        return new WorkspaceList(
                views, entries.size() > limit ? Optional.of(views.getLast().slug()) : Optional.empty());
    }

    private Optional<WorkspaceRow> row(DirectoryEntry entry, Set<ShardName> dead) {
        Shard shard = shards.forWorkspace(entry.workspace());
        if (dead.contains(shard.name())) {
            return Optional.empty();
        }
        try {
            return shard.read("workspace.find", handle -> WorkspaceTable.find(handle, entry.workspace()));
        } catch (ShardException e) {
            log.warn("Workspaces are listed without the names that are on a shard out of reach shard={}", shard.name(),
                    e);
            dead.add(shard.name());
            return Optional.empty();
        }
    }

    private DirectoryEntry entry(String slugOrId) {
        Optional<DirectoryEntry> entry = parse(slugOrId)
                .map(id -> shards.global().read(
                        "workspace.find-id", handle -> WorkspaceDirectoryTable.find(handle, id)))
                .orElseGet(() -> shards.global().read(
                        "workspace.find-slug", handle -> WorkspaceDirectoryTable.find(handle, slugOrId)));
        return entry.orElseThrow(() -> GaplessException.notFound("workspace", shortened(slugOrId)));
    }

    /// An id begins with a capital letter, a slug never does.
    private static Optional<WorkspaceId> parse(String slugOrId) {
        if (slugOrId.isEmpty() || slugOrId.charAt(0) != WorkspaceId.PREFIX) {
            return Optional.empty();
        }
        try {
            return Optional.of(WorkspaceId.parse(slugOrId));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static WorkspaceView view(DirectoryEntry entry, Optional<WorkspaceRow> row) {
        return new WorkspaceView(
                entry.workspace(), entry.slug(), row.map(WorkspaceRow::name).orElse(""), entry.state().text());
    }

    private static String shortened(String text) {
        return text.length() > 63 ? text.substring(0, 63) + "…" : text;
    }
}
