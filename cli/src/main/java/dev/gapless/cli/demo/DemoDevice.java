package dev.gapless.cli.demo;

import dev.gapless.client.ApiClient;
import dev.gapless.client.ChatClient;
import dev.gapless.client.ChatListener;
import dev.gapless.client.ChatOptions;
import dev.gapless.client.Endpoint;
import dev.gapless.client.HttpOptions;
import dev.gapless.client.Token;
import dev.gapless.client.session.HoleUpdate;
import dev.gapless.client.session.SendState;
import dev.gapless.client.session.SendUpdate;
import dev.gapless.client.session.SessionLimits;
import dev.gapless.client.session.StartAt;
import dev.gapless.client.transport.TyrusTransport;
import dev.gapless.client.transport.WebSocketTransport;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// One person's device: a real client, and a record of all it was told. The client's thread writes the record, the demo reads it.
final class DemoDevice implements ChatListener, AutoCloseable {
    private static final int SENDS_AT_ONCE = 16;

    private final WebSocketTransport transport = new TyrusTransport();
    private final ChatClient client;
    private final List<Event> shown = new ArrayList<>();
    private final Map<IdempotencyKey, Long> shownAtNs = new HashMap<>();
    private final Map<IdempotencyKey, Long> ackedSeq = new HashMap<>();
    private int holes;
    private int refused;

    DemoDevice(String name, Endpoint server, Token token, RandomGenerator random) {
        ChatOptions options = ChatOptions.of(server, token, transport, HttpOptions.standard(random))
                .withDevice(name)
                .withLimits(SessionLimits.DEFAULT.withSendsPerChannel(SENDS_AT_ONCE));
        this.client = ChatClient.start(options, this);
    }

    void follow(ChannelId channel) {
        client.subscribe(channel, new StartAt.After(Position.START));
    }

    /// Sends without waiting.
    ///
    /// @return the key
    IdempotencyKey send(ChannelId channel, String text) {
        return client.send(channel, text).message().key();
    }

    void goOffline() {
        client.goOffline();
    }

    void goOnline() {
        client.goOnline();
    }

    /// Does not wait for the next try.
    void reconnectNow() {
        client.reconnectNow();
    }

    ApiClient api() {
        return client.api();
    }

    @Override
    public synchronized void event(Event event) {
        shown.add(event);
        if (event.body() instanceof EventBody.MessagePosted posted) {
            shownAtNs.putIfAbsent(posted.key(), System.nanoTime());
        }
        notifyAll();
    }

    @Override
    public synchronized void send(SendUpdate update) {
        if (update.state() instanceof SendState.Acked acked) {
            ackedSeq.put(update.message().key(), acked.seq().value());
        } else if (update.state() instanceof SendState.Refused) {
            refused++;
        }
        notifyAll();
    }

    @Override
    public synchronized void hole(HoleUpdate update) {
        holes += update instanceof HoleUpdate.HoleRepaired ? 1 : 0;
    }

    /// Waits until something holds of this record.
    ///
    /// @return false if it does not in time
    synchronized boolean await(BooleanSupplier condition, Duration within) throws InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            long leftMs = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return false;
            }
            wait(leftMs);
        }
        return true;
    }

    synchronized boolean hasShown(IdempotencyKey key) {
        return shownAtNs.containsKey(key);
    }

    synchronized long shownAtNs(IdempotencyKey key) {
        return shownAtNs.getOrDefault(key, 0L);
    }

    synchronized int acks() {
        return ackedSeq.size();
    }

    synchronized Map<IdempotencyKey, Long> acked() {
        return Map.copyOf(ackedSeq);
    }

    synchronized List<Event> shown() {
        return List.copyOf(shown);
    }

    synchronized long lastShown() {
        return shown.isEmpty() ? 0 : shown.getLast().seq().value();
    }

    synchronized int holesRepaired() {
        return holes;
    }

    synchronized int refusals() {
        return refused;
    }

    @Override
    public void close() {
        client.close();
        transport.close();
    }
}
