package dev.gapless.control.user;

import dev.gapless.control.act.Acts;
import dev.gapless.control.act.Done;
import dev.gapless.control.act.Write;
import dev.gapless.control.http.AdminAnswer;
import dev.gapless.control.workspace.WorkspaceChanges;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.schema.quota.QuotaCounts;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.user.UserTable;
import dev.gapless.schema.workspace.AccessTokenTable;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;

/// Changes users: name, role, active or not. A user's row and the workspace's tokens and record are on one shard, and changed in one
/// transaction, unless the workspace is split. Then the record first says that the act has begun, the row follows on its own shard, and
/// a last transaction ends tokens and records the act as done. One that died in between has its entry, and is completed by the same
/// act again, whatever it finds changed already. Any thread.
public final class UserChanges {
    private final Shards shards;
    private final Acts acts;

    public UserChanges(Shards shards, Acts acts) {
        this.shards = shards;
        this.acts = acts;
    }

    /// Changes name and role; what is empty stays. A new role holds for the user's tokens at once.
    public AdminAnswer set(Write write, UserRow user, Optional<String> displayName, Optional<MemberRole> role) {
        return change(write, user, row -> with(
                row, displayName.orElse(row.displayName()), role.orElse(row.role()), row.state()));
    }

    /// Shuts a user out and ends all tokens; what the user wrote stays.
    public AdminAnswer deactivate(Write write, UserRow user) {
        return change(write, user, row -> with(row, row.displayName(), row.role(), UserState.DEACTIVATED));
    }

    /// Lets a user in again, with new tokens.
    public AdminAnswer reactivate(Write write, UserRow user) {
        if (user.state() == UserState.DEACTIVATED) {
            QuotaCounts.requireRoom(shards, user.workspace(), QuotaDimension.MEMBERS);
        }
        return change(write, user, row -> with(row, row.displayName(), row.role(), UserState.ACTIVE));
    }

    private AdminAnswer change(Write write, UserRow user, UnaryOperator<UserRow> step) {
        WorkspaceId workspace = user.workspace();
        Shard home = shards.forUser(workspace, user.user());
        if (home.name().equals(shards.forWorkspace(workspace).name())) {
            return acts.run(write, workspace, user.user().text(), (handle, now) -> {
                UserRow before = find(handle, workspace, user.user());
                UserRow after = changeRow(handle, write, user.user(), workspace, step);
                return before.equals(after)
                        ? Done.unchanged(AdminAnswer.ok(Users.detail(after)))
                        : done(handle, before, after, now);
            });
        }
        Optional<AdminAnswer> answered = acts.answered(write, workspace);
        return answered.orElseGet(() -> changeElsewhere(write, user, home, step));
    }

    private AdminAnswer changeElsewhere(Write write, UserRow user, Shard home, UnaryOperator<UserRow> step) {
        WorkspaceId workspace = user.workspace();
        WorkspaceChanges.requireVersion(write, user.version());
        UserRow wanted = step.apply(user);
        if (write.terms().dryRun()) {
            return AdminAnswer.ok(Users.detail(wanted));
        }
        if (!wanted.equals(user)) {
            acts.begun(
                    write, workspace, user.user().text(),
                    new Done.Change(Users.detail(user), Users.detail(wanted)));
            home.transact(write.action(), handle -> changeRow(handle, write, user.user(), workspace, step));
        }
        UserRow after = home.read("user.find", other -> find(other, workspace, user.user()));
        // Also if the row was so already: whoever changed it may not have come to this.
        return acts.run(write, workspace, user.user().text(), (handle, now) -> done(handle, user, after, now));
    }

    private static UserRow changeRow(
            Handle handle, Write write, UserId user, WorkspaceId workspace, UnaryOperator<UserRow> step) {
        UserRow before = find(handle, workspace, user);
        WorkspaceChanges.requireVersion(write, before.version());
        UserRow after = step.apply(before);
        if (after.equals(before)) {
            return before;
        }
        if (!UserTable.set(handle, after)) {
            throw new GaplessException(
                    ErrorCode.VERSION_CONFLICT, "user: changed by somebody else just now (expected: one change at a"
                            + " time)");
        }
        return find(handle, workspace, user);
    }

    private static Done done(Handle handle, UserRow before, UserRow after, Instant now) {
        int tokens = AccessTokenTable.setRole(handle, after.workspace(), after.user(), after.role());
        if (after.state() == UserState.DEACTIVATED) {
            tokens += AccessTokenTable.revokeAll(handle, after.workspace(), after.user(), now);
        }
        AdminAnswer answer = AdminAnswer.ok(Users.detail(after));
        if (tokens == 0 && before.equals(after)) {
            return Done.unchanged(answer);
        }
        Done done = Done.changed(answer, Users.detail(before), Users.detail(after));
        boolean shut = after.state() != before.state() || after.role() != before.role();
        return tokens > 0 || shut ? done.toldToGateways() : done;
    }

    private static UserRow find(Handle handle, WorkspaceId workspace, UserId user) {
        return UserTable.find(handle, workspace, user)
                .orElseThrow(() -> GaplessException.notFound("user", user.text()));
    }

    private static UserRow with(UserRow row, String displayName, MemberRole role, UserState state) {
        return new UserRow(
                row.workspace(), row.user(), row.handle(), displayName, row.kind(), role, state, row.createdAt(),
                row.version());
    }
}
