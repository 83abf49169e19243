package dev.gapless.devstack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import dev.gapless.client.ApiClient;
import dev.gapless.client.ApiException;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.client.UnreachableException;
import dev.gapless.protocol.api.AuditPage;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CreateChannel;
import dev.gapless.protocol.api.CreateUser;
import dev.gapless.protocol.api.CreateWorkspace;
import dev.gapless.protocol.api.DrainGateway;
import dev.gapless.protocol.api.GatewayView;
import dev.gapless.protocol.api.SetChannel;
import dev.gapless.protocol.api.TraceView;
import dev.gapless.protocol.audit.AuditCheck;
import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.inbox.InboxRoute;
import dev.gapless.protocol.trace.TraceQuestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the control plane decides, as two gateways carry it out. They look at nothing by themselves here, so what they know they were
/// told through Kafka.
class ControlIT {
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int LOST = 1006;
    private static final long DEADLINE_SECONDS = 60;

    @TempDir
    private Path directory;

    private final HttpOptions http = HttpOptions.standard(new Random());
    private int keys;

    @Test
    void gatewaysAreToldOfSuspensionsAndEndedTokens() throws Exception {
        Path data = directory.resolve("data");
        DevStackOptions options = DevStackOptions.in(data, TestPlaces.cache())
                .withPorts(0, 0)
                .withGateways(2, DevStackOptions.Placement.PROCESS)
                .withControl(DevStackOptions.Placement.PROCESS)
                .withServerSettings(Map.of("policy.look-every", "1h"));
        try (DevStack stack = DevStack.start(options, Clock.systemUTC(), new Random())) {
            String operator = Files.readString(data.resolve("tokens").resolve("operator")).strip();
            AdminClient admin =
                    new AdminClient(new Endpoint(List.of(stack.admin())), Token.of(operator), http);
            admin.createWorkspace(new CreateWorkspace("acme", "Acme"), terms("x"));
            String ada = admin.createUser("acme", new CreateUser("ada", "Ada", "person", "owner"), terms("x")).token();
            String lin = admin.createUser("acme", new CreateUser("lin", "Lin", "person", "member"), terms("x")).token();
            ApiClient first = api(stack.servers().getFirst(), ada);
            ApiClient second = api(stack.servers().getLast(), ada);
            ChannelView channel = first.createChannel(new CreateChannel("talk", "public", Optional.empty()));
            for (ApiClient each : List.of(first, second)) {
                each.send(channel.id(), "hello", key());
            }

            admin.suspendWorkspace("acme", terms("INC-42"));
            for (ApiClient each : List.of(first, second)) {
                until(() -> refusedAsSuspended(each, channel));
                assertTrue(each.eventsAfter(channel.id(), new Position(0), 10).events().size() >= 3);
            }
            admin.resumeWorkspace("acme", terms("over"));
            for (ApiClient each : List.of(first, second)) {
                until(() -> !refusedAsSuspended(each, channel));
            }

            ApiClient others = api(stack.servers().getLast(), lin);
            others.join(channel.id());
            others.send(channel.id(), "may I", key());
            admin.setChannel("acme", "talk", rules("admins"), terms("x"));
            ApiException notAllowed =
                    assertThrows(ApiException.class, () -> others.send(channel.id(), "may I", key()));
            assertTrue(notAllowed.is(ErrorCode.NOT_ALLOWED), notAllowed::text);
            first.send(channel.id(), "I may", key());
            admin.setChannel("acme", "talk", rules("everybody"), terms("x"));
            others.send(channel.id(), "I may, too", key());
            // The latest: how many came before depends on how often it was tried whether the workspace is open.
            until(() -> first.latestEvents(channel.id(), 100).events().stream()
                    .anyMatch(event -> event.body() instanceof EventBody.ChannelChanged changed
                            && changed.changes().containsKey("posters")));

            RoleProcess control = stack.controlProcess().orElseThrow();
            control.kill();
            assertThrows(UnreachableException.class, () -> admin.workspace("acme"));
            for (ApiClient each : List.of(first, second)) {
                each.send(channel.id(), "nobody administers", key());
            }
            control.start();

            List<Socket> sockets = new ArrayList<>();
            for (URI server : stack.servers()) {
                sockets.add(Socket.signedIn(server, lin));
                sockets.add(Socket.signedIn(server, ada));
            }
            traces(stack, admin, channel, first, sockets.getLast());

            admin.revokeUser("acme", "lin", terms("lost laptop"));
            for (int i = 0; i < sockets.size(); i += 2) {
                assertEquals(4401, sockets.get(i).closedWith());
                assertTrue(sockets.get(i + 1).open(), "another user's connection was closed");
            }
            ApiException refused = assertThrows(
                    ApiException.class, () -> api(stack.servers().getLast(), lin).me());
            assertTrue(refused.is(ErrorCode.UNAUTHENTICATED), refused::text);

            drains(stack, admin, sockets, ada);

            AuditPage record = admin.audit(Optional.of("acme"), "limit=100");
            AuditCheck check = new AuditCheck();
            record.entries().forEach(check::take);
            check.end(record.head());
            assertTrue(check.sound(), check.faults()::toString);
            assertEquals(
                    List.of(
                            "workspace.create", "user.create", "user.create", "workspace.suspend", "workspace.resume",
                            "channel.set", "channel.set", "user.revoke"),
                    record.entries().stream().map(entry -> entry.action()).toList());
            sockets.forEach(Socket::abort);
        } finally {
            http.http().close();
        }
    }

