package dev.gapless.server.http;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.tls.TlsFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The data plane's port.
///
/// @param host address to listen on
/// @param port 0 for any free one
/// @param backlog connections that wait to be accepted
/// @param idleTimeout a connection that sends nothing for so long is closed
/// @param maxConnections sockets at most
/// @param tls what it shows, if it speaks TLS
public record HttpConfig(
        String host, int port, int backlog, Duration idleTimeout, int maxConnections, Optional<TlsFiles> tls) {
    public static final ConfigKey<String> HOST =
            ConfigKey.text("server.host", "127.0.0.1", "Address that the data plane listens on.");
    public static final ConfigKey<Integer> PORT =
            ConfigKey.number("server.port", 7_400, 0, 65_535, "Port of the data plane; 0 takes any free one.");
    public static final ConfigKey<Integer> BACKLOG =
            ConfigKey.number("server.backlog", 8_192, 1, 65_535, "Connections that wait to be accepted.");
    public static final ConfigKey<Duration> IDLE_TIMEOUT = ConfigKey.duration(
            "server.idle-timeout", "5m", "A connection that sends nothing for so long is closed.");
    public static final ConfigKey<Integer> MAX_CONNECTIONS = ConfigKey.number(
            "server.max-connections", 100_000, 1, 10_000_000, "Sockets at most; one more is not accepted.");
    public static final TlsFiles.Keys TLS = TlsFiles.Keys.of("server.tls", "the data plane");
    public static final List<ConfigKey<?>> KEYS = Stream.<ConfigKey<?>>concat(
            Stream.of(HOST, PORT, BACKLOG, IDLE_TIMEOUT, MAX_CONNECTIONS), TLS.all().stream()).toList();

    /// Without TLS.
    public HttpConfig(String host, int port, int backlog, Duration idleTimeout, int maxConnections) {
        this(host, port, backlog, idleTimeout, maxConnections, Optional.empty());
    }

    public static HttpConfig from(Settings settings) {
        return new HttpConfig(
                settings.get(HOST),
                settings.get(PORT),
                settings.get(BACKLOG),
                settings.get(IDLE_TIMEOUT),
                settings.get(MAX_CONNECTIONS),
                TLS.from(settings));
    }
}
