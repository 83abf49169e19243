package dev.gapless.server.auth;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import dev.gapless.server.posting.ShardFailures;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Checks tokens against their workspace's shard, and remembers for a few seconds what it found.
///
/// The text is looked up by its SHA-256 only, so the time a check takes tells nothing about stored tokens. Unknown, expired,
/// revoked and malformed tokens, and those of a suspended workspace, get one answer. A revoked token works for at most
/// [#REMEMBERED] longer. Any thread may call; blocks on one shard.
public final class TokenAuthenticator implements Authenticator {
    /// How long a valid token is not looked up again.
    public static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int CACHED = 50_000;

    private final Shards shards;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    /// Valid tokens by hash, those used longest ago first. Mutated only under `lock`.
    private final LinkedHashMap<ByteBuffer, Found> found = new LinkedHashMap<>(1_024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Found> eldest) {
            return size() > CACHED;
        }
    };

    public TokenAuthenticator(Shards shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    private record Found(Identity identity, Instant until) {}

    @Override
    public Identity authenticate(String token) {
        WorkspaceId workspace = BearerToken.workspace(token);
        byte[] hash = BearerToken.hash(token);
        ByteBuffer key = ByteBuffer.wrap(hash);
        Instant now = clock.instant();
        Found known = remembered(key);
        if (known != null && now.isBefore(known.until())) {
            return known.identity();
        }
        AccessTokenRow row = stored(workspace, hash, now).orElseThrow(BearerToken::refused);
        Identity identity = new Identity(workspace, row.user(), row.role(), row.scopes());
        Instant until = now.plus(REMEMBERED);
        Instant expiry = row.expiresAt().orElse(Instant.MAX);
        remember(key, new Found(identity, until.isBefore(expiry) ? until : expiry));
        return identity;
    }

    private Optional<AccessTokenRow> stored(WorkspaceId workspace, byte[] hash, Instant now) {
        return ShardFailures.refusing(() -> shards.forWorkspace(workspace)
                .read("auth.token", handle -> AccessTokenTable.find(handle, workspace, hash)
                        .filter(row -> row.validAt(now) && MessageDigest.isEqual(row.hash(), hash))
                        .filter(row -> WorkspaceTable.find(handle, workspace)
                                .map(WorkspaceRow::state)
                                .filter(state -> state == WorkspaceState.ACTIVE)
                                .isPresent())));
    }

    private @Nullable Found remembered(ByteBuffer key) {
        lock.lock();
        try {
            return found.get(key);
        } finally {
            lock.unlock();
        }
    }

    private void remember(ByteBuffer key, Found value) {
        lock.lock();
        try {
            found.put(key, value);
        } finally {
            lock.unlock();
        }
    }
}
