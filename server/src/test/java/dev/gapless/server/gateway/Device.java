package dev.gapless.server.gateway;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A client that speaks the protocol frame by frame.
final class Device extends Recorder implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket socket;

    private Device(URI uri) {
        this.socket = HTTP.newWebSocketBuilder()
                .subprotocols(GatewayUpgrader.SUBPROTOCOL)
                .buildAsync(uri, this)
                .join();
    }

    /// Connects, without hello.
    static Device connect(LiveServer server) {
        return new Device(server.uri());
    }

    /// Connects to any gateway, without hello.
    static Device connect(int port) {
        return new Device(URI.create("ws://127.0.0.1:" + port + GatewayUpgrader.PATH));
    }

    /// Connects and says hello as a user.
    static Device hello(LiveServer server, long user) throws InterruptedException {
        Device device = connect(server);
        device.say(new ClientFrame.Hello(Optional.of("user-" + user), Optional.empty(), Map.of()));
        device.await(ServerFrame.Welcome.class);
        return device;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    void say(ClientFrame frame) {
        text(FrameCodec.write(frame));
    }

    void text(String text) {
        socket.sendText(text, true).join();
    }

    void sub(long ref, ChannelKey key, InterestLevel level, Optional<Long> after) {
        say(new ClientFrame.Sub(ref, key.channel(), level, after.map(Position::new)));
    }

    ServerFrame.Subscribed subscribe(ChannelKey key) throws InterruptedException {
        sub(1, key, InterestLevel.FULL, Optional.empty());
        return await(ServerFrame.Subscribed.class);
    }

    void send(long ref, ChannelId channel, String text) {
        say(new ClientFrame.Send(ref, channel, new IdempotencyKey("k" + ref), text, Optional.empty()));
    }

    /// The next frame.
    ServerFrame next() throws InterruptedException {
        String text = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (text == null) {
            throw new AssertionError("nothing came within " + PATIENCE);
        }
        return FrameCodec.readServer(text);
    }

    /// The next frame, which must be of this type. Moves of cursors come whenever the user has read or sent
    /// something elsewhere, so they are passed over unless one is asked for.
    <T extends ServerFrame> T await(Class<T> type) throws InterruptedException {
        ServerFrame frame = next();
        while (frame instanceof ServerFrame.CursorMoved && type != ServerFrame.CursorMoved.class) {
            frame = next();
        }
        if (!type.isInstance(frame)) {
            throw new AssertionError("got " + frame + " (expected: " + type.getSimpleName() + ")");
        }
        return type.cast(frame);
    }

    /// The next frame, which must be this error.
    ServerFrame.Error awaitError(String code) throws InterruptedException {
        ServerFrame.Error error = await(ServerFrame.Error.class);
        if (!error.code().equals(code)) {
            throw new AssertionError("got " + error + " (expected: " + code + ")");
        }
        return error;
    }

    int awaitClose() throws Exception {
        return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
