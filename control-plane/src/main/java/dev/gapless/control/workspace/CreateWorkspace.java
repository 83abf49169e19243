package dev.gapless.control.workspace;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.Plan;
import dev.gapless.schema.audit.AuditHeadTable;
import dev.gapless.schema.global.DirectoryEntry;
import dev.gapless.schema.global.WorkspaceDirectoryTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
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

    private final Shards shards;
    private final IdGenerator ids;
    private final Clock clock;
    private final Acts acts;

    /// What is to be made.
    ///
    /// @param slug 1 to 63 of a-z, 0-9 and `-`, not at an end
    /// @param name as shown, 1 to 200 characters
    /// @param plan what it pays for
    public record Wanted(String slug, String name, Plan plan) {}

    /// How it ended.
    public sealed interface Outcome {
        /// The workspace is there and active.
        ///
        /// @param workspace as it is now
        record Created(WorkspaceDetail workspace) implements Outcome {}

        /// It was there before, active, with this slug and this name: an earlier call made it.
        ///
        /// @param workspace as it is now
        record AlreadyThere(WorkspaceDetail workspace) implements Outcome {}

        /// The slug belongs to a workspace with another name, or to one that was suspended or deleted.
        record NameTaken() implements Outcome {}
    }

    public CreateWorkspace(Shards shards, IdGenerator ids, Clock clock, Acts acts) {
        this.shards = shards;
        this.ids = ids;
        this.clock = clock;
        this.acts = acts;
    }

    /// Makes it, and answers as the wire says it. The answer is remembered in the installation's record, the making is recorded as the
    /// first entry of the workspace's own.
    ///
    /// @throws GaplessException `invalid-field`, `name-taken`, `key-reused`
    public AdminAnswer answer(Write write, Wanted wanted) {
        return acts.runSteps(write, Acts.INSTALLATION, () -> {
            Outcome outcome = write.terms().dryRun() ? look(wanted) : run(write, wanted);
            return switch (outcome) {
                case Outcome.Created(var workspace) -> Done.unchanged(AdminAnswer.created(workspace));
                case Outcome.AlreadyThere(var workspace) -> Done.unchanged(AdminAnswer.ok(workspace));
                case Outcome.NameTaken() ->
                    throw new GaplessException(
                            ErrorCode.NAME_TAKEN, "slug: " + wanted.slug() + " is in use (expected: another slug)");
            };
        });
    }

    /// Makes it.
    ///
    /// @throws GaplessException `invalid-field`
    /// @throws dev.gapless.schema.shard.ShardException if a database is out of reach; calling again completes it
    public Outcome run(Write write, Wanted wanted) {
        check(wanted);
        DirectoryEntry fresh = fresh(wanted);
        DirectoryEntry entry = shards.global().transact(
                "workspace.reserve", handle -> WorkspaceDirectoryTable.reserve(handle, fresh));
        return switch (entry.state()) {
            case RESERVED -> complete(write, entry, wanted);
            case ACTIVE -> there(entry, wanted);
            case SUSPENDED, DELETED -> new Outcome.NameTaken();
        };
    }

    /// What [#run] would do.
    private Outcome look(Wanted wanted) {
        check(wanted);
        Optional<DirectoryEntry> entry = shards.global().read(
                "workspace.find-slug", handle -> WorkspaceDirectoryTable.find(handle, wanted.slug()));
        DirectoryEntry fresh = fresh(wanted);
        return entry
                .map(found -> found.state() == WorkspaceState.ACTIVE ? there(found, wanted) : new Outcome.NameTaken())
                .orElseGet(() -> new Outcome.Created(WorkspaceChanges.detail(row(fresh, wanted))));
    }

    private Outcome complete(Write write, DirectoryEntry entry, Wanted wanted) {
        Optional<WorkspaceRow> made = shards.forWorkspace(entry.workspace()).transact("workspace.insert", handle -> {
            WorkspaceTable.insert(handle, row(entry, wanted));
            // A read that locks sees what another call committed meanwhile.
            Optional<WorkspaceRow> row = WorkspaceTable.lock(handle, entry.workspace())
                    .filter(found -> found.name().equals(wanted.name()));
            if (row.isPresent() && AuditHeadTable.find(handle, entry.workspace()).seq() == 0) {
                acts.record(
                        handle, write, entry.workspace(), entry.workspace().text(),
                        new Done.Change("", WorkspaceChanges.detail(row.get())));
            }
            return row;
        });
        if (made.isEmpty()) {
            return new Outcome.NameTaken();
        }
        shards.global().transact(
                "workspace.activate",
                handle -> WorkspaceDirectoryTable.setState(
                        handle, entry.slug(), entry.workspace(), WorkspaceState.ACTIVE));
        return new Outcome.Created(WorkspaceChanges.detail(made.get()));
    }

    private Outcome there(DirectoryEntry entry, Wanted wanted) {
        return shards.forWorkspace(entry.workspace())
                .read("workspace.find", handle -> WorkspaceTable.find(handle, entry.workspace()))
                .filter(row -> row.name().equals(wanted.name()))
                .<Outcome>map(row -> new Outcome.AlreadyThere(WorkspaceChanges.detail(row)))
                .orElseGet(Outcome.NameTaken::new);
    }

    private DirectoryEntry fresh(Wanted wanted) {
        return new DirectoryEntry(
                wanted.slug(), new WorkspaceId(ids.next()), KEYSPACE, WorkspaceState.RESERVED,
                Instant.ofEpochMilli(clock.millis()), 1);
    }

    private static WorkspaceRow row(DirectoryEntry entry, Wanted wanted) {
        return new WorkspaceRow(
                entry.workspace(), entry.slug(), wanted.name(), wanted.plan().text(), WorkspaceState.ACTIVE,
                entry.createdAt(), 1);
    }

    private static void check(Wanted wanted) {
        checkSlug(wanted.slug());
        DisplayNames.check("name", wanted.name());
    }

    private static void checkSlug(String slug) {
        if (!SLUG.matcher(slug).matches()) {
            throw GaplessException.invalidField("slug", slug, "1 to 63 of a-z, 0-9 and '-', not at an end");
        }
    }
}
