package dev.gapless.devstack.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gapless.client.AdminClient;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ApiException;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.client.session.StartAt;
import dev.gapless.client.transport.TyrusTransport;
import dev.gapless.devstack.DevStack;
import dev.gapless.devstack.DevStackOptions;
import dev.gapless.devstack.DevStackOptions.DatabaseProcesses;
import dev.gapless.devstack.DevStackOptions.Placement;
import dev.gapless.devstack.RoleProcess;
import dev.gapless.devstack.TestPlaces;
import dev.gapless.devstack.kafka.BrokerProcess;
import dev.gapless.devstack.mariadb.EmbeddedMariaDb;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.api.WorkspaceView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.schema.keyspace.KeyspaceRouter;
import dev.gapless.schema.keyspace.ShardName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Senders write without pause while parts of a running stack are killed; afterwards the log has every acknowledged send at its seq, is
/// dense, and a device that followed all the time was shown each seq once and in order.
class CrashIT {
    private static final Logger log = LoggerFactory.getLogger(CrashIT.class);
    private static final int SENDERS = 8;
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    @TempDir
    private static Path directory;

    private static DevStack stack;
    private static HttpOptions http;
    private static TyrusTransport transport;
    private static Token ada;
    private static ApiClient api;

    @BeforeAll
    static void start() throws IOException {
        stack = DevStack.start(
                DevStackOptions.in(directory.resolve("data"), TestPlaces.cache())
                        .withShards(2, DatabaseProcesses.PER_SHARD)
                        .withBroker(Placement.PROCESS)
                        .withGateways(2, Placement.PROCESS)
                        .withPorts(0, 0),
                Clock.systemUTC(),
                new Random());
        http = HttpOptions.standard(new Random());
        transport = new TyrusTransport();
        ada = Token.read(stack.seeded().people().getFirst().tokenFile());
        api = new ApiClient(endpoint(), ada, http);
    }

    @AfterAll
    static void stop() {
        transport.close();
        http.http().close();
        stack.close();
    }

    @Test
    void killedGatewaysLoseNothing() throws InterruptedException {
        run("gateways", (crew, channel) -> {
            for (int i = 0; i < 4; i++) {
                RoleProcess gateway = stack.gatewayProcesses().get(i % 2);
                crew.awaitMore(100);
                gateway.kill();
                crew.awaitMore(100);
                gateway.start();
            }
        });
    }

    @Test
    void aKilledShardLosesNothingAndLeavesTheOthersAlone() throws InterruptedException {
        run("shard", (crew, channel) -> {
            String shard = shardOf(api.me().workspace().id());
            EmbeddedMariaDb database = stack.database(shard);
            OtherWorkspace other = otherWorkspace(shard);
            for (int i = 0; i < 2; i++) {
                crew.awaitMore(200);
                database.kill();
                int seqs = crew.acked().size();
                other.api().send(other.channel(), "while the other shard is down " + i,
                        new IdempotencyKey("other-" + i));
                assertUnavailable(channel);
                // What was under way when the server died may still have been answered; then nothing more is.
                assertFalse(crew.acked().size() > seqs + SENDERS, "acknowledged by a dead shard");
                database.start();
                crew.awaitMore(200);
            }
        });
    }

    @Test
    void sendsGoOnWhileTheBrokerIsAway() throws InterruptedException {
        run("broker", (crew, channel) -> {
            BrokerProcess broker = stack.brokerProcess().orElseThrow();
            crew.awaitMore(100);
            broker.stop();
            crew.awaitMore(500);
            broker.start();
            crew.awaitMore(200);
            broker.kill();
            crew.awaitMore(500);
            broker.start();
            crew.awaitMore(200);
        });
    }

    /// What is done to the stack while the crew sends.
    private interface Trouble {
        void make(Crew crew, ChannelId channel) throws InterruptedException;
    }

    private static void run(String name, Trouble trouble) throws InterruptedException {
        ChannelId channel = api.createChannel(new CreateChannel(name, "public", Optional.empty())).id();
        Witness witness = new Witness();
        try (Crew crew = new Crew(channel, name);
                ChatClient device = ChatClient.start(ChatOptions.of(endpoint(), ada, transport, http), witness)) {
            device.subscribe(channel, new StartAt.After(Position.START));
            crew.start(SENDERS, api);
            trouble.make(crew, channel);
            crew.finish();

            LogProof proof = LogProof.read(api, channel).isDense().holds(crew.acked());
            witness.awaitShown(proof.head());
            assertEquals(1, witness.shown().getFirst().value());
            proof.wasShown(witness.shown());
            log.info("trouble={} acked={} log={} shown={}", name, crew.acked().size(), proof.head(),
                    witness.shown().size());
        }
    }

    private static void assertUnavailable(ChannelId channel) {
        ApiClient once = new ApiClient(endpoint(), ada, http.withTries(1));
        Waiting.until(
                () -> {
                    try {
                        once.channel(channel);
                        return false;
                    } catch (ApiException e) {
                        return e.is(ErrorCode.UNAVAILABLE);
                    }
                },
                DEADLINE,
                () -> "a dead shard still answers");
    }

    private record OtherWorkspace(ApiClient api, ChannelId channel) {}

    /// A workspace on another shard: workspaces are made until one is.
    private static OtherWorkspace otherWorkspace(String shard) {
        try {
            AdminClient admin = new AdminClient(
                    Endpoint.of(stack.admin().toString()), Token.read(stack.seeded().operatorToken()), http);
            for (int i = 0; i < 64; i++) {
                WorkspaceView workspace = admin.createWorkspace(new CreateWorkspace("other-" + i, "Other"));
                if (!shardOf(workspace.id()).equals(shard)) {
                    CreatedUser user = admin.createUser(
                            workspace.slug(), new CreateUser("eve", "Eve", "person", "owner"));
                    ApiClient eve = new ApiClient(endpoint(), Token.of(user.token()), http);
                    return new OtherWorkspace(
                            eve, eve.createChannel(new CreateChannel("general", "public", Optional.empty())).id());
                }
            }
            throw new AssertionError("64 workspaces on one of two shards");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String shardOf(WorkspaceId workspace) {
        return List.of("-80", "80-").stream()
                .filter(name -> new ShardName(name).range().contains(KeyspaceRouter.ofWorkspace(workspace)))
                .findFirst()
                .orElseThrow();
    }

    private static Endpoint endpoint() {
        return new Endpoint(stack.servers());
    }
}
