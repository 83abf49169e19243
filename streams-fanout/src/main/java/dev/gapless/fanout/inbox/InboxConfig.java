package dev.gapless.fanout.inbox;

import dev.gapless.fanout.FanoutConfig;
import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Settings of the inbox app, which runs in the fan-out role; Kafka's addresses and partitions, the instance and the session
/// timeout are those of [FanoutConfig].
///
/// @param enabled false: the app does not run, and gateways read the shards
/// @param bootstrap Kafka addresses
/// @param partitions partitions of `gapless.events`, and of what is derived from it by user
/// @param applicationId consumer group and prefix of the internal topics
/// @param instance name of this instance
/// @param threads stream threads, 1 to 64
/// @param stateDir directory for locks and checkpoints; the state itself is in memory and in changelog topics
/// @param commitInterval length of a transaction: what is derived is seen by the next step after it
/// @param standbyReplicas warm copies of each partition on other instances
/// @param pulse how often each partition says how far it is
/// @param missingTimeout how long a missing seq is awaited before its channel is not sure any more
/// @param sessionTimeout how long a crashed instance keeps its partitions
/// @param door where the internal port is, if there is one
/// @param kafkaClient further properties of every Kafka client, such as for TLS
public record InboxConfig(
        boolean enabled,
        String bootstrap,
        int partitions,
        String applicationId,
        String instance,
        int threads,
        Path stateDir,
        Duration commitInterval,
        int standbyReplicas,
        Duration pulse,
        Duration missingTimeout,
        Duration sessionTimeout,
        Optional<Door> door,
        Map<String, String> kafkaClient) {
    /// The internal port.
    ///
    /// @param address what it listens on, and where other instances reach it
    /// @param port 1 to 65535
    /// @param secretFile holds what callers have to know
    /// @param tls what it shows, if it speaks TLS
    /// @param authority PEM with those whom the other instances' certificates are believed by; empty: those of the JDK
    public record Door(
            String address, int port, Path secretFile, Optional<TlsFiles> tls, Optional<Path> authority) {
        /// Without TLS.
        public Door(String address, int port, Path secretFile) {
            this(address, port, secretFile, Optional.empty(), Optional.empty());
        }
    }

    public static final ConfigKey<Boolean> ENABLED =
            ConfigKey.flag("inbox.enabled", true,
                    "Keep, per user, which conversations changed; false leaves it to the shards");
    public static final ConfigKey<String> APPLICATION_ID =
            ConfigKey.text("inbox.application-id", "gapless-inbox", "Consumer group of the inbox");
    public static final ConfigKey<Integer> THREADS =
            ConfigKey.number("inbox.threads", 1, 1, 64, "Stream threads of the inbox in this instance");
    public static final ConfigKey<String> STATE_DIR =
            ConfigKey.text("inbox.state-dir", "/var/lib/gapless/inbox",
                    "Directory for locks and checkpoints of the inbox");
    public static final ConfigKey<Duration> COMMIT_INTERVAL = ConfigKey.duration(
            "inbox.commit-interval", "100ms", "Length of a transaction of the inbox, and so about half of its lag");
    public static final ConfigKey<Integer> STANDBY_REPLICAS = ConfigKey.number(
            "inbox.standby-replicas", 1, 0, 3, "Warm copies of each partition, on other instances if there are any");
    public static final ConfigKey<Duration> PULSE = ConfigKey.duration(
            "inbox.pulse-interval", "500ms",
            "How often each partition tells all others how far it is; with over 32 partitions make it longer");
    public static final ConfigKey<Duration> MISSING_TIMEOUT = ConfigKey.duration(
            "inbox.missing-timeout", "60s",
            "How long a missing seq is awaited before counts of its channel come from the shard");
    public static final ConfigKey<String> INTERNAL_ADDRESS = ConfigKey.text(
            "inbox.internal-address", "127.0.0.1", "Address of the internal port, also for the other instances");
    public static final ConfigKey<Integer> INTERNAL_PORT =
            ConfigKey.number("inbox.internal-port", 0, 0, 65_535, "Internal port for gateways; 0 for none");
    public static final ConfigKey<String> SECRET_FILE = ConfigKey.text(
            "inbox.secret-file", "", "File with the secret that callers of the internal port send; needed with a port");

    public static final TlsFiles.Keys INTERNAL_TLS = TlsFiles.Keys.of("inbox.internal-tls", "the inbox");
    public static final ConfigKey<String> INTERNAL_AUTHORITY = ConfigKey.text(
            "inbox.internal-authority",
            "",
            "PEM file of the authority behind the other instances' certificates; empty: those the JDK knows");

    /// All settings of this app.
    public static final List<ConfigKey<?>> KEYS = Stream.<ConfigKey<?>>concat(Stream.of(
            ENABLED,
            APPLICATION_ID,
            THREADS,
            STATE_DIR,
            COMMIT_INTERVAL,
            STANDBY_REPLICAS,
            PULSE,
            MISSING_TIMEOUT,
            INTERNAL_ADDRESS,
            INTERNAL_PORT,
            SECRET_FILE,
            INTERNAL_AUTHORITY), INTERNAL_TLS.all().stream()).toList();

    public InboxConfig {
        kafkaClient = Map.copyOf(kafkaClient);
        atLeast("inbox.commit-interval", commitInterval, Duration.ofMillis(10));
        atLeast("inbox.pulse-interval", pulse, Duration.ofMillis(50));
        atLeast("inbox.missing-timeout", missingTimeout, Duration.ofSeconds(1));
    }

    /// Without further properties for Kafka.
    public InboxConfig(
            boolean enabled,
            String bootstrap,
            int partitions,
            String applicationId,
            String instance,
            int threads,
            Path stateDir,
            Duration commitInterval,
            int standbyReplicas,
            Duration pulse,
            Duration missingTimeout,
            Duration sessionTimeout,
            Optional<Door> door) {
        this(
                enabled, bootstrap, partitions, applicationId, instance, threads, stateDir, commitInterval,
                standbyReplicas, pulse, missingTimeout, sessionTimeout, door, Map.of());
    }

    /// What is in `kafkaClient` stays out of messages.
    @Override
    public String toString() {
        return "InboxConfig[" + applicationId + " " + instance + "]";
    }

    /// Reads the keys of this app.
    ///
    /// @throws IllegalArgumentException naming the key, the value and what was expected
    public static InboxConfig from(Settings settings) {
        return new InboxConfig(
                settings.get(ENABLED),
                settings.get(FanoutConfig.BOOTSTRAP),
                settings.get(FanoutConfig.CHANNEL_PARTITIONS),
                settings.get(APPLICATION_ID),
                settings.get(FanoutConfig.INSTANCE),
                settings.get(THREADS),
                Path.of(settings.get(STATE_DIR)),
                settings.get(COMMIT_INTERVAL),
                settings.get(STANDBY_REPLICAS),
                settings.get(PULSE),
                settings.get(MISSING_TIMEOUT),
                settings.get(FanoutConfig.SESSION_TIMEOUT),
                door(settings),
                PropertiesFile.read(settings, PropertiesFile.KAFKA));
    }

    private static Optional<Door> door(Settings settings) {
        int port = settings.get(INTERNAL_PORT);
        String secret = settings.get(SECRET_FILE);
        if (port == 0) {
            return Optional.empty();
        }
        if (secret.isBlank()) {
            throw new IllegalArgumentException(
                    "inbox.secret-file: absent (expected: a file, since inbox.internal-port is "
                            + port + ")");
        }
        return Optional.of(new Door(
                settings.get(INTERNAL_ADDRESS), port, Path.of(secret), INTERNAL_TLS.from(settings),
                Optional.of(settings.get(INTERNAL_AUTHORITY)).filter(file -> !file.isEmpty()).map(Path::of)));
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    name + ": " + value.toMillis() + "ms (expected: >= " + least.toMillis() + "ms)");
        }
    }
}
