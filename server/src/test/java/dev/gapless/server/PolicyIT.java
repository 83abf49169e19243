package dev.gapless.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.schema.workspace.AccessTokenTable;
import dev.gapless.schema.workspace.WorkspaceRow;
import dev.gapless.schema.workspace.WorkspaceState;
import dev.gapless.schema.workspace.WorkspaceTable;
import dev.gapless.server.testing.Api;
import dev.gapless.server.testing.Api.Reply;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the control plane wrote, as a gateway carries it out that nobody tells anything: there is neither a control plane nor Kafka.
class PolicyIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static RunningServer running;
    private static Api api;

    @BeforeAll
    static void start() {
        running = RunningServer.start(TestDatabase.newConfig(), Map.of("policy.look-every", "100ms"));
        api = running.api();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void refusesWritesOfASuspendedWorkspaceAndLetsItRead() {
        WorkspaceId workspace = running.world().workspace("suspended");
        Person ada = running.world().person(workspace, "ada", MemberRole.OWNER);
        Person lin = running.world().person(workspace, "lin", MemberRole.MEMBER);
        String channel = channel(ada);
        String members = "/v1/channels/" + channel + "/members/me";
        api.post(lin, members, "");
        assertEquals(200, send(ada, channel, "k1").status());
        state(workspace, WorkspaceState.SUSPENDED);
        eventually(() -> send(ada, channel, "k2"), reply -> reply.status() == 403)
                .refused(ErrorCode.WORKSPACE_SUSPENDED);
        api.delete(lin, members).refused(ErrorCode.WORKSPACE_SUSPENDED);
        api.delete(ada, "/v1/channels/" + channel + "/messages/2").refused(ErrorCode.WORKSPACE_SUSPENDED);
        assertEquals(200, api.get(lin, "/v1/channels/" + channel + "/events").status());
        assertEquals(200, api.get(lin, "/v1/unread").status());
        assertEquals(200, api.post(lin, "/v1/sync", "{}").status());
        assertEquals(
                200,
                api.call("PUT", "/v1/channels/" + channel + "/cursor", lin.token(), "{\"seq\":2}".getBytes(
                        java.nio.charset.StandardCharsets.UTF_8), Map.of())
                        .status());
        state(workspace, WorkspaceState.ACTIVE);
        eventually(() -> send(ada, channel, "k3"), reply -> reply.status() == 200);
    }

    @Test
    void shutsOutADeletedWorkspaceAndLetsItInAgain() {
        WorkspaceId workspace = running.world().workspace("deleted");
        Person ada = running.world().person(workspace, "ada", MemberRole.OWNER);
        assertEquals(200, api.get(ada, "/v1/me").status());
        state(workspace, WorkspaceState.DELETED);
        eventually(() -> api.get(ada, "/v1/me"), reply -> reply.status() == 401).refused(ErrorCode.UNAUTHENTICATED);
        state(workspace, WorkspaceState.ACTIVE);
        eventually(() -> api.get(ada, "/v1/me"), reply -> reply.status() == 200);
    }

    @Test
    void forgetsATokenThatWasEnded() {
        WorkspaceId workspace = running.world().workspace("ended");
        Person ada = running.world().person(workspace, "ada", MemberRole.OWNER);
        assertEquals(200, api.get(ada, "/v1/me").status());
        running.shards().forWorkspace(workspace).transact("test", handle -> {
            WorkspaceTable.raisePolicy(handle, workspace);
            return AccessTokenTable.revokeAll(handle, workspace, ada.user(), now());
        });
        eventually(() -> api.get(ada, "/v1/me"), reply -> reply.status() == 401);
    }

    private static void state(WorkspaceId workspace, WorkspaceState state) {
        boolean changed = running.shards().forWorkspace(workspace).transact("test", handle -> {
            WorkspaceRow row = WorkspaceTable.find(handle, workspace).orElseThrow();
            WorkspaceTable.raisePolicy(handle, workspace);
            return WorkspaceTable.set(handle, new WorkspaceRow(
                    workspace, row.slug(), row.name(), row.plan(), state, row.createdAt(), row.version(),
                    Optional.empty(), 0));
        });
        assertTrue(changed);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Clock.systemUTC().millis());
    }

    private static String channel(Person who) {
        return api.post(who, "/v1/channels", "{\"name\":\"talk\",\"kind\":\"public\"}")
                .as(ChannelView.class)
                .id()
                .text();
    }

    private static Reply send(Person who, String channel, String key) {
        return api.send(who, channel, key, "{\"text\":\"hello\"}");
    }

    private static Reply eventually(Supplier<Reply> ask, Predicate<Reply> done) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        Reply reply = ask.get();
        while (!done.test(reply)) {
            assertTrue(System.nanoTime() < end, reply::text);
            reply = ask.get();
        }
        return reply;
    }
}
