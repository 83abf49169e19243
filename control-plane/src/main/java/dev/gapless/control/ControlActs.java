package dev.gapless.control;

import dev.gapless.control.token.IssueToken;
import dev.gapless.control.user.CreateUser;
import dev.gapless.control.user.Users;
import dev.gapless.control.workspace.CreateWorkspace;
import dev.gapless.control.workspace.Workspaces;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.shard.Shards;
import java.time.Clock;
import java.util.random.RandomGenerator;

/// What the control plane can do, as plain objects, with or without HTTP in front. Any thread.
///
/// @param workspaces finds and lists workspaces
/// @param createWorkspace makes one
/// @param users finds and lists users
/// @param createUser makes one
/// @param issueToken makes a token for one
public record ControlActs(
        Workspaces workspaces,
        CreateWorkspace createWorkspace,
        Users users,
        CreateUser createUser,
        IssueToken issueToken) {
    /// @param ids with a node number of its own
    /// @param random a secure one: tokens come from it
    public static ControlActs of(Shards shards, IdGenerator ids, Clock clock, RandomGenerator random) {
        return new ControlActs(
                new Workspaces(shards),
                new CreateWorkspace(shards, ids, clock),
                new Users(shards),
                new CreateUser(shards, ids, clock),
                new IssueToken(shards, ids, clock, random));
    }
}
