package dev.gapless.control;

import dev.gapless.control.fleet.FleetConfig;
import dev.gapless.control.retention.Retention;
import dev.gapless.control.route.RouteConfig;
import dev.gapless.control.signin.SignInConfig;
import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import dev.gapless.protocol.id.IdGenerator;
import dev.gapless.protocol.tls.TlsFiles;
import dev.gapless.schema.shard.ShardsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Settings of the control plane, read once.
///
/// @param host address to listen on; loopback unless somebody decides otherwise
/// @param port 0 for any free one
/// @param operatorTokenFile file with the operator's token; made if it is absent
/// @param idNode node number of the ids made here; unlike a gateway's slot, and unique among control planes
/// @param applySchema true to bring the databases to this version's schema at start
/// @param maxConnections sockets at most
/// @param kafkaBootstrap where gateways are told of changes; empty to let them look by themselves
/// @param jobsEvery how often to look for work that goes on after its request
/// @param retention when retention removes
/// @param idleTimeout a connection that sends nothing for so long is closed
/// @param kafkaClient further properties of every Kafka client, such as for TLS
/// @param tls what it shows, if it speaks TLS
/// @param fleet where it asks how others are doing
/// @param routes when heat changes the class of a channel
/// @param signIn whose ID tokens are taken, if any
public record ControlConfig(
        String host,
        int port,
        Path operatorTokenFile,
        int idNode,
        boolean applySchema,
        int maxConnections,
        String kafkaBootstrap,
        Duration jobsEvery,
        Retention.Pace retention,
        Duration idleTimeout,
        Map<String, String> kafkaClient,
        Optional<TlsFiles> tls,
        FleetConfig fleet,
        RouteConfig routes,
        Optional<SignInConfig> signIn) {
    public static final ConfigKey<String> HOST =
            ConfigKey.text("control.host", "127.0.0.1", "Address that the admin API listens on");
    public static final ConfigKey<Integer> PORT =
            ConfigKey.number("control.port", 7_401, 0, 65_535, "Port of the admin API; 0 takes any free one");
    public static final ConfigKey<String> OPERATOR_TOKEN_FILE = ConfigKey.text(
            "control.operator-token-file",
            "/etc/gapless/operator-token",
            "File with the operator's token; made with mode 0600 if it is absent");
    public static final ConfigKey<Integer> ID_NODE = ConfigKey.number(
            "control.id-node",
            IdGenerator.NODES - 1,
            0,
            IdGenerator.NODES - 1,
            "Node number in ids made here: over all gateway slots, and unique among control planes");
    public static final ConfigKey<Boolean> APPLY_SCHEMA =
            ConfigKey.flag("control.apply-schema", true, "Bring the databases to this version's schema at start");
    public static final ConfigKey<Integer> MAX_CONNECTIONS =
            ConfigKey.number("control.max-connections", 256, 1, 10_000, "Sockets at most; one more is not accepted");
    public static final ConfigKey<Duration> IDLE_TIMEOUT = ConfigKey.duration(
            "control.idle-timeout", "5m", "A connection that sends nothing for so long is closed");

    public static final ConfigKey<Duration> JOBS_EVERY = ConfigKey.duration(
            "control.jobs-every", "2s", "How often to look for jobs, such as exports, that are to be worked on");
    public static final ConfigKey<Duration> RETENTION_EVERY = ConfigKey.duration(
            "control.retention-every", "1h",
            "Between two runs of retention that nobody asked for; the first comes a tenth of it after the start");
    public static final ConfigKey<Duration> RETENTION_SETTLE = ConfigKey.duration(
            "control.retention-settle", "10s",
            "Between taking events from sight and removing them, so that whoever is reading is done");

    /// The same key as the gateways read.
    public static final ConfigKey<String> KAFKA_BOOTSTRAP =
            ConfigKey.text("kafka.bootstrap", "127.0.0.1:9092", "Kafka addresses, separated by commas");

    public static final TlsFiles.Keys TLS = TlsFiles.Keys.of("control.tls", "the admin API");

    /// Keys of this module.
    public static final List<ConfigKey<?>> KEYS = Stream.<ConfigKey<?>>concat(
            Stream.of(
                    HOST, PORT, OPERATOR_TOKEN_FILE, ID_NODE, APPLY_SCHEMA, MAX_CONNECTIONS, KAFKA_BOOTSTRAP,
                    JOBS_EVERY, RETENTION_EVERY, RETENTION_SETTLE, IDLE_TIMEOUT, PropertiesFile.KAFKA),
            TLS.all().stream()).toList();

    public ControlConfig {
        kafkaClient = Map.copyOf(kafkaClient);
    }

    /// Without TLS.
    public ControlConfig(
            String host,
            int port,
            Path operatorTokenFile,
            int idNode,
            boolean applySchema,
            int maxConnections,
            String kafkaBootstrap,
            Duration jobsEvery,
            Retention.Pace retention,
            Duration idleTimeout) {
        this(
                host, port, operatorTokenFile, idNode, applySchema, maxConnections, kafkaBootstrap, jobsEvery,
                retention, idleTimeout,
                Map.of(),
                Optional.empty(),
                FleetConfig.from(Settings.of(Map.of())),
                RouteConfig.from(Settings.of(Map.of())),
                Optional.empty());
    }

    /// What is in `kafkaClient` stays out of messages.
    @Override
    public String toString() {
        return "ControlConfig[" + host + ":" + port + "]";
    }

    /// All keys that the role reads, those of the shards included.
    public static List<ConfigKey<?>> roleKeys() {
        return Stream.of(KEYS, FleetConfig.KEYS, RouteConfig.KEYS, SignInConfig.KEYS, ShardsConfig.keys())
                .<ConfigKey<?>>flatMap(List::stream)
                .toList();
    }

    /// @throws IllegalArgumentException naming the key, the value and what was expected
    public static ControlConfig from(Settings settings) {
        return new ControlConfig(
                settings.get(HOST),
                settings.get(PORT),
                Path.of(settings.get(OPERATOR_TOKEN_FILE)),
                settings.get(ID_NODE),
                settings.get(APPLY_SCHEMA),
                settings.get(MAX_CONNECTIONS),
                settings.get(KAFKA_BOOTSTRAP),
                settings.get(JOBS_EVERY),
                new Retention.Pace(settings.get(RETENTION_SETTLE), settings.get(RETENTION_EVERY)),
                settings.get(IDLE_TIMEOUT),
                PropertiesFile.read(settings, PropertiesFile.KAFKA),
                TLS.from(settings),
                FleetConfig.from(settings),
                RouteConfig.from(settings),
                SignInConfig.from(settings));
    }
}
