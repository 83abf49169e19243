package dev.gapless.control.user;

import dev.gapless.control.workspace.DisplayNames;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.quota.QuotaCounts;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.user.UserTable;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// "Make a user in this workspace." The handle is reserved on the workspace's shard, the row is written on the user's, the handle is
/// confirmed.
///
/// A call that died after the row is completed by the next one with the same words. One that died before it leaves a reserved handle,
/// which may be taken over after [#RESERVED_FOR]: longer than a living call takes between the two steps. Any thread.
public final class CreateUser {
    /// How long a reserved handle without a user is left to whoever reserved it.
    public static final Duration RESERVED_FOR = Duration.ofSeconds(30);

    private final Shards shards;
    private final IdGenerator ids;
    private final Clock clock;

    /// Who is to be made.
    ///
    /// @param workspace where
    /// @param handle unique name in the workspace, as [Texts#checkName] allows
    /// @param displayName as shown, 1 to 200 characters
    /// @param kind person or bot
    /// @param role in the workspace
    public record Wanted(WorkspaceId workspace, String handle, String displayName, UserKind kind, MemberRole role) {}

    /// How it ended.
    public sealed interface Outcome {
        /// The user is there.
        ///
        /// @param user as stored
        record Created(UserRow user) implements Outcome {}

        /// The handle is somebody else's.
        record NameTaken() implements Outcome {}

        /// Somebody is making a user with this handle just now, or died doing so less than [CreateUser#RESERVED_FOR] ago.
        record BeingMade() implements Outcome {}

        /// There is no such workspace, or it is not active.
        record NoSuchWorkspace() implements Outcome {}
    }

    public CreateUser(Shards shards, IdGenerator ids, Clock clock) {
        this.shards = shards;
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes the user, up to the confirmation of the handle, which belongs into the transaction that records the act.
    ///
    /// @return the user as it will be once [#confirm] has been committed
    /// @throws GaplessException `invalid-field`, `limit-reached` if the workspace has as many as it may have
    /// @throws dev.gapless.schema.shard.ShardException if a shard is out of reach; calling again completes it
    public Outcome prepare(Wanted wanted) {
        Texts.checkName("handle", wanted.handle());
        DisplayNames.check("display_name", wanted.displayName());
        Instant now = clock.instant();
        UserId id = new UserId(ids.next());
        UniqueName name =
                new UniqueName(wanted.workspace(), NameKind.HANDLE, wanted.handle(), id.value(), false, true, now);
        Shard shard = shards.forWorkspace(wanted.workspace());
        // Not in the transaction below: a read before the reservation would fix what that transaction sees, and a handle that
        // somebody else reserved meanwhile would be invisible to it.
        boolean active = shard.read("workspace.find", handle -> WorkspaceTable.find(handle, wanted.workspace()))
                .filter(workspace -> workspace.state() == WorkspaceState.ACTIVE)
                .isPresent();
        if (!active) {
            return new Outcome.NoSuchWorkspace();
        }
        if (handleIsFree(wanted)) {
            // One that a call died over is counted already, and only completed.
            QuotaCounts.requireRoom(shards, wanted.workspace(), QuotaDimension.MEMBERS);
        }
        UniqueName holder = shard.transact("user.reserve", handle -> UniqueNameTable.reserve(handle, name));
        if (holder.owner() == id.value()) {
            return write(wanted, id, now);
        }
        return holder.confirmed() ? new Outcome.NameTaken() : resume(wanted, name, holder);
    }

    /// What [#prepare] would make.
    ///
    /// @throws GaplessException `invalid-field`, `name-taken`, `limit-reached`
    public UserRow look(Wanted wanted) {
        Texts.checkName("handle", wanted.handle());
        DisplayNames.check("display_name", wanted.displayName());
        if (!handleIsFree(wanted)) {
            throw new GaplessException(
                    ErrorCode.NAME_TAKEN, "handle: " + wanted.handle() + " is in use (expected: another handle)");
        }
        QuotaCounts.requireRoom(shards, wanted.workspace(), QuotaDimension.MEMBERS);
        return row(wanted, new UserId(ids.next()), clock.instant());
    }

    private boolean handleIsFree(Wanted wanted) {
        return shards.forWorkspace(wanted.workspace())
                .read(
                        "user.find-handle",
                        handle -> UniqueNameTable.find(handle, wanted.workspace(), NameKind.HANDLE, wanted.handle()))
                .isEmpty();
    }

    /// Somebody reserved the handle and did not get to confirm it, yet.
    private Outcome resume(Wanted wanted, UniqueName name, UniqueName reserved) {
        UserId owner = new UserId(reserved.owner());
        Optional<UserRow> made = shards.forUser(wanted.workspace(), owner)
                .read("user.find", handle -> UserTable.find(handle, wanted.workspace(), owner));
        if (made.isPresent()) {
            if (same(made.get(), wanted)) {
                return new Outcome.Created(made.get());
            }
            shards.forWorkspace(wanted.workspace())
                    .transact("user.confirm", handle -> confirm(handle, made.get()));
            return new Outcome.NameTaken();
        }
        if (name.createdAt().isBefore(reserved.createdAt().plus(RESERVED_FOR))) {
            return new Outcome.BeingMade();
        }
        boolean taken = shards.forWorkspace(wanted.workspace()).transact(
                "user.take-over", handle -> UniqueNameTable.takeOver(handle, name, reserved.owner()));
        return taken ? write(wanted, new UserId(name.owner()), name.createdAt()) : new Outcome.BeingMade();
    }

    private Outcome write(Wanted wanted, UserId id, Instant now) {
        UserRow row = row(wanted, id, now);
        shards.forUser(wanted.workspace(), id).transact("user.insert", handle -> {
            UserTable.insert(handle, row);
            return row;
        });
        return new Outcome.Created(row);
    }

    private static UserRow row(Wanted wanted, UserId id, Instant now) {
        return new UserRow(
                wanted.workspace(),
                id,
                wanted.handle(),
                wanted.displayName(),
                wanted.kind(),
                wanted.role(),
                UserState.ACTIVE,
                now,
                1);
    }

    /// Confirms the handle of a prepared user.
    ///
    /// @return false if the handle is somebody else's by now
    public static boolean confirm(Handle db, UserRow user) {
        // An update that changes nothing counts no row, so who owns the handle is asked, not counted.
        UniqueNameTable.confirm(db, user.workspace(), NameKind.HANDLE, user.handle(), user.user().value());
        return UniqueNameTable.find(db, user.workspace(), NameKind.HANDLE, user.handle())
                .map(found -> found.owner() == user.user().value() && found.confirmed())
                .orElse(false);
    }

    private static boolean same(UserRow made, Wanted wanted) {
        return made.displayName().equals(wanted.displayName())
                && made.kind() == wanted.kind()
                && made.role() == wanted.role();
    }
}
