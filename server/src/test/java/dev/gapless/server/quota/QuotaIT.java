package dev.gapless.server.quota;

import static dev.gapless.server.testing.TwoGateways.until;
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
import dev.gapless.schema.quota.QuotaUsageTable;
import dev.gapless.server.testing.Api.Reply;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.TwoGateways;
import dev.gapless.server.testing.World.Person;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Limits over two gateways and one database.
class QuotaIT {
    private static final int LIMIT = 10;
    private static final long TOKENS_OF_A_GATEWAY = LIMIT + LIMIT / 2;

    private static TwoGateways gateways;
    private static RunningServer one;
    private static RunningServer other;

    @BeforeAll
    static void start() {
        gateways = TwoGateways.start();
        one = gateways.one();
        other = gateways.other();
    }

    @AfterAll
    static void stop() {
        gateways.close();
    }

    @Test
    void refusesWhatIsOverAHardLimitOnAllGatewaysTogetherAndLeavesOthersAlone() {
        Person ada = gateways.person("hard");
        Person neighbour = gateways.person("neighbour");
        String channel = gateways.channel(ada);
        String elsewhere = gateways.channel(neighbour);
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaState.HARD, LIMIT);
        until(() -> gateways.send(one, ada, channel).status() == 429
                && gateways.send(other, ada, channel).status() == 429);
        long begin = System.nanoTime();
        long accepted = 0;
        Reply refused = null;
        for (int i = 0; i < 400; i++) {
            Reply reply = gateways.send(i % 2 == 0 ? one : other, ada, channel);
            if (reply.status() == 200) {
                accepted++;
            } else {
                refused = reply.refused(ErrorCode.RATE_LIMITED);
            }
            if (i % 20 == 0) {
                assertEquals(200, gateways.send(one, neighbour, elsewhere).status());
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
        until(() -> gateways.send(one, ada, channel).status() == 200);
        until(() -> used(ada.workspace()) >= LIMIT && over(ada.workspace()) > 0);
    }

    @Test
    void holdsEachUserToAUsersLimit() {
        Person ada = gateways.person("users");
        Person lin = one.world().person(ada.workspace(), "lin", MemberRole.MEMBER);
        String channel = gateways.channel(ada);
        one.api().post(lin, "/v1/channels/" + channel + "/members/me", "");
        limit(ada.workspace(), lin.user().value(), QuotaState.HARD, 1);
        until(() -> gateways.send(one, lin, channel).status() == 429);
        for (int i = 0; i < 20; i++) {
            assertEquals(200, gateways.send(one, ada, channel).status());
        }
    }

    @Test
    void onlyCountsWhatIsOverADarkLimitAndSlowsWhatIsOverASoftOne() {
        Person ada = gateways.person("dark");
        String channel = gateways.channel(ada);
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaState.DARK, 1);
        until(() -> {
            assertEquals(200, gateways.send(one, ada, channel).status());
            return over(ada.workspace()) > 5;
        });
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaState.SOFT, 1);
        long before = over(ada.workspace());
        until(() -> {
            assertEquals(200, gateways.send(one, ada, channel).status());
            return over(ada.workspace()) > before + 3;
        });
    }

    @Test
    void refusesPagesOfHistoryOverTheirLimit() {
        Person ada = gateways.person("reader");
        String channel = gateways.channel(ada);
        limit(ada, QuotaDimension.HISTORY, 2);
        until(() -> one.api().get(ada, "/v1/channels/" + channel + "/events").status() == 429);
        until(() -> one.api().get(ada, "/v1/channels/" + channel + "/events").status() == 200);
    }

    @Test
    void refusesOneMoreChannelThanTheWorkspaceMayHave() {
        Person ada = gateways.person("rooms");
        String channel = gateways.channel(ada);
        limit(ada, QuotaDimension.CHANNELS, 1);
        String more = "{\"name\":\"more\",\"kind\":\"private\"}";
        one.api().post(ada, "/v1/channels", more).refused(ErrorCode.LIMIT_REACHED);
        one.api().post(ada, "/v1/channels/" + channel + "/archive", "").as(ChannelView.class);
        other.api().post(ada, "/v1/channels", more).as(ChannelView.class);
        one.api().post(ada, "/v1/channels/" + channel + "/unarchive", "").refused(ErrorCode.LIMIT_REACHED);
    }

    @Test
    void refusesSendsOfAWorkspaceThatIsFullUntilItMayHaveMore() {
        Person ada = gateways.person("storage");
        String channel = gateways.channel(ada);
        limit(ada, QuotaDimension.STORAGE, 1_500);
        until(() -> gateways.send(one, ada, channel).status() == 409);
        gateways.send(one, ada, channel).refused(ErrorCode.LIMIT_REACHED);
        assertEquals(200, one.api().get(ada, "/v1/channels/" + channel + "/events").status());
        limit(ada, QuotaDimension.STORAGE, 1_000_000);
        until(() -> gateways.send(one, ada, channel).status() == 200);
    }

    private static void limit(WorkspaceId workspace, long subject, QuotaState state, long amount) {
        gateways.limit(workspace, subject, QuotaDimension.SENDS, new QuotaLimit(state, amount));
    }

    private static void limit(Person owner, QuotaDimension dimension, long amount) {
        gateways.limit(
                owner.workspace(), QuotaLimitRow.WORKSPACE, dimension, new QuotaLimit(QuotaState.HARD, amount));
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
}
