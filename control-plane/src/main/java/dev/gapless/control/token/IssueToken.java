package dev.gapless.control.token;

import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// "Give this user a token." Each call makes another one; those before stay valid. Any thread.
public final class IssueToken {
    private static final String LABEL = "";

    private final Shards shards;
    private final IdGenerator ids;
    private final Clock clock;
    private final RandomGenerator random;

    /// @param random a secure one
    public IssueToken(Shards shards, IdGenerator ids, Clock clock, RandomGenerator random) {
        this.shards = shards;
        this.ids = ids;
        this.clock = clock;
        this.random = random;
    }

    /// Makes a token for a user that exists. Its scope is the user's kind, its role the user's.
    ///
    /// @return the token; its text is nowhere else
    /// @throws dev.gapless.schema.shard.ShardException if the workspace's shard does not take it; with an unknown outcome a token that
    /// nobody knows may be left behind, which is harmless
    public AccessToken run(UserRow user) {
        AccessToken token = AccessToken.make(user.workspace(), random);
        AccessTokenRow row = new AccessTokenRow(
                user.workspace(),
                token.hash(),
                ids.next(),
                user.user(),
                user.role(),
                Set.of(user.kind() == UserKind.BOT ? "bot" : "user"),
                LABEL,
                clock.instant(),
                Optional.empty(),
                Optional.empty());
        shards.forWorkspace(user.workspace()).transact("token.issue", handle -> {
            AccessTokenTable.insert(handle, row);
            return row;
        });
        return token;
    }
}
