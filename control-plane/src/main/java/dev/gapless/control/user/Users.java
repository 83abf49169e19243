package dev.gapless.control.user;

import dev.gapless.control.act.Actor;
import dev.gapless.control.http.AdminRequest;
import dev.gapless.protocol.api.UserDetail;
import dev.gapless.protocol.api.UserDetails;
import dev.gapless.protocol.api.UserView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserTable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Finds and lists the users of a workspace, for operators. Any thread.
public final class Users {
    private final Shards shards;

    public Users(Shards shards) {
        this.shards = shards;
    }

    /// The user that somebody names.
    ///
    /// @param idOrHandle id in its text form, or handle
    /// @throws GaplessException `not-found`
    public UserRow find(WorkspaceId workspace, String idOrHandle) {
        return id(workspace, idOrHandle)
                .flatMap(user -> shards.forUser(workspace, user)
                        .read("user.find", handle -> UserTable.find(handle, workspace, user)))
                .orElseThrow(() -> GaplessException.notFound("user", shortened(idOrHandle)));
    }

    /// The user that a request names, in the workspace that it names.
    ///
    /// @throws GaplessException `not-found`
    public UserRow find(AdminRequest request) {
        return find(request.workspace(), request.path("user"));
    }

    /// The same, if the actor may change that user: admins do not change owners.
    ///
    /// @throws GaplessException `not-found`, `not-allowed`
    public UserRow findToChange(AdminRequest request) {
        UserRow user = find(request);
        requireMayTouch(request.actor(), user.role());
        return user;
    }

    /// @throws GaplessException `not-allowed` if the role is over the actor's
    public static void requireMayTouch(Actor actor, MemberRole role) {
        if (role == MemberRole.OWNER && actor instanceof Actor.Member member && member.role() != MemberRole.OWNER) {
            throw new GaplessException(
                    ErrorCode.NOT_ALLOWED, "role: owner (expected: an owner's token or the operator's for owners)");
        }
    }

    /// A page of a workspace's users, by id, from every shard that holds some.
    ///
    /// @param after id that the page begins behind; 0 for the first page
    /// @param limit 1 to [dev.gapless.protocol.codec.Limits#LIST_MAX]
    public UserDetails page(WorkspaceId workspace, long after, int limit) {
        List<UserRow> rows = shards.touching(workspace).stream()
                .flatMap(shard -> shard.read("user.page", handle -> UserTable.page(handle, workspace, after, limit + 1))
                        .stream())
                .sorted(Comparator.comparing(UserRow::user))
                .toList();
        List<UserDetail> views = rows.stream().limit(limit).map(Users::detail).toList();
        return new UserDetails(
                views, rows.size() > limit ? Optional.of(views.getLast().id().text()) : Optional.empty());
    }

    /// As operators and admins see it.
    public static UserDetail detail(UserRow row) {
        return new UserDetail(
                row.user(),
                row.handle(),
                row.displayName(),
                row.kind().text(),
                row.role().text(),
                row.state().text(),
                row.version(),
                row.createdAt().toEpochMilli());
    }

    /// As everybody sees it.
    public static UserView view(UserRow row) {
        return new UserView(
                row.user(), row.handle(), row.displayName(), row.kind().text(), row.role().text());
    }

    /// An id begins with a capital letter, a handle never does.
    private Optional<UserId> id(WorkspaceId workspace, String idOrHandle) {
        if (!idOrHandle.isEmpty() && idOrHandle.charAt(0) == UserId.PREFIX) {
            try {
                return Optional.of(UserId.parse(idOrHandle));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return shards.forWorkspace(workspace)
                .read(
                        "user.find-handle",
                        handle -> UniqueNameTable.find(handle, workspace, NameKind.HANDLE, idOrHandle))
                .filter(UniqueName::confirmed)
                .map(name -> new UserId(name.owner()));
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
