package dev.gapless.control.workspace;

import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.api.WorkspaceDetails;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.global.DirectoryEntry;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardException;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds and lists workspaces, for operators. Any thread.
public final class Workspaces {
    private static final Logger log = LoggerFactory.getLogger(Workspaces.class);

    private final Shards shards;

    public Workspaces(Shards shards) {
        this.shards = shards;
    }

    /// A workspace.
    ///
    /// @throws GaplessException `not-found`
    public WorkspaceDetail detail(WorkspaceId workspace) {
        Optional<WorkspaceRow> row = shards.forWorkspace(workspace)
                .read("workspace.find", handle -> WorkspaceTable.find(handle, workspace));
        return row.map(WorkspaceChanges::detail)
                .orElseGet(() -> view(entry(workspace.text()), Optional.empty()));
    }

    /// The one answer for a missing workspace and for a foreign one.
    public static GaplessException notFound(String slugOrId) {
        return GaplessException.notFound("workspace", shortened(slugOrId));
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
    public WorkspaceDetails page(String after, int limit) {
        List<DirectoryEntry> entries = shards.global().read(
                "workspace.page", handle -> WorkspaceDirectoryTable.page(handle, after, limit + 1));
        List<DirectoryEntry> shown = entries.subList(0, Math.min(limit, entries.size()));
        Map<WorkspaceId, WorkspaceRow> rows = rows(shown);
        List<WorkspaceDetail> views = shown.stream()
                .map(entry -> view(entry, Optional.ofNullable(rows.get(entry.workspace()))))
                .toList();
        return new WorkspaceDetails(
                views, entries.size() > limit ? Optional.of(views.getLast().slug()) : Optional.empty());
    }

    /// One statement per shard and some hundred workspaces.
    private Map<WorkspaceId, WorkspaceRow> rows(List<DirectoryEntry> entries) {
        Map<Shard, List<WorkspaceId>> byShard = entries.stream()
                .map(DirectoryEntry::workspace)
                .collect(Collectors.groupingBy(shards::forWorkspace));
        Map<WorkspaceId, WorkspaceRow> rows = new HashMap<>();
        byShard.forEach((shard, ids) -> {
            try {
                shard.read("workspace.find-many", handle -> WorkspaceTable.findMany(handle, ids))
                        .forEach(row -> rows.put(row.workspace(), row));
            } catch (ShardException e) {
                log.warn("Workspaces are listed without what a shard out of reach knows shard={}", shard.name(), e);
            }
        });
        return rows;
    }

    private DirectoryEntry entry(String slugOrId) {
        Optional<DirectoryEntry> entry = parse(slugOrId)
                .map(id -> shards.global().read(
                        "workspace.find-id", handle -> WorkspaceDirectoryTable.find(handle, id)))
                .orElseGet(() -> shards.global().read(
                        "workspace.find-slug", handle -> WorkspaceDirectoryTable.find(handle, slugOrId)));
        return entry.orElseThrow(() -> notFound(slugOrId));
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

    private static WorkspaceDetail view(DirectoryEntry entry, Optional<WorkspaceRow> row) {
        return row.filter(found -> entry.state() != WorkspaceState.RESERVED)
                .map(WorkspaceChanges::detail)
                .orElseGet(() -> new WorkspaceDetail(
                        entry.workspace(),
                        entry.slug(),
                        row.map(WorkspaceRow::name).orElse(""),
                        entry.state().text(),
                        row.map(WorkspaceRow::plan).orElse(""),
                        0,
                        entry.createdAt().toEpochMilli(),
                        Optional.empty()));
    }

    private static String shortened(String text) {
        return text.length() > 63 ? text.substring(0, 63) + "…" : text;
    }
}
