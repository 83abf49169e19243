package dev.gapless.fanout;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.tls.TlsFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Settings of the fan-out role, read once.
///
/// @param bootstrap Kafka addresses, `host:port` separated by commas
/// @param channelPartitions partitions of the channel-keyed topics, 1 to 1024; the bound on parallel tasks
/// @param gatewaySlots gateway slots, which are the partitions of `gapless.deliveries`, 1 to 1024
/// @param applicationId consumer group and prefix of the internal topics; the same for all instances of one installation
/// @param instance name of this instance; stable over restarts and unique among the running ones
/// @param threads stream threads, 1 to 64
/// @param stateDir directory for the lock and checkpoint files of Kafka Streams
/// @param headInterval how often changed heads go to gateways of level head, and the grain of all timers, over 0
/// @param gatewayTimeout silence of a gateway after which nothing is sent to it
/// @param gatewayForget silence of a gateway after which its interest is removed; not shorter than `gatewayTimeout`
/// @param staleAfter age over which an event goes out as a head only, and a task that works on such events sends no beats
/// @param commitInterval how often offsets are committed: the span that is repeated after a crash
/// @param sessionTimeout how long a crashed instance keeps its partitions, 6 s or more by the brokers' default bound
/// @param host address for health and metrics
/// @param port for health and metrics; 0 for none
/// @param kafkaClient further properties of every Kafka client, such as for TLS
/// @param tls what the port shows, if it speaks TLS
public record FanoutConfig(
        String bootstrap,
        int channelPartitions,
        int gatewaySlots,
        String applicationId,
        String instance,
        int threads,
        Path stateDir,
        Duration headInterval,
        Duration gatewayTimeout,
        Duration gatewayForget,
        Duration staleAfter,
        Duration commitInterval,
        Duration sessionTimeout,
        String host,
        int port,
        Map<String, String> kafkaClient,
        Optional<TlsFiles> tls) {
    public static final ConfigKey<String> BOOTSTRAP =
            ConfigKey.text("kafka.bootstrap", "127.0.0.1:9092", "Kafka addresses, host:port, separated by commas");
    public static final ConfigKey<Integer> CHANNEL_PARTITIONS = ConfigKey.number(
            "kafka.channel-partitions", 4, 1, 1024, "Partitions of the channel-keyed topics; fixed once they exist");
    public static final ConfigKey<Integer> GATEWAY_SLOTS = ConfigKey.number(
            "kafka.gateway-slots",
            16,
            1,
            IdGenerator.NODES,
            "Gateway slots, each a partition of gapless.deliveries; fixed once the topic exists");
    public static final ConfigKey<String> APPLICATION_ID =
            ConfigKey.text("fanout.application-id", "gapless-fanout", "Consumer group of the fan-out");
    public static final ConfigKey<String> INSTANCE = ConfigKey.text(
            "fanout.instance", "fanout-0",
            "Name of this instance: the same after a restart, unique among the running ones");
    public static final ConfigKey<Integer> THREADS =
            ConfigKey.number("fanout.threads", 1, 1, 64, "Stream threads of this instance");
    public static final ConfigKey<String> STATE_DIR =
            ConfigKey.text("fanout.state-dir", "/var/lib/gapless/fanout", "Directory for locks and checkpoints");
    public static final ConfigKey<Duration> HEAD_INTERVAL = ConfigKey.duration(
            "fanout.head-interval", "250ms", "How often changed heads go to gateways of level head");
    public static final ConfigKey<Duration> GATEWAY_TIMEOUT = ConfigKey.duration(
            "fanout.gateway-timeout", "10s",
            "Silence of a gateway, while others are heard, after which it is passed over");
    public static final ConfigKey<Duration> GATEWAY_FORGET = ConfigKey.duration(
            "fanout.gateway-forget", "60s",
            "Silence of a gateway, while others are heard, after which its interest is removed");
    public static final ConfigKey<Duration> STALE_AFTER = ConfigKey.duration(
            "fanout.stale-after", "15s", "Age over which an event is told as a head only, to be read from the log");
    public static final ConfigKey<Duration> COMMIT_INTERVAL = ConfigKey.duration(
            "fanout.commit-interval", "1s", "How often offsets are committed: the span repeated after a crash");
    public static final ConfigKey<Duration> SESSION_TIMEOUT = ConfigKey.duration(
            "fanout.session-timeout", "6s", "How long a crashed instance keeps its partitions from the others");
    public static final ConfigKey<String> HOST =
            ConfigKey.text("fanout.host", "127.0.0.1", "Address that health and metrics of the fan-out listen on");
    public static final ConfigKey<Integer> PORT = ConfigKey.number(
            "fanout.port", 0, 0, 65_535, "Port of /health/live, /health/ready and /metrics of the fan-out; 0 for none");

    public static final TlsFiles.Keys TLS = TlsFiles.Keys.of("fanout.tls", "health and metrics of the fan-out");

    /// All settings of this role.
    public static final List<ConfigKey<?>> KEYS = Stream.<ConfigKey<?>>concat(Stream.of(
            BOOTSTRAP,
            CHANNEL_PARTITIONS,
            GATEWAY_SLOTS,
            APPLICATION_ID,
            INSTANCE,
            THREADS,
            STATE_DIR,
            HEAD_INTERVAL,
            GATEWAY_TIMEOUT,
            GATEWAY_FORGET,
            STALE_AFTER,
            COMMIT_INTERVAL,
            SESSION_TIMEOUT,
            HOST,
            PORT,
            PropertiesFile.KAFKA), TLS.all().stream()).toList();

    public FanoutConfig {
        kafkaClient = Map.copyOf(kafkaClient);
        atLeast("fanout.head-interval", headInterval, Duration.ofMillis(1));
        atLeast("fanout.gateway-timeout", gatewayTimeout, Duration.ofSeconds(2));
        atLeast("fanout.gateway-forget", gatewayForget, gatewayTimeout);
        atLeast("fanout.stale-after", staleAfter, Duration.ofSeconds(1));
        atLeast("fanout.commit-interval", commitInterval, Duration.ofMillis(10));
        atLeast("fanout.session-timeout", sessionTimeout, Duration.ofSeconds(1));
    }

    /// Without TLS.
    public FanoutConfig(
            String bootstrap,
            int channelPartitions,
            int gatewaySlots,
            String applicationId,
            String instance,
            int threads,
            Path stateDir,
            Duration headInterval,
            Duration gatewayTimeout,
            Duration gatewayForget,
            Duration staleAfter,
            Duration commitInterval,
            Duration sessionTimeout,
            String host,
            int port) {
        this(
                bootstrap, channelPartitions, gatewaySlots, applicationId, instance, threads, stateDir, headInterval,
                gatewayTimeout, gatewayForget, staleAfter, commitInterval, sessionTimeout, host, port, Map.of(),
                Optional.empty());
    }

    /// What is in `kafkaClient` stays out of messages.
    @Override
    public String toString() {
        return "FanoutConfig[" + applicationId + " " + instance + "]";
    }

    /// Reads the keys of this role; other keys are nobody's business here, see [Settings#allowOnly].
    ///
    /// @throws IllegalArgumentException naming the key, the value and what was expected
    public static FanoutConfig from(Settings settings) {
        return new FanoutConfig(
                settings.get(BOOTSTRAP),
                settings.get(CHANNEL_PARTITIONS),
                settings.get(GATEWAY_SLOTS),
                settings.get(APPLICATION_ID),
                settings.get(INSTANCE),
                settings.get(THREADS),
                Path.of(settings.get(STATE_DIR)),
                settings.get(HEAD_INTERVAL),
                settings.get(GATEWAY_TIMEOUT),
                settings.get(GATEWAY_FORGET),
                settings.get(STALE_AFTER),
                settings.get(COMMIT_INTERVAL),
                settings.get(SESSION_TIMEOUT),
                settings.get(HOST),
                settings.get(PORT),
                PropertiesFile.read(settings, PropertiesFile.KAFKA),
                TLS.from(settings));
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    name + ": " + value.toMillis() + "ms (expected: >= " + least.toMillis() + "ms)");
        }
    }
}
