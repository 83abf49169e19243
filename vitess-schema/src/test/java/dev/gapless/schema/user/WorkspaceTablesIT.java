package dev.gapless.schema.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.ChannelKind;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.channel.ChannelRow;
import dev.gapless.schema.channel.ChannelTable;
import dev.gapless.schema.name.NameKind;
import dev.gapless.schema.name.UniqueName;
import dev.gapless.schema.name.UniqueNameTable;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.Shards;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.schema.workspace.AccessTokenRow;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkspaceTablesIT {
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
    private static final IdGenerator ids = new IdGenerator(Clock.systemUTC(), 2);

    private static Shards shards;

    private final WorkspaceId workspace = new WorkspaceId(ids.next());
    private Shard shard;

    @BeforeAll
    static void start() {
        shards = TestDatabase.newShards();
    }

    @AfterAll
    static void stop() {
        shards.close();
    }

    @BeforeEach
    void findShard() {
        shard = shards.forWorkspace(workspace);
    }

    @Test
    void keepsUsers() {
        UserRow ada = user("ada");
        UserRow lin = user("lin");
        Shard home = shards.forUser(workspace, ada.user());
        for (UserRow row : List.of(ada, lin, ada)) {
            shards.forUser(workspace, row.user()).transact("test", handle -> {
                UserTable.insert(handle, row);
                return true;
            });
        }
        assertEquals(Optional.of(ada), home.read("test", handle -> UserTable.find(handle, workspace, ada.user())));
        assertEquals(Optional.empty(),
                home.read("test", handle -> UserTable.find(handle, new WorkspaceId(1), ada.user())));
        assertEquals(
                Set.of(ada, lin),
                Set.copyOf(home.read("test",
                        handle -> UserTable.findMany(handle, workspace, List.of(ada.user(), lin.user())))));
        assertEquals(List.of(lin),
                home.read("test", handle -> UserTable.page(handle, workspace, ada.user().value(), 10)));
    }

    @Test
    void neverTakesAnOlderProjection() {
        UserId ada = new UserId(ids.next());
        ChannelKey channel = new ChannelKey(workspace, new ChannelId(ids.next()));
        Shard home = shards.forUser(workspace, ada);
        putNewer(home, new UserChannelRow(channel, ada, MemberRole.MEMBER, true, 3, 2, 5, NOW));
        putNewer(home, new UserChannelRow(channel, ada, MemberRole.MEMBER, false, 3, 2, 4, NOW));
        assertEquals(1, home.read("test", handle -> UserChannelTable.page(handle, workspace, ada, 0, 10)).size());
        putNewer(home, new UserChannelRow(channel, ada, MemberRole.MEMBER, false, 3, 2, 9, NOW));
        putNewer(home, new UserChannelRow(channel, ada, MemberRole.OWNER, true, 3, 2, 5, NOW));
        assertEquals(List.of(), home.read("test", handle -> UserChannelTable.page(handle, workspace, ada, 0, 10)));
        putNewer(home, new UserChannelRow(channel, ada, MemberRole.ADMIN, true, 3, 2, 10, NOW));
        assertEquals(
                List.of(new UserChannelRow(channel, ada, MemberRole.ADMIN, true, 3, 2, 10, NOW)),
                home.read("test", handle -> UserChannelTable.page(handle, workspace, ada, 0, 10)));
    }

    @Test
    void givesANameToTheFirst() {
        UniqueName first = name("general", 1, true);
        assertEquals(first, reserve(first));
        assertEquals(first, reserve(name("general", 2, true)));
        assertEquals(false, shard.transact("test",
                handle -> UniqueNameTable.confirm(handle, workspace, NameKind.CHANNEL, "general", 2)));
        assertEquals(List.of(), page("", "", 10));
        assertEquals(true,
                shard.transact("test", handle -> UniqueNameTable.takeOver(handle, name("general", 3, true), 1)));
        assertEquals(true, shard.transact("test",
                handle -> UniqueNameTable.confirm(handle, workspace, NameKind.CHANNEL, "general", 3)));
        assertEquals(false,
                shard.transact("test", handle -> UniqueNameTable.takeOver(handle, name("general", 4, true), 3)));
        assertEquals(List.of("general"), page("", "", 10));
        assertEquals(true, shard.transact("test",
                handle -> UniqueNameTable.release(handle, workspace, NameKind.CHANNEL, "general", 3)));
        assertEquals(5, reserve(name("general", 5, true)).owner());
    }

    @Test
    void listsNamesByPrefixInOrder() {
        for (String each : List.of("zoo", "dev", "dev-ops", "devel", "décor", "über")) {
            reserve(new UniqueName(workspace, NameKind.CHANNEL, each, each.length(), true, true, NOW));
        }
        reserve(new UniqueName(workspace, NameKind.CHANNEL, "dev-secret", 9, true, false, NOW));
        reserve(new UniqueName(workspace, NameKind.HANDLE, "devon", 9, true, true, NOW));
        assertEquals(List.of("dev", "dev-ops", "devel", "décor", "zoo", "über"), page("", "", 10));
        assertEquals(List.of("dev", "dev-ops", "devel"), page("dev", "", 10));
        assertEquals(List.of("dev-ops", "devel"), page("dev", "dev", 2));
        assertEquals(List.of("über"), page("ü", "", 10));
        assertEquals(List.of("devel"), page("dev", "dev-ops", 10));
    }

    @Test
    void checksTokensByTheirHash() {
        UserId ada = new UserId(ids.next());
        AccessTokenRow token = new AccessTokenRow(
                workspace, new byte[] {1, 2, -3}, ids.next(), ada, MemberRole.ADMIN, Set.of("user", "admin"), "laptop",
                NOW, Optional.of(NOW.plusSeconds(60)), Optional.empty());
        shard.transact("test", handle -> {
            AccessTokenTable.insert(handle, token);
            return true;
        });
        AccessTokenRow found =
                shard.read("test", handle -> AccessTokenTable.find(handle, workspace, token.hash())).orElseThrow();
        assertEquals(ada, found.user());
        assertEquals(Set.of("user", "admin"), found.scopes());
        assertTrue(found.validAt(NOW));
        assertFalse(found.validAt(NOW.plusSeconds(60)));
        assertEquals(Optional.empty(),
                shard.read("test", handle -> AccessTokenTable.find(handle, new WorkspaceId(1), token.hash())));
        assertEquals(true,
                shard.transact("test", handle -> AccessTokenTable.revoke(handle, workspace, ada, token.id(), NOW)));
        assertEquals(false,
                shard.transact("test", handle -> AccessTokenTable.revoke(handle, workspace, ada, token.id(), NOW)));
        List<AccessTokenRow> all = shard.read("test", handle -> AccessTokenTable.ofUser(handle, workspace, ada, 0, 10));
        assertEquals(1, all.size());
        assertFalse(all.getFirst().validAt(NOW));
    }

    @Test
    void keepsWorkspaces() {
        WorkspaceRow row = new WorkspaceRow(workspace, "acme", "Acme", "free", WorkspaceState.ACTIVE, NOW, 1);
        shard.transact("test", handle -> {
            WorkspaceTable.insert(handle, row);
            return true;
        });
        assertEquals(Optional.of(row), shard.read("test", handle -> WorkspaceTable.find(handle, workspace)));
        WorkspaceRow suspended = new WorkspaceRow(
                workspace, "acme", "Acme Inc.", "standard", WorkspaceState.SUSPENDED, NOW, 1, Optional.of(NOW), 0);
        assertEquals(true, shard.transact("test", handle -> WorkspaceTable.set(handle, suspended)));
        assertEquals(false, shard.transact("test", handle -> WorkspaceTable.set(handle, row)));
        shard.transact("test", handle -> {
            WorkspaceTable.raisePolicy(handle, workspace);
            return true;
        });
        assertEquals(
                List.of(new WorkspaceRow(
                        workspace, "acme", "Acme Inc.", "standard", WorkspaceState.SUSPENDED, NOW, 2,
                        Optional.of(NOW), 1)),
                shard.read("test", handle -> WorkspaceTable.findMany(handle, List.of(workspace))));
    }

    @Test
    void keepsDirectMessagesWithTheirPeople() {
        List<UserId> peers = List.of(new UserId(ids.next()), new UserId(ids.next()));
        ChannelKey key = new ChannelKey(workspace, new ChannelId(ids.next()));
        ChannelRow row =
                ChannelRow.fresh(key, ChannelKind.DM, Optional.empty(), Optional.empty(), peers.reversed(), NOW);
        Shard home = shards.forChannel(key);
        for (int i = 0; i < 2; i++) {
            home.transact("test", handle -> {
                ChannelTable.insert(handle, row);
                return true;
            });
        }
        assertEquals(Optional.of(row), home.read("test", handle -> ChannelTable.find(handle, key)));
        assertEquals(peers, row.peers());
        ChannelKey missing = new ChannelKey(workspace, new ChannelId(ids.next()));
        assertEquals(List.of(row), home.read("test", handle -> ChannelTable.findMany(handle, List.of(key, missing))));
        assertEquals(List.of(row), home.read("test", handle -> ChannelTable.page(handle, workspace, 0, 10)));
    }

    private UserRow user(String handle) {
        return new UserRow(
                workspace, new UserId(ids.next()), handle, "The " + handle, UserKind.PERSON, MemberRole.MEMBER,
                UserState.ACTIVE, NOW, 1);
    }

    private UniqueName name(String name, long owner, boolean listed) {
        return new UniqueName(workspace, NameKind.CHANNEL, name, owner, false, listed, NOW);
    }

    private UniqueName reserve(UniqueName name) {
        return shard.transact("test", handle -> UniqueNameTable.reserve(handle, name));
    }

    private List<String> page(String prefix, String after, int limit) {
        return shard
                .read("test", handle -> UniqueNameTable.page(handle, workspace, NameKind.CHANNEL, prefix, after, limit))
                .stream()
                .map(UniqueName::name)
                .toList();
    }

    private static void putNewer(Shard shard, UserChannelRow row) {
        shard.transact("test", handle -> {
            UserChannelTable.putNewer(handle, List.of(row));
            return true;
        });
    }
}
