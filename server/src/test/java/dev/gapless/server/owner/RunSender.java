package dev.gapless.server.owner;

import dev.gapless.protocol.codec.FrameCodec;
import dev.gapless.protocol.frame.ClientFrame;
import dev.gapless.protocol.frame.ServerFrame;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A device that has several sends of one run on their way, and goes on under the same keys when a run breaks or a gateway goes. For one
/// thread; [#settled] may be asked by any.
final class RunSender {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ON_THEIR_WAY = 16;
    private static final String GONE = "";

    private final HttpClient http;
    private final String token;
    private final ChannelId channel;
    private final String name;
    private final List<Integer> ports;
    /// Seqs by key, in the order in which they were acknowledged.
    private final Map<String, Long> acked = new LinkedHashMap<>();
    private final AtomicInteger settled = new AtomicInteger();
    private int turn;

    /// @param ports of gateways; the first is taken until it goes
    RunSender(HttpClient http, String token, ChannelId channel, String name, List<Integer> ports) {
        this.http = http;
        this.token = token;
        this.channel = channel;
        this.name = name;
        this.ports = List.copyOf(ports);
    }

    int settled() {
        return settled.get();
    }

    /// Sends until so many are acknowledged, and tells their seqs by key.
    Map<String, Long> send(int count) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Throwable gone = null;
        while (settled.get() < count) {
            if (System.nanoTime() > end) {
                throw new AssertionError(name + ": " + settled + " of " + count + " within " + PATIENCE, gone);
            }
            try (Line line = new Line(ports.get(turn++ % ports.size()))) {
                line.run(count);
            } catch (CompletionException e) {
                // It refuses connections, or went while it was written to: the next one.
                gone = e;
            }
        }
        return acked;
    }

    private String key(int number) {
        return name + "-" + number;
    }

    private final class Line implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();
        private final WebSocket socket;
        private long ref;

        Line(int port) {
            socket = http.newWebSocketBuilder()
                    .subprotocols("gapless.v1")
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/v1/connect"), this)
                    .join();
            say(new ClientFrame.Hello(Optional.of(token), Optional.empty(), Map.of()));
        }

        /// Until all are acknowledged, or the connection is gone.
        void run(int count) throws InterruptedException {
            while (settled.get() < count && oneRun(count)) {
                // A broken run is followed by a new one.
            }
        }

        /// @return false if the connection is gone
        private boolean oneRun(int count) throws InterruptedException {
            int base = settled.get();
            long firstRef = ref + 1;
            int sent = 0;
            int answered = 0;
            boolean broken = false;
            while (answered < sent || !broken && base + sent < count) {
                while (!broken && sent - answered < ON_THEIR_WAY && base + sent < count) {
                    say(new ClientFrame.Send(
                            ++ref, channel, new IdempotencyKey(key(base + sent)), "text " + key(base + sent),
                            Optional.empty(), false, sent == 0 ? Optional.empty() : Optional.of(ref - 1)));
                    sent++;
                }
                String text = received.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                if (text == null || text.equals(GONE)) {
                    return false;
                }
                if (FrameCodec.readServer(text) instanceof ServerFrame.Sent ok) {
                    int number = base + (int) (ok.ref() - firstRef);
                    if (number != settled.get()) {
                        throw new AssertionError(name + ": " + number + " acknowledged, " + settled + " was next");
                    }
                    acked.put(key(number), ok.seq().value());
                    settled.incrementAndGet();
                    answered++;
                } else if (FrameCodec.readServer(text) instanceof ServerFrame.Error error && error.ref().isPresent()) {
                    broken = true;
                    answered++;
                }
            }
            return true;
        }

        private void say(ClientFrame frame) {
            socket.sendText(FrameCodec.write(frame), true).join();
        }

        @Override
        public void onOpen(WebSocket opened) {
            opened.request(Long.MAX_VALUE);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                received.add(partial.toString());
                partial.setLength(0);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            received.add(GONE);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            received.add(GONE);
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
