package dev.gapless.server.sync;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where the inbox of the fan-out role is asked.
///
/// @param url its internal port
/// @param secretFile holds what callers of the port have to know
/// @param maxLag an answer further behind is none
/// @param timeout how long an answer is waited for
/// @param authority PEM with those whom the port's certificate is believed by; empty: those of the JDK
public record InboxSourceConfig(
        URI url, Path secretFile, Duration maxLag, Duration timeout, Optional<Path> authority) {
    public static final ConfigKey<String> URL = ConfigKey.text(
            "sync.inbox-url", "",
            "Internal port of a fan-out, as `http://host:port` or `https://host:port`; empty: syncs read the shards");
    public static final ConfigKey<String> SECRET_FILE = ConfigKey.text(
            "sync.inbox-secret-file", "",
            "File with the secret of that port, and of gateways among each other; needed with an address");
    public static final ConfigKey<Duration> MAX_LAG = ConfigKey.duration(
            "sync.inbox-max-lag", "2s", "Syncs read the shards while the inbox is further behind");
    public static final ConfigKey<Duration> TIMEOUT = ConfigKey.duration(
            "sync.inbox-timeout", "150ms", "How long a sync waits for the inbox before it reads the shards");
    public static final ConfigKey<String> AUTHORITY = ConfigKey.text(
            "sync.inbox-authority",
            "",
            "PEM file of the authority behind the certificates of that port and of other gateways, with `https` addresses; empty: those the JDK knows");
    public static final List<ConfigKey<?>> KEYS = List.of(URL, SECRET_FILE, MAX_LAG, TIMEOUT, AUTHORITY);

    /// With the authorities of the JDK.
    public InboxSourceConfig(URI url, Path secretFile, Duration maxLag, Duration timeout) {
        this(url, secretFile, maxLag, timeout, Optional.empty());
    }

    /// Reads the keys; empty if the inbox is not to be asked.
    ///
    /// @throws IllegalArgumentException naming the setting that is wrong
    public static Optional<InboxSourceConfig> from(Settings settings) {
        String url = settings.get(URL);
        if (url.isBlank()) {
            return Optional.empty();
        }
        String secret = settings.get(SECRET_FILE);
        if (secret.isBlank()) {
            throw new IllegalArgumentException(
                    SECRET_FILE.name() + ": absent (expected: a file, since " + URL.name() + " is " + url + ")");
        }
        Duration timeout = settings.get(TIMEOUT);
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException(TIMEOUT.name() + ": " + timeout.toMillis() + "ms (expected: >= 1ms)");
        }
        return Optional.of(new InboxSourceConfig(
                address(url), Path.of(secret), settings.get(MAX_LAG), timeout,
                Optional.of(settings.get(AUTHORITY)).filter(file -> !file.isEmpty()).map(Path::of)));
    }

    private static URI address(String text) {
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(URL.name() + ": " + text + " (expected: http://host:port)", e);
        }
        throw new IllegalArgumentException(URL.name() + ": " + text + " (expected: http://host:port)");
    }
}
