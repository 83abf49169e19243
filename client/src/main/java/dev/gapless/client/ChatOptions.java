package dev.gapless.client;

import dev.gapless.client.session.SessionLimits;
import dev.gapless.client.store.MemoryOutboxStore;
import dev.gapless.client.store.MemoryPositionStore;
import dev.gapless.client.store.OutboxStore;
import dev.gapless.client.store.PositionStore;
import dev.gapless.client.transport.WebSocketTransport;
import dev.gapless.protocol.planted.PlantedBug;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// What a [ChatClient] is made of. Stores, transport and HTTP connections belong to the caller, who closes them after the
/// client; transport and HTTP connections serve any number of clients, a store one.
///
/// @param endpoint the data plane
/// @param token of the user
/// @param device stable name of the device, at most 64 characters, for people; may be empty
/// @param limits bounds
/// @param positions how far the device came
/// @param outbox unsettled sends
/// @param transport opens the WebSocket
/// @param http makes the requests; its `random` also makes idempotency keys, so it must serve several threads
/// @param nanos what timers go by, as [System#nanoTime]; a client uses no other clock
/// @param bug what the client does wrong on purpose; for experiments
public record ChatOptions(
        Endpoint endpoint,
        Token token,
        String device,
        SessionLimits limits,
        PositionStore positions,
        OutboxStore outbox,
        WebSocketTransport transport,
        HttpOptions http,
        LongSupplier nanos,
        Optional<PlantedBug> bug) {
    private static final int DEVICE_MAX = 64;

    public ChatOptions {
        if (device.length() > DEVICE_MAX) {
            throw new IllegalArgumentException(
                    "device: " + device.length() + " characters (expected: at most " + DEVICE_MAX + ")");
        }
    }

    /// A device that forgets everything when it ends.
    public static ChatOptions of(Endpoint endpoint, Token token, WebSocketTransport transport, HttpOptions http) {
        return new ChatOptions(
                endpoint,
                token,
                "",
                SessionLimits.DEFAULT,
                new MemoryPositionStore(),
                new MemoryOutboxStore(),
                transport,
                http,
                System::nanoTime,
                Optional.empty());
    }

    public ChatOptions withDevice(String name) {
        return new ChatOptions(endpoint, token, name, limits, positions, outbox, transport, http, nanos, bug);
    }

    public ChatOptions withLimits(SessionLimits newLimits) {
        return new ChatOptions(endpoint, token, device, newLimits, positions, outbox, transport, http, nanos, bug);
    }

    public ChatOptions withPositions(PositionStore store) {
        return new ChatOptions(endpoint, token, device, limits, store, outbox, transport, http, nanos, bug);
    }

    public ChatOptions withOutbox(OutboxStore store) {
        return new ChatOptions(endpoint, token, device, limits, positions, store, transport, http, nanos, bug);
    }

    /// A client with a bug in it, to see whether somebody notices.
    public ChatOptions withPlantedBug(Optional<PlantedBug> planted) {
        return new ChatOptions(
                endpoint, token, device, limits, positions, outbox, transport, http, nanos, planted);
    }

    /// For experiments: a device whose clock goes otherwise.
    public ChatOptions withNanos(LongSupplier clock) {
        return new ChatOptions(endpoint, token, device, limits, positions, outbox, transport, http, clock, bug);
    }

    RandomGenerator random() {
        return http.random();
    }
}
