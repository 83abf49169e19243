package dev.gapless.server.testing;

import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.user.UserKind;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.user.UserTable;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// Puts workspaces, people and tokens into the databases, as the control plane would.
public final class World {
    private static final int NODE = 1_000;

    private final Shards shards;
    private final IdGenerator ids = new IdGenerator(Clock.systemUTC(), NODE);
    private final Random random = new Random(7);
    private final Instant now = Instant.ofEpochMilli(Clock.systemUTC().millis());

    public World(Shards shards) {
        this.shards = shards;
    }

    /// A user with a token.
    public record Person(WorkspaceId workspace, UserId user, String handle, String token) {}

    public WorkspaceId workspace(String slug) {
        WorkspaceId id = new WorkspaceId(ids.next());
        WorkspaceRow row = new WorkspaceRow(id, slug, slug, "standard", WorkspaceState.ACTIVE, now, 1);
        shards.forWorkspace(id).transact("seed", handle -> {
            WorkspaceTable.insert(handle, row);
            return id;
        });
        return id;
    }

    public Person person(WorkspaceId workspace, String handle, MemberRole role) {
        UserId user = new UserId(ids.next());
        UserRow row = new UserRow(
                workspace, user, handle, "The " + handle, UserKind.PERSON, role, UserState.ACTIVE, now, 1);
        shards.forUser(workspace, user).transact("seed", db -> {
            UserTable.insert(db, row);
            return user;
        });
        UniqueName name = new UniqueName(workspace, NameKind.HANDLE, handle, user.value(), true, true, now);
        shards.forWorkspace(workspace).transact("seed", db -> UniqueNameTable.reserve(db, name));
        return new Person(workspace, user, handle, token(workspace, user, role, Optional.empty()));
    }

    public String token(WorkspaceId workspace, UserId user, MemberRole role, Optional<Instant> expires) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String text = "gpl_" + workspace.text() + "_"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        AccessTokenRow row = new AccessTokenRow(
                workspace,
                sha256(text),
                ids.next(),
                user,
                role,
                Set.of("user"),
                "test",
                now,
                expires,
                Optional.empty());
        shards.forWorkspace(workspace).transact("seed", handle -> {
            AccessTokenTable.insert(handle, row);
            return text;
        });
        return text;
    }

    public long nextId() {
        return ids.next();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
