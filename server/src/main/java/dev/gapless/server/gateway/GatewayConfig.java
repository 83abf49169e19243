package dev.gapless.server.gateway;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.time.Duration;
import java.util.List;

/// Settings of the WebSocket gateway.
///
/// @param maxConnections sockets at a time; one more is told to try later
/// @param concurrentHellos sign-ins at a time, each of which asks a shard
/// @param concurrentSubscribes subscriptions being set up at a time
/// @param helloTimeout how long a new connection may take to say hello
/// @param pingEvery how often clients are asked to be heard
/// @param idleTimeout after which silence a connection is taken for dead
/// @param writeBytes aim for the size of one write
public record GatewayConfig(
        int maxConnections,
        int concurrentHellos,
        int concurrentSubscribes,
        Duration helloTimeout,
        Duration pingEvery,
        Duration idleTimeout,
        int writeBytes) {
    private static final ConfigKey<Integer> MAX_CONNECTIONS =
            ConfigKey.number("gateway.max-connections", 20_000, 1, 10_000_000, "WebSocket connections at a time");
    private static final ConfigKey<Integer> CONCURRENT_HELLOS = ConfigKey.number(
            "gateway.concurrent-hellos", 64, 1, 100_000, "Sign-ins at a time; more wait a little, then are refused");
    private static final ConfigKey<Integer> CONCURRENT_SUBSCRIBES = ConfigKey.number(
            "gateway.concurrent-subscribes", 256, 1, 100_000, "Subscriptions set up at a time; more wait");
    private static final ConfigKey<Duration> HELLO_TIMEOUT =
            ConfigKey.duration("gateway.hello-timeout", "10s", "How long a connection may take to say hello");
    private static final ConfigKey<Duration> PING_EVERY =
            ConfigKey.duration("gateway.ping-every", "20s", "How often a client must be heard");
    private static final ConfigKey<Duration> IDLE_TIMEOUT = ConfigKey.duration(
            "gateway.idle-timeout", "60s", "Silence after which a connection is taken for dead");
    private static final ConfigKey<Integer> WRITE_BYTES = ConfigKey.number(
            "gateway.write-bytes", 64 * 1024, 1024, 1 << 24,
            "Frames of one connection are written in pieces of about this size");

    /// All keys, for the list of known settings.
    public static final List<ConfigKey<?>> KEYS = List.of(
            MAX_CONNECTIONS,
            CONCURRENT_HELLOS,
            CONCURRENT_SUBSCRIBES,
            HELLO_TIMEOUT,
            PING_EVERY,
            IDLE_TIMEOUT,
            WRITE_BYTES);

    public static GatewayConfig of(Settings settings) {
        return new GatewayConfig(
                settings.get(MAX_CONNECTIONS),
                settings.get(CONCURRENT_HELLOS),
                settings.get(CONCURRENT_SUBSCRIBES),
                settings.get(HELLO_TIMEOUT),
                settings.get(PING_EVERY),
                settings.get(IDLE_TIMEOUT),
                settings.get(WRITE_BYTES));
    }
}
