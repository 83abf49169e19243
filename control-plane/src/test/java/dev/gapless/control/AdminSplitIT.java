package dev.gapless.control;

import static dev.gapless.control.testing.RunningControl.WORKSPACES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.control.testing.MortalControl;
import dev.gapless.control.testing.RunningControl;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.ChannelDetail;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.ImportedMessages;
import dev.gapless.protocol.api.TokenList;
import dev.gapless.protocol.api.TokenView;
import dev.gapless.protocol.api.UserDetail;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.audit.AuditCheck;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.keyspace.KeyspaceId;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.keyspace.ShardName;
import dev.gapless.schema.shard.Shard;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.schema.user.UserRow;
import dev.gapless.schema.user.UserState;
import dev.gapless.schema.user.UserTable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A workspace that is split between two shards: a user's row is on the other one than the workspace's tokens and record.
class AdminSplitIT {
    private static final String SLUG = "split";

    @Test
    void recordsAnActBeforeItBeginsAndCompletesOneThatDiedInBetween(@TempDir Path directory) {
        ShardsConfig split = split(directory);
        try (RunningControl control = RunningControl.start(directory, split)) {
            WorkspaceId workspace = control.get(WORKSPACES + "/" + SLUG).as(WorkspaceDetail.class).id();
            CreatedUser ada = elsewhere(control, workspace);
            String user = WORKSPACES + "/" + SLUG + "/users/" + ada.user().handle();
            long version = control.get(user).as(UserDetail.class).resourceVersion();
            String promotion = user + "?resource_version=" + version;
            UserDetail promoted = control.call(control.operator(), "PATCH", promotion, "{\"role\":\"admin\"}", "key")
                    .as(UserDetail.class);
            assertEquals("admin", promoted.role());
            assertTrue(control.call(control.operator(), "PATCH", promotion, "{\"role\":\"admin\"}", "key").replayed());
            control.operator("PATCH", promotion, "{\"role\":\"guest\"}").refused(409, "version-conflict");
            control.operator("PATCH", user + "?dry_run=true", "{\"role\":\"guest\"}").as(UserDetail.class);
            assertEquals("admin", control.get(user).as(UserDetail.class).role());

            // As one that died after the row leaves it: the row is changed, the tokens are not.
            Shard home = control.shards().forUser(workspace, ada.user().id());
            home.transact("test", handle -> {
                UserRow row = UserTable.find(handle, workspace, ada.user().id()).orElseThrow();
                return UserTable.set(handle, new UserRow(
                        row.workspace(), row.user(), row.handle(), row.displayName(), row.kind(), row.role(),
                        UserState.DEACTIVATED, row.createdAt(), row.version()));
            });
            assertEquals(List.of("valid"), tokens(control, user));
            control.operator("POST", user + "/deactivation?reason=left", "").as(UserDetail.class);
            assertEquals(List.of("revoked"), tokens(control, user));
            AuditPage record = control.get(WORKSPACES + "/" + SLUG + "/audit?limit=1000").as(AuditPage.class);
            assertEquals(
                    List.of("user.set begun", "user.set done", "user.set version-conflict", "user.deactivate done"),
                    record.entries().stream()
                            .filter(entry -> entry.action().startsWith("user.")
                                    && !entry.action().equals("user.create"))
                            .map(entry -> entry.action() + " " + entry.outcome())
                            .toList());
            AuditCheck check = new AuditCheck();
            record.entries().forEach(check::take);
            check.end(record.head());
            assertTrue(check.sound(), check.faults()::toString);
        }
    }