    /// One gateway takes the message, the other one writes it to a socket.
    private void traces(DevStack stack, AdminClient admin, ChannelView channel, ApiClient sender, Socket reader)
            throws Exception {
        reader.say(new ClientFrame.Sub(1, channel.id(), InterestLevel.FULL, Optional.empty()));
        until(() -> reader.heard("\"ok\""));
        long seq = sender.send(channel.id(), "mark me", key()).seq().value();
        until(() -> reader.heard("mark me"));
        until(() -> names(admin.trace("acme", "talk", seq)).containsAll(List.of("published", "written")));
        TraceView trace = admin.trace("acme", "talk", seq);
        assertEquals(
                List.of("committed", "fanned_out", "heard", "published", "queued", "received", "taken", "written"),
                names(trace).stream().sorted().toList());
        assertTrue(!trace.clocksDiffer(), trace::toString);
        TraceView.Stage written = stage(trace, "written");
        assertEquals(Optional.of(1L), written.count());
        assertEquals("gateway " + gateway(admin, stack.servers().getLast()).slot(), written.process());
        assertEquals(
                "gateway " + gateway(admin, stack.servers().getFirst()).slot(), stage(trace, "committed").process());
        assertEquals(Optional.of(1L), stage(trace, "fanned_out").count());
        assertEquals(
                List.of("nobody reads the channel here"),
                trace.missing().stream().map(TraceView.Missing::why).toList());

        // Made known by nobody: what is asked for without the secret is not there.
        for (URI server : stack.servers()) {
            HttpRequest request = HttpRequest.newBuilder(server.resolve(TraceQuestion.PATH + "?seq=1"))
                    .header(InboxRoute.SECRET_HEADER, "not the secret of this stack")
                    .build();
            assertEquals(404, http.http().send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        }
        ApiException missing = assertThrows(ApiException.class, () -> admin.trace("acme", "talk", 1_000_000));
        assertTrue(missing.is(ErrorCode.NOT_FOUND), missing::text);
    }

    private static List<String> names(TraceView trace) {
        return trace.stages().stream().map(TraceView.Stage::stage).toList();
    }

    private static TraceView.Stage stage(TraceView trace, String name) {
        return trace.stages().stream().filter(stage -> stage.stage().equals(name)).findFirst().orElseThrow();
    }

    /// The second socket is on the first gateway, the fourth on the second one.
    private void drains(DevStack stack, AdminClient admin, List<Socket> sockets, String token) throws Exception {
        URI server = stack.servers().getFirst();
        GatewayView first = gateway(admin, server);
        until(() -> gateway(admin, server).connections().equals(Optional.of(1L)));
        DrainGateway order = new DrainGateway(Optional.of(600_000L), Optional.of(0L), Optional.empty());
        assertEquals("draining", admin.drainGateway(first.slot(), order, terms("deploy")).state());
        assertEquals(1001, sockets.get(1).closedWith());
        assertTrue(sockets.get(3).open(), "a connection of another gateway was closed");
        until(() -> !ready(server));
        until(() -> Socket.called(server, token).closedWith() == TRY_AGAIN_LATER);
        api(server, token).me();
        admin.undrainGateway(first.slot(), terms("done"));
        until(() -> ready(server));
        Socket back = Socket.signedIn(server, token);
        assertTrue(back.open());
        back.abort();
    }

    private static GatewayView gateway(AdminClient admin, URI server) {
        return admin.gateways().gateways().stream()
                .filter(gateway -> gateway.address().equals(server.toString()))
                .findFirst()
                .orElseThrow();
    }

    private boolean ready(URI server) {
        try {
            HttpRequest request = HttpRequest.newBuilder(server.resolve("/health/ready")).build();
            return http.http().send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private boolean refusedAsSuspended(ApiClient api, ChannelView channel) {
        try {
            api.send(channel.id(), "is it open", key());
            return false;
        } catch (ApiException e) {
            assertTrue(e.is(ErrorCode.WORKSPACE_SUSPENDED), e::text);
            return true;
        }
    }

    private IdempotencyKey key() {
        return new IdempotencyKey("k" + keys++);
    }

    private AdminTerms terms(String reason) {
        return new AdminTerms(key(), Optional.of(reason), Optional.empty(), false);
    }

    private static SetChannel rules(String posters) {
        return new SetChannel(
                Optional.empty(), Optional.empty(), Optional.of(posters), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    private ApiClient api(URI server, String token) {
        return new ApiClient(new Endpoint(List.of(server)), Token.of(token), http);
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not within the deadline");
            Thread.onSpinWait();
        }
    }

    /// A connection that listens, and waits to be closed.
    private static final class Socket implements WebSocket.Listener {
        private final CountDownLatch welcome = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);
        // One thread writes and another one reads.
        @SuppressWarnings("JdkObsolete")
        private final StringBuffer heard = new StringBuffer();

        private volatile int status;
        private volatile @Nullable WebSocket socket;

        static Socket signedIn(URI server, String token) throws InterruptedException {
            Socket listener = called(server, token);
            assertTrue(listener.welcome.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "no welcome");
            return listener;
        }

        /// Says hello and does not wait for what comes of it.
        static Socket called(URI server, String token) {
            Socket listener = new Socket();
            URI address = URI.create(server.toString().replaceFirst("^http", "ws") + "/v1/connect");
            WebSocket opened = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols("gapless.v1")
                    .buildAsync(address, listener)
                    .join();
            listener.socket = opened;
            String hello =
                    FrameCodec.write(new ClientFrame.Hello(Optional.of(token), Optional.empty(), Map.of()));
            // A gateway that drains may close before it has heard this.
            opened.sendText(hello, true).exceptionally(failure -> opened).join();
            return listener;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            welcome.countDown();
            heard.append(data);
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            status = statusCode;
            closed.countDown();
            return null;
        }

        /// What was said crossed the close on its way, so that the reason got lost.
        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            status = LOST;
            closed.countDown();
        }

        boolean heard(String text) {
            return heard.indexOf(text) >= 0;
        }

        void say(ClientFrame frame) {
            Objects.requireNonNull(socket).sendText(FrameCodec.write(frame), true).join();
        }

        int closedWith() {
            try {
                assertTrue(closed.await(DEADLINE_SECONDS, TimeUnit.SECONDS), "still open");
                return status;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        boolean open() {
            return closed.getCount() > 0;
        }

        void abort() {
            WebSocket opened = socket;
            if (opened != null) {
                opened.abort();
            }
        }
    }
}
