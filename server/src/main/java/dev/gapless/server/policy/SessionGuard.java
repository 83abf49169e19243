package dev.gapless.server.policy;

import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.AccessTokenTable.TokenKey;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.server.auth.Identity;
import dev.gapless.server.gateway.LivePath;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Closes connections whose token was ended, when their workspace's policy says that something changed. A token whose role is another
/// now is told to connect again. Runs on the thread of the policies.
public final class SessionGuard implements Policies.Listener {
    private static final int TOKENS = 256;

    private final Shards shards;
    private final LivePath live;
    private final Clock clock;

    public SessionGuard(Shards shards, LivePath live, Clock clock) {
        this.shards = shards;
        this.live = live;
        this.clock = clock;
    }

    @Override
    public void changed(WorkspacePolicy policy) {
        Set<Identity> signedIn = live.signedIn(policy.workspace());
        if (signedIn.isEmpty()) {
            return;
        }
        if (policy.state() == WorkspaceState.DELETED) {
            live.close(signedIn);
            return;
        }
        Map<Long, AccessTokenRow> rows = rows(policy.workspace(), signedIn);
        Instant now = clock.instant();
        List<Identity> ended = new ArrayList<>();
        List<Identity> changed = new ArrayList<>();
        for (Identity identity : signedIn) {
            AccessTokenRow row = rows.get(identity.token());
            if (row == null || !row.validAt(now)) {
                ended.add(identity);
            } else if (row.role() != identity.role()) {
                changed.add(identity);
            }
        }
        live.close(Set.copyOf(ended));
        live.sendAway(Set.copyOf(changed));
    }

    private Map<Long, AccessTokenRow> rows(WorkspaceId workspace, Set<Identity> signedIn) {
        List<TokenKey> keys = signedIn.stream()
                .map(identity -> new TokenKey(workspace, identity.user(), identity.token()))
                .distinct()
                .toList();
        Map<Long, AccessTokenRow> rows = new HashMap<>();
        for (int from = 0; from < keys.size(); from += TOKENS) {
            List<TokenKey> some = keys.subList(from, Math.min(keys.size(), from + TOKENS));
            shards.forWorkspace(workspace)
                    .read("session.tokens", handle -> AccessTokenTable.findIds(handle, some))
                    .forEach(row -> rows.put(row.id(), row));
        }
        return rows;
    }
}
