package dev.gapless.server.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.schema.quota.QuotaLimitTable;
import dev.gapless.schema.quota.QuotaUsageTable;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.schema.testing.TestDatabase;
import dev.gapless.schema.workspace.WorkspaceTable;
import dev.gapless.server.testing.Api.Reply;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.World.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Limits over two gateways and one database.
class QuotaIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int LIMIT = 10;
    private static final long TOKENS_OF_A_GATEWAY = LIMIT + LIMIT / 2;

    private static RunningServer one;
    private static RunningServer other;
    private int keys;

    @BeforeAll
    static void start() {
        ShardsConfig databases = TestDatabase.newConfig();
        Map<String, String> settings = Map.of("policy.look-every", "100ms");
        one = RunningServer.start(databases, settings);
        other = RunningServer.start(databases, settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void refusesWhatIsOverAHardLimitOnAllGatewaysTogetherAndLeavesOthersAlone() {
        Person ada = person("hard");
        Person neighbour = person("neighbour");
        String channel = channel(ada);
        String elsewhere = channel(neighbour);
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaState.HARD, LIMIT);
        until(() -> send(one, ada, channel).status() == 429 && send(other, ada, channel).status() == 429);
        long begin = System.nanoTime();
        long accepted = 0;
        Reply refused = null;
        for (int i = 0; i < 400; i++) {
            Reply reply = send(i % 2 == 0 ? one : other, ada, channel);
            if (reply.status() == 200) {
                accepted++;
            } else {
                refused = reply.refused(ErrorCode.RATE_LIMITED);
            }
            if (i % 20 == 0) {
                assertEquals(200, send(one, neighbour, elsewhere).status());
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long most = (long) (seconds * LIMIT) + 2 * TOKENS_OF_A_GATEWAY;
        assertTrue(accepted <= most, accepted + " in " + seconds + " s (expected: at most " + most + ")");
        assertTrue(refused != null, "nothing was refused in " + seconds + " s");
        assertEquals("\"sends\";q=10;w=1", refused.headers().get("RateLimit-Policy"));
        assertTrue(String.valueOf(refused.headers().get("RateLimit")).startsWith("\"sends\";r=0;t="));
        assertTrue(Integer.parseInt(String.valueOf(refused.headers().get("Retry-After"))) >= 1);
        assertTrue(refused.problem().definite());
        until(() -> send(one, ada, channel).status() == 200);
        until(() -> used(ada.workspace()) >= LIMIT && over(ada.workspace()) > 0);
    }

    @Test
    void holdsEachUserToAUsersLimit() {
        Person ada = person("users");
        Person lin = one.world().person(ada.workspace(), "lin", MemberRole.MEMBER);
        String channel = channel(ada);
        one.api().post(lin, "/v1/channels/" + channel + "/members/me", "");
        limit(ada.workspace(), lin.user().value(), QuotaState.HARD, 1);
        until(() -> send(one, lin, channel).status() == 429);
        for (int i = 0; i < 20; i++) {
            assertEquals(200, send(one, ada, channel).status());
        }
    }

    @Test
    void onlyCountsWhatIsOverADarkLimitAndSlowsWhatIsOverASoftOne() {
        Person ada = person("dark");
        String channel = channel(ada);
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaState.DARK, 1);
        until(() -> {
            assertEquals(200, send(one, ada, channel).status());
            return over(ada.workspace()) > 5;
        });
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaState.SOFT, 1);
        long before = over(ada.workspace());
        until(() -> {
            assertEquals(200, send(one, ada, channel).status());
            return over(ada.workspace()) > before + 3;
        });
    }

    @Test
    void refusesPagesOfHistoryOverTheirLimit() {
        Person ada = person("reader");
        String channel = channel(ada);
        one.shards().forWorkspace(ada.workspace()).transact("test", handle -> {
            QuotaLimitTable.put(
                    handle, ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaDimension.HISTORY,
                    new QuotaLimit(QuotaState.HARD, 2), now());
            WorkspaceTable.raisePolicy(handle, ada.workspace());
            return true;
        });
        until(() -> one.api().get(ada, "/v1/channels/" + channel + "/events").status() == 429);
        until(() -> one.api().get(ada, "/v1/channels/" + channel + "/events").status() == 200);
    }

    @Test
    void refusesOneMoreChannelThanTheWorkspaceMayHave() {
        Person ada = person("rooms");
        String channel = channel(ada);
        one.shards().forWorkspace(ada.workspace()).transact("test", handle -> {
            QuotaLimitTable.put(
                    handle, ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaDimension.CHANNELS,
                    new QuotaLimit(QuotaState.HARD, 1), now());
            return true;
        });
        String more = "{\"name\":\"more\",\"kind\":\"private\"}";
        one.api().post(ada, "/v1/channels", more).refused(ErrorCode.LIMIT_REACHED);
        one.api().post(ada, "/v1/channels/" + channel + "/archive", "").as(ChannelView.class);
        other.api().post(ada, "/v1/channels", more).as(ChannelView.class);
        one.api().post(ada, "/v1/channels/" + channel + "/unarchive", "").refused(ErrorCode.LIMIT_REACHED);
    }

    @Test
    void refusesSendsOfAWorkspaceThatIsFullUntilItMayHaveMore() {
        Person ada = person("storage");
        String channel = channel(ada);
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaDimension.STORAGE, QuotaState.HARD, 1_500);
        until(() -> send(one, ada, channel).status() == 409);
        send(one, ada, channel).refused(ErrorCode.LIMIT_REACHED);
        assertEquals(200, one.api().get(ada, "/v1/channels/" + channel + "/events").status());
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaDimension.STORAGE, QuotaState.HARD, 1_000_000);
        until(() -> send(one, ada, channel).status() == 200);
    }

    private static void limit(WorkspaceId workspace, long subject, QuotaState state, long amount) {
        limit(workspace, subject, QuotaDimension.SENDS, state, amount);
    }

    private static void limit(
            WorkspaceId workspace, long subject, QuotaDimension dimension, QuotaState state, long amount) {
        one.shards().forWorkspace(workspace).transact("test", handle -> {
            QuotaLimitTable.put(handle, workspace, subject, dimension, new QuotaLimit(state, amount), now());
            WorkspaceTable.raisePolicy(handle, workspace);
            return true;
        });
    }

    private static long used(WorkspaceId workspace) {
        return slots(workspace).stream().mapToLong(QuotaUsageTable.Slot::used).sum();
    }

    private static long over(WorkspaceId workspace) {
        return slots(workspace).stream().mapToLong(QuotaUsageTable.Slot::over).sum();
    }

    private static List<QuotaUsageTable.Slot> slots(WorkspaceId workspace) {
        return one.shards().forWorkspace(workspace)
                .read("test", handle -> QuotaUsageTable.since(handle, workspace, QuotaDimension.SENDS, 0));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Clock.systemUTC().millis());
    }

    private static Person person(String slug) {
        return one.world().person(one.world().workspace(slug), "ada", MemberRole.OWNER);
    }

    private static String channel(Person who) {
        return one.api().post(who, "/v1/channels", "{\"name\":\"talk\",\"kind\":\"public\"}")
                .as(ChannelView.class)
                .id()
                .text();
    }

    private Reply send(RunningServer where, Person who, String channel) {
        return where.api().send(who, channel, "k" + keys++, "{\"text\":\"hello\"}");
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within the deadline");
        }
    }
}
