package dev.gapless.bench.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.bench.Rows;
import dev.gapless.bench.Waits;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Listing;
import dev.gapless.client.Token;
import dev.gapless.client.session.StartAt;
import dev.gapless.client.transport.LeanTransport;
import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.UnreadVerdict;
import dev.gapless.protocol.api.VerifyUnread;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.Topics;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A small random run of acts with one gateway killed in the middle, a build that is wrong on purpose, and what a post in a channel of
/// 100,000 members costs.
class SoakIT {
    private static final Logger log = LoggerFactory.getLogger(SoakIT.class);

    private static final int CROWD = 100_000;
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private static SystemStack system;
    private static HttpOptions http;

    @BeforeAll
    static void start() {
        system = SystemStack.start(log::info);
        http = HttpOptions.standard(new Random());
    }

    @AfterAll
    static void stop() {
        http.http().close();
        system.close();
    }

    @Test
    void everyCountIsExactAfterARandomRunWithAKilledGatewayAndAnInboxThatLostItsState() {
        // This seed kills a gateway first, then fan-out and inbox, whose directories are deleted.
        SoakOptions options = new SoakOptions(
                4, 1_200, 1, 8, 5, 8, 500, Set.of(), Duration.ZERO, 1, Duration.ofMinutes(2), 0, false);
        SoakResult result = Soak.run(options, system, log::info);
        assertEquals(List.of(), result.wrong(), result.report().json());
        assertTrue(result.report().json().contains("\"killed\":\"{gateway=1, streams-state=1}\""),
                result.report().json());
    }

    @Test
    void aDeleteThatIsNotTakenOffIsCaught() throws IOException, InterruptedException {
        system.admin(http).createWorkspace(new CreateWorkspace("wrong", "Wrong"));
        ApiClient ada = api("wrong", "ada", "owner");
        ApiClient lin = api("wrong", "lin", "member");
        ChannelId channel = ada.createChannel(new CreateChannel("general", "public", Optional.empty())).id();
        lin.join(channel);
        Seq kept = ada.send(channel, "stays", new IdempotencyKey("k1")).seq();
        Seq fine = ada.send(channel, "goes", new IdempotencyKey("k2")).seq();
        ada.deleteMessage(channel, fine);
        assertTrue(verdict(lin, channel).exact(), kept.toString());

        Seq skipped = ada.send(channel, "goes as well", new IdempotencyKey("k3")).seq();
        system.arm(Soak.SKIP_DELETE);
        ada.deleteMessage(channel, skipped);
        UnreadVerdict verdict = verdict(lin, channel);
        assertFalse(verdict.exact());
        assertEquals(1, verdict.recounted().unread());
        assertEquals(2, verdict.counted().unread());
        assertTrue(drift() >= 1);
    }

    @Test
    void aPostWritesAsManyRowsAndRecordsForAHundredThousandMembersAsForFive()
            throws SQLException, InterruptedException {
        WorkspaceView workspace = system.admin(http).createWorkspace(new CreateWorkspace("crowd", "Crowd"));
        ApiClient owner = api("crowd", "owner", "owner");
        ChannelId few = owner.createChannel(new CreateChannel("few", "public", Optional.empty())).id();
        ChannelId many = owner.createChannel(new CreateChannel("many", "public", Optional.empty())).id();
        for (int i = 0; i < 3; i++) {
            api("crowd", "p" + i, "member").join(few);
        }
        CreatedUser lin = user("crowd", "lin", "member");
        ApiClient reader = api(lin);
        reader.join(few);
        reader.join(many);
        new Rows(system.stack().state()).join(workspace.id(), many.value(), CROWD, number -> number + 1);
        for (ChannelId channel : List.of(few, many)) {
            // The same class: over 1,000 members nothing is told per member, so neither is for the few.
            owner.changeChannel(
                    channel, new ChangeChannel(Optional.empty(), Optional.empty(), Optional.of("large")));
            owner.send(channel, "first", new IdempotencyKey("first"));
            // Behind the answer the cursor of the poster moves, at its first move with a row.
            until(() -> owner.unread(channel).channels().getFirst().unread() == 0);
        }
        LeanTransport transport = new LeanTransport(new Random());
        List<ChatClient> readers = readers(reader, Token.of(lin.token()), transport, few, many);
        try (Costs costs = new Costs(system.stack().state(), workspace.id())) {
            Costs.Cost forFew = costs.of(few, () -> owner.send(few, "hello", new IdempotencyKey("hello")));
            Costs.Cost forMany = costs.of(many, () -> owner.send(many, "hello", new IdempotencyKey("hello")));
            log.info("a post costs few={} many={}", forFew, forMany);
            assertEquals(forFew, forMany);
            assertEquals(1, forMany.rows().get("event"), forMany.toString());
            assertTrue(forMany.records().getOrDefault(Topics.DELIVERIES, 0L) >= 1, forMany.toString());

            Costs.Cost toAll = costs.of(many, () -> owner.send(many, "@channel hello", new IdempotencyKey("all")));
            log.info("a mention of all costs {}", toAll);
            assertEquals(1, toAll.rows().get("everyone_mention"), toAll.toString());
            assertEquals(forMany.records(), toAll.records());
            assertEquals(forMany.rows().size() + 1, toAll.rows().size());
        }
        readers.forEach(ChatClient::close);
        transport.close();
    }

    /// A device on each gateway that has seen all there is in both channels.
    private static List<ChatClient> readers(ApiClient reader, Token token, LeanTransport transport,
            ChannelId... channels)
            throws InterruptedException {
        List<ChatClient> readers = new ArrayList<>();
        for (URI server : system.stack().servers()) {
            Set<ChannelId> missing = ConcurrentHashMap.newKeySet();
            missing.addAll(List.of(channels));
            CountDownLatch caughtUp = new CountDownLatch(channels.length);
            ChatListener listener = event -> {
                if (event.body() instanceof EventBody.MessagePosted && missing.remove(event.channel())) {
                    caughtUp.countDown();
                }
            };
            ChatClient device = ChatClient.start(
                    ChatOptions.of(new Endpoint(List.of(server)), token, transport, http), listener);
            readers.add(device);
            for (ChannelId channel : channels) {
                device.subscribe(channel, new StartAt.After(Position.START));
            }
            assertTrue(caughtUp.await(60, TimeUnit.SECONDS), () -> "not caught up: " + missing);
        }
        assertEquals(channels.length, reader.unread(Listing.first()).channels().size());
        return readers;
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not in time");
            Waits.run(Duration.ofMillis(20));
        }
    }

    private static ApiClient api(String workspace, String handle, String role) {
        return api(user(workspace, handle, role));
    }

    private static ApiClient api(CreatedUser user) {
        return new ApiClient(new Endpoint(system.stack().servers()), Token.of(user.token()), http);
    }

    private static CreatedUser user(String workspace, String handle, String role) {
        return system.admin(http).createUser(workspace, new CreateUser(handle, handle, "person", role));
    }

    private static UnreadVerdict verdict(ApiClient who, ChannelId channel) {
        return who.verifyUnread(new VerifyUnread(Optional.of(channel), Optional.empty())).channels().getFirst();
    }

    private static long drift() throws IOException, InterruptedException {
        long drift = 0;
        for (URI server : system.stack().servers()) {
            drift += Soak.drift(http.http()
                    .send(HttpRequest.newBuilder(server.resolve("/metrics")).build(), BodyHandlers.ofString())
                    .body());
        }
        return drift;
    }
}