    @Test
    void isCompletedUnderItsKeyAfterAKillBetweenItsBeginningAndItself(@TempDir Path directory) throws Exception {
        ShardsConfig split = split(directory);
        try (RunningControl control = RunningControl.start(directory, split, Map.of("control.jobs-every", "1h"));
                HttpClient http = HttpClient.newHttpClient()) {
            WorkspaceId workspace = control.get(WORKSPACES + "/" + SLUG).as(WorkspaceDetail.class).id();
            CreatedUser ada = elsewhere(control, workspace);
            String user = WORKSPACES + "/" + SLUG + "/users/" + ada.user().handle();
            try (MortalControl mortal = MortalControl.start(
                    Files.createDirectory(directory.resolve("mortal")), control.shards(),
                    RunningControl.settings(directory, split), Map.of("after.audit.begun", 0))) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + mortal.port() + user))
                        .header("Authorization", "Bearer " + control.operator())
                        .header("Idempotency-Key", "key")
                        .method("PATCH", BodyPublishers.ofString("{\"role\":\"admin\"}"))
                        .build();
                assertThrows(IOException.class, () -> http.send(request, BodyHandlers.discarding()));
                mortal.awaitDeath();
            }
            assertEquals("member", control.get(user).as(UserDetail.class).role());
            assertEquals(List.of("user.set begun"), acts(control, "user.set"));
            assertEquals(
                    "admin",
                    control.call(control.operator(), "PATCH", user, "{\"role\":\"admin\"}", "key")
                            .as(UserDetail.class)
                            .role());
            assertTrue(control.call(control.operator(), "PATCH", user, "{\"role\":\"admin\"}", "key").replayed());
            assertEquals(List.of("user.set begun", "user.set begun", "user.set done"), acts(control, "user.set"));
        }
    }

    @Test
    void importsAChannelThatIsNotWhereTheRecordIs(@TempDir Path directory) {
        try (RunningControl control = RunningControl.start(directory, split(directory))) {
            WorkspaceId workspace = control.get(WORKSPACES + "/" + SLUG).as(WorkspaceDetail.class).id();
            control.user(SLUG, "mia", "person", "member");
            ShardName record = control.shards().forWorkspace(workspace).name();
            String name = "";
            for (int i = 0; i < 200 && name.isEmpty(); i++) {
                ChannelDetail made = control.operator(
                        "POST", WORKSPACES + "/" + SLUG + "/channel-imports?reason=x",
                        "{\"name\":\"c" + i + "\",\"kind\":\"public\",\"created_ms\":5}").as(ChannelDetail.class);
                boolean there =
                        control.shards().forChannel(new ChannelKey(workspace, made.id())).name().equals(record);
                name = there ? "" : "c" + i;
            }
            String path = WORKSPACES + "/" + SLUG + "/channels/" + name + "/imported-messages?reason=x";
            String body = "{\"messages\":[{\"key\":\"k\",\"user\":\"mia\",\"at_ms\":7,\"text\":\"hi\"}]}";
            assertEquals(
                    1, control.operator("POST", path + "&dry_run=true", body).as(ImportedMessages.class).taken());
            assertEquals(1, control.operator("POST", path, body).as(ImportedMessages.class).taken());
            assertEquals(0, control.operator("POST", path, body).as(ImportedMessages.class).taken());
            assertEquals(
                    List.of(
                            "channel.import-messages begun", "channel.import-messages done",
                            "channel.import-messages begun", "channel.import-messages done"),
                    acts(control, "channel.import-messages"));
        }
    }

    private static List<String> acts(RunningControl control, String action) {
        AuditPage record = control.get(WORKSPACES + "/" + SLUG + "/audit?limit=1000").as(AuditPage.class);
        AuditCheck check = new AuditCheck();
        record.entries().forEach(check::take);
        check.end(record.head());
        assertTrue(check.sound(), check.faults()::toString);
        return record.entries().stream()
                .filter(entry -> entry.action().equals(action))
                .map(entry -> entry.action() + " " + entry.outcome())
                .toList();
    }

    /// Databases with a workspace whose users are on both sides of the bound.
    private static ShardsConfig split(Path directory) {
        ShardsConfig databases = TestDatabase.newConfig();
        try (RunningControl whole = RunningControl.start(directory, splitAt(databases, "ffffffffffffffff"))) {
            // Right behind the workspace's own rows, so that some of its users are on the other side.
            KeyspaceId own = KeyspaceRouter.ofWorkspace(whole.workspace(SLUG).id());
            return splitAt(databases, new KeyspaceId(own.bits() + 1).toString());
        }
    }

    private static List<String> tokens(RunningControl control, String user) {
        return control.get(user + "/tokens").as(TokenList.class).tokens().stream().map(TokenView::state).toList();
    }

    /// A user on the other shard.
    private static CreatedUser elsewhere(RunningControl control, WorkspaceId workspace) {
        ShardName record = control.shards().forWorkspace(workspace).name();
        for (int i = 0; i < 200; i++) {
            CreatedUser user = control.user(SLUG, "user" + i, "person", "member");
            if (!control.shards().forUser(workspace, user.user().id()).name().equals(record)) {
                return user;
            }
        }
        throw new AssertionError("200 users are on one side of the split");
    }

    private static ShardsConfig splitAt(ShardsConfig databases, String bound) {
        return new ShardsConfig(
                databases.mode(),
                List.of(new ShardName("-" + bound), new ShardName(bound + "-")),
                databases.urls(),
                databases.globalUrl(),
                databases.user(),
                databases.password(),
                databases.poolSize(),
                databases.connectTimeout(),
                databases.socketTimeout());
    }
}
