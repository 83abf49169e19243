package dev.gapless.server.gateway;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.event.InterestLevel;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.ChannelKey;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A client that speaks the protocol frame by frame, and may refuse to read.
final class Device implements WebSocket.Listener, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final boolean reads;
    private final WebSocket socket;

    private Device(LiveServer server, boolean reads) {
        this.reads = reads;
        this.socket = HTTP.newWebSocketBuilder()
                .subprotocols(GatewayUpgrader.SUBPROTOCOL)
                .buildAsync(server.uri(), this)
                .join();
    }

    /// Connects, without hello.
    static Device connect(LiveServer server) {
        return new Device(server, true);
    }

    /// Connects and says hello as a user.
    static Device hello(LiveServer server, long user) throws InterruptedException {
        Device device = connect(server);
        device.say(new ClientFrame.Hello(Optional.of("user-" + user), Optional.empty(), Map.of()));
        device.await(ServerFrame.Welcome.class);
        return device;
    }

    /// Connects as a user, and takes no message until [#read].
    static Device deaf(LiveServer server, long user) {
        Device device = new Device(server, false);
        device.say(new ClientFrame.Hello(Optional.of("user-" + user), Optional.empty(), Map.of()));
        return device;
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    /// Starts taking messages.
    void read() {
        socket.request(Long.MAX_VALUE);
    }

    void say(ClientFrame frame) {
        text(FrameCodec.write(frame));
    }

    void text(String text) {
        socket.sendText(text, true).join();
    }

    WebSocket socket() {
        return socket;
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

    /// The next frame, which must be of this type.
    <T extends ServerFrame> T await(Class<T> type) throws InterruptedException {
        ServerFrame frame = next();
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
    public void onOpen(WebSocket webSocket) {
        if (reads) {
            webSocket.request(Long.MAX_VALUE);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(partial.toString());
            partial.setLength(0);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
