package dev.gapless.server.gateway;

import static dev.gapless.server.testing.TwoGateways.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.protocol.quota.QuotaDimension;
import dev.gapless.protocol.quota.QuotaLimit;
import dev.gapless.protocol.quota.QuotaState;
import dev.gapless.schema.quota.QuotaLimitRow;
import dev.gapless.server.testing.Api.Reply;
import dev.gapless.server.testing.RunningServer;
import dev.gapless.server.testing.TwoGateways;
import dev.gapless.server.testing.World.Person;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Limits of sockets and of what is written to them, over two gateways and one database.
class LiveQuotaIT {
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
    void boundsTheSocketsOfAWorkspaceAndOfAUserOverAllGateways() throws Exception {
        Person ada = gateways.person("sockets");
        Person lin = one.world().person(ada.workspace(), "lin", MemberRole.MEMBER);
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaDimension.SOCKETS, 3);
        limit(ada.workspace(), lin.user().value(), QuotaDimension.SOCKETS, 1);
        try (Device first = admitted(one, lin)) {
            refused(other, lin, "\"sockets-user\";q=1;w=1");
            try (Device second = admitted(one, ada); Device third = admitted(other, ada)) {
                refused(one, ada, "\"sockets\";q=3;w=1");
                refused(other, ada, "\"sockets\";q=3;w=1");
                admitted(one, gateways.person("more-sockets")).close();
                assertTrue(first.subprotocol().equals(second.subprotocol()) && !third.subprotocol().isEmpty());
            }
        }
        until(() -> welcome(other, lin));
    }

    @Test
    void makesSendersWaitForWhatIsWrittenToReaders() throws Exception {
        Person ada = gateways.person("fanout");
        String channel = gateways.channel(ada);
        assertEquals(200, gateways.send(one, ada, channel).status());
        limit(ada.workspace(), QuotaLimitRow.WORKSPACE, QuotaDimension.FANOUT, 20);
        try (Device reader = admitted(one, ada)) {
            reader.sub(1, new ChannelKey(ada.workspace(), ChannelId.parse(channel)), InterestLevel.FULL,
                    Optional.empty());
            reader.await(ServerFrame.Subscribed.class);
            until(() -> gateways.send(one, ada, channel).status() == 429);
            Reply refused = gateways.send(one, ada, channel);
            if (refused.status() == 429) {
                assertTrue(String.valueOf(refused.headers().get("RateLimit")).startsWith("\"fanout\";r=0;t="));
            }
            until(() -> gateways.send(other, ada, channel).status() == 429);
            assertEquals(200, other.api().get(ada, "/v1/channels/" + channel + "/events").status());
        }
        until(() -> gateways.send(other, ada, channel).status() == 200);
    }

    private static Device admitted(RunningServer where, Person who) throws InterruptedException {
        Device device = hello(where, who);
        device.await(ServerFrame.Welcome.class);
        return device;
    }

    private static void refused(RunningServer where, Person who, String policy) throws InterruptedException {
        until(() -> !welcome(where, who));
        try (Device device = hello(where, who)) {
            ServerFrame.Error error = device.awaitError("rate-limited");
            assertEquals(Optional.of(policy), error.rateLimitPolicy());
            assertTrue(error.retryAfter().isPresent());
        }
    }

    /// Tries once, and waits until the gateway knows that the socket is gone again.
    private static boolean welcome(RunningServer where, Person who) {
        String before = connections(where);
        boolean welcome;
        try (Device device = hello(where, who)) {
            welcome = device.next() instanceof ServerFrame.Welcome;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        until(() -> connections(where).equals(before));
        return welcome;
    }

    private static String connections(RunningServer where) {
        Reply metrics = where.api().call("GET", "/metrics", "", new byte[0], Map.of());
        return metrics.text().lines()
                .filter(line -> line.startsWith("gateway_connections"))
                .findFirst()
                .orElseThrow();
    }

    private static Device hello(RunningServer where, Person who) {
        Device device = Device.connect(where.server().port());
        device.say(new ClientFrame.Hello(Optional.of(who.token()), Optional.empty(), Map.of()));
        return device;
    }

    private static void limit(WorkspaceId workspace, long subject, QuotaDimension dimension, long amount) {
        gateways.limit(workspace, subject, dimension, new QuotaLimit(QuotaState.HARD, amount));
    }
}
