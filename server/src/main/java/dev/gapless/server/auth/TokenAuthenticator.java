package dev.gapless.server.auth;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import dev.gapless.server.policy.Policies;
import dev.gapless.server.posting.ShardFailures;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Checks tokens against their workspace's shard, and remembers for a few seconds what it found.
///
/// The text is looked up by its SHA-256 only, so the time a check takes tells nothing about stored tokens. Unknown, expired,
/// revoked and malformed tokens, those of a deleted workspace, and those that are for administration only, get one answer. What is
/// remembered ends with the workspace's policy version, so a revoked token works until the gateway hears of it, and for at most
/// [#REMEMBERED] if it does not. Any thread may call; blocks on one shard.
public final class TokenAuthenticator implements Authenticator {
    /// How long a valid token is not looked up again.
    public static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int CACHED = 50_000;

    /// A token needs one of these to talk.
    private static final Set<String> TALKING = Set.of("user", "bot");

    private final Shards shards;
    private final Policies policies;
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

    public TokenAuthenticator(Shards shards, Policies policies, Clock clock) {
        this.shards = shards;
        this.policies = policies;
        this.clock = clock;
    }

    private record Found(Identity identity, Instant until, long policyVersion) {}

    @Override
    public Identity authenticate(String token) {
        WorkspaceId workspace = BearerToken.workspace(token);
        byte[] hash = BearerToken.hash(token);
        ByteBuffer key = ByteBuffer.wrap(hash);
        Instant now = clock.instant();
        Found known = remembered(key);
        if (known != null && now.isBefore(known.until()) && known.policyVersion() == policies.version(workspace)) {
            return known.identity();
        }
        Found fresh = stored(workspace, hash, now).orElseThrow(BearerToken::refused);
        remember(key, fresh);
        return fresh.identity();
    }

    /// The workspace is read before the token: a token that is ended in between is looked up again once the new version is known.
    private Optional<Found> stored(WorkspaceId workspace, byte[] hash, Instant now) {
        return ShardFailures.refusing(() -> shards.forWorkspace(workspace)
                .read("auth.token", handle -> WorkspaceTable.find(handle, workspace)
                        .filter(row -> row.state() == WorkspaceState.ACTIVE || row.state() == WorkspaceState.SUSPENDED)
                        .flatMap(row -> AccessTokenTable.find(handle, workspace, hash)
                                .filter(found -> usable(found, hash, now))
                                .map(found -> found(found, now, policies.learn(row).version())))));
    }

    private static boolean usable(AccessTokenRow row, byte[] hash, Instant now) {
        return row.validAt(now)
                && MessageDigest.isEqual(row.hash(), hash)
                && row.scopes().stream().anyMatch(TALKING::contains);
    }

    private static Found found(AccessTokenRow row, Instant now, long policyVersion) {
        Instant expiry = row.expiresAt().orElse(Instant.MAX);
        Identity identity = new Identity(row.workspace(), row.user(), row.role(), row.scopes(), row.id(), expiry);
        Instant until = now.plus(REMEMBERED);
        return new Found(identity, until.isBefore(expiry) ? until : expiry, policyVersion);
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
