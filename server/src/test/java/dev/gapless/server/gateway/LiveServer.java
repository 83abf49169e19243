package dev.gapless.server.gateway;

import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.event.EncodedEvent;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.event.MemberRole;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.GatewayId;
import dev.gapless.protocol.id.UserId;
import dev.gapless.protocol.id.WorkspaceId;
import dev.gapless.server.access.ChannelAccess;
import dev.gapless.server.auth.Authenticator;
import dev.gapless.server.auth.Identity;
import dev.gapless.schema.cursor.UserKey;
import dev.gapless.server.cursor.CursorOutcome;
import dev.gapless.server.posting.NewMessage;
import dev.gapless.server.userstream.UserLog;
import dev.gapless.server.posting.PostOutcome;
import dev.gapless.server.posting.SendOrder;
import dev.gapless.server.posting.Posting;
import dev.gapless.server.tail.InterestDoor;
import dev.gapless.server.tail.MemoryLog;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// A live path with a real web server on a free port, over a log in memory. Tokens are `user-<id>`; channels listed as private are
/// readable by their members only.
final class LiveServer implements AutoCloseable, Authenticator, ChannelAccess, Posting, InterestDoor {
    static final WorkspaceId WORKSPACE = new WorkspaceId(7);

    private static final UserLog NO_USERS = new UserLog() {
        @Override
        public Map<UserKey, Long> revisions(java.util.Collection<UserKey> users) {
            return Map.of();
        }

        @Override
        public List<EncodedEvent> since(UserKey user, long since, int limit) {
            return List.of();
        }
    };

    final MemoryLog log = new MemoryLog();
    final List<String> announced = java.util.Collections.synchronizedList(new ArrayList<>());
    final LivePath live;
    private final Map<ChannelId, Set<UserId>> privateMembers = new ConcurrentHashMap<>();
    private final List<Consumer<PostOutcome>> held = java.util.Collections.synchronizedList(new ArrayList<>());
    private final WebServer server;
    volatile boolean holdSends;
    volatile boolean postingBroken;

    LiveServer(Map<String, String> settings) {
        LivePathConfig config = LivePathConfig.of(Settings.of(settings));
        live = LivePath.alone(config, new GatewayId(3, 9), log, NO_USERS, new Random(1), this);
        WebServerConfig.Builder builder = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .connectionOptions(options -> options.tcpNoDelay(true).socketSendBufferSize(65_536))
                .routing(HttpRouting.builder().get("/hello", (request, response) -> response.send("hi")));
        live.install(builder, Http1Config.create(), this, this, this, (mark, outcome) -> outcome.accept(
                new CursorOutcome.Refused(GaplessException.notFound("channel", mark.channel().channel().text()))),
                SocketGate.OPEN);
        server = builder.build().start();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + server.port() + GatewayUpgrader.PATH);
    }

    int port() {
        return server.port();
    }

    ChannelKey channel(long id) {
        ChannelKey key = new ChannelKey(WORKSPACE, new ChannelId(id));
        log.create(key);
        return key;
    }

    ChannelKey privateChannel(long id, UserId... members) {
        ChannelKey key = channel(id);
        Set<UserId> all = ConcurrentHashMap.newKeySet();
        all.addAll(List.of(members));
        privateMembers.put(key.channel(), all);
        return key;
    }

    /// Commits and tells the tails, as a lane does.
    EncodedEvent commit(ChannelKey key, String text) {
        EncodedEvent event = log.post(key, new UserId(1), text);
        live.committed(List.of(event));
        return event;
    }

    void leave(ChannelKey key, UserId user) {
        Set<UserId> members = privateMembers.get(key.channel());
        if (members != null) {
            members.remove(user);
        }
        live.committed(List.of(log.append(key, user, new EventBody.MemberLeft(user))));
    }

    void answerHeldSends() {
        held.forEach(outcome -> outcome.accept(new PostOutcome.Posted(1, 1, Instant.EPOCH, false)));
        held.clear();
    }

    @Override
    public Identity authenticate(String token) {
        if (!token.startsWith("user-")) {
            throw new GaplessException(ErrorCode.UNAUTHENTICATED, "token: not known");
        }
        return new Identity(WORKSPACE, new UserId(Long.parseLong(token.substring(5))), MemberRole.MEMBER,
                Set.of("user"));
    }

    @Override
    public ChannelKey requireReadable(Identity caller, ChannelId channel) {
        ChannelKey key = new ChannelKey(caller.workspace(), channel);
        Set<UserId> members = privateMembers.get(channel);
        if (!log.holds(key) || members != null && !members.contains(caller.user())) {
            throw GaplessException.notFound("channel", channel.text());
        }
        return key;
    }

    @Override
    public void submit(Identity caller, NewMessage message, SendOrder order, Consumer<PostOutcome> outcome) {
        if (postingBroken) {
            throw new IllegalStateException("secret detail");
        }
        if (holdSends) {
            held.add(outcome);
            return;
        }
        ChannelKey where = new ChannelKey(caller.workspace(), message.channel());
        if (!log.holds(where)) {
            outcome.accept(new PostOutcome.Refused(GaplessException.notFound("channel", message.channel().text())));
            return;
        }
        EncodedEvent event =
                log.append(where, caller.user(), EventBody.MessagePosted.of(message.text(), message.key()));
        outcome.accept(new PostOutcome.Posted(event.seq(), event.ordinal(), event.at(), false));
        live.committed(List.of(event));
    }

    @Override
    public boolean announce(ChannelKey channel, InterestLevel level) {
        announced.add(channel.channel().value() + " " + level.text());
        return true;
    }

    @Override
    public void lower(ChannelKey channel, InterestLevel level) {
        announced.add(channel.channel().value() + " " + level.text());
    }

    @Override
    public void close() {
        live.close();
        server.stop();
    }
}
