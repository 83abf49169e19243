package dev.gapless.server;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import dev.gapless.schema.shard.ShardsConfig;
import dev.gapless.server.admission.AdmissionConfig;
import dev.gapless.server.gateway.LivePathConfig;
import dev.gapless.server.http.HttpConfig;
import dev.gapless.server.posting.KafkaConfig;
import dev.gapless.server.posting.PostingConfig;
import dev.gapless.server.sync.InboxSourceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All settings of the data plane, read once at start.
///
/// @param http the port
/// @param shards the databases
/// @param posting the lanes
/// @param kafka where events go
/// @param live the live path
/// @param admission budgets of reads that cost
/// @param inbox who knows quickly what changed, if anybody is to be asked
/// @param gatewaySlots slots of the installation, which is also the number of partitions of `gapless.deliveries`
/// @param policyLookEvery how often what the control plane decided is looked at, also when nobody tells of a change
/// @param applySchema whether to bring the databases to the schema of this version first
/// @param address base URL where other roles reach this gateway; empty for its host and port
/// @param drain how long connections get to go elsewhere before a stop
/// @param faultPoints directory where a crash test arms them
public record ServerConfig(
        HttpConfig http,
        ShardsConfig shards,
        PostingConfig posting,
        KafkaConfig kafka,
        LivePathConfig live,
        AdmissionConfig admission,
        Optional<InboxSourceConfig> inbox,
        int gatewaySlots,
        Duration policyLookEvery,
        boolean applySchema,
        String address,
        Duration drain,
        Optional<Path> faultPoints) {
    public static final ConfigKey<Integer> GATEWAY_SLOTS = ConfigKey.number(
            "kafka.gateway-slots", 16, 1, 1_024, "Gateway slots, one partition of gapless.deliveries each");
    public static final ConfigKey<Duration> POLICY_LOOK_EVERY = ConfigKey.duration(
            "policy.look-every", "20s",
            "How often a gateway looks at what the control plane decided, also when nobody tells it of a change");
    public static final ConfigKey<Boolean> APPLY_SCHEMA = ConfigKey.flag(
            "server.apply-schema", true, "Bring the databases to the schema of this version at start");
    public static final ConfigKey<String> ADDRESS = ConfigKey.text(
            "server.address", "",
            "Base URL where the control plane and other gateways reach this gateway; empty for server.host and server.port");
    public static final ConfigKey<Duration> DRAIN = ConfigKey.duration(
            "server.drain", "5s", "How long clients get to connect elsewhere when the process is asked to stop");

    public static final ConfigKey<String> FAULT_POINTS = ConfigKey.text(
            "server.fault-points",
            "",
            "For crash tests only, empty otherwise: directory in which a file ends the process at the place it is named after");

    /// Every setting that the role knows, each name once.
    public static final List<ConfigKey<?>> KEYS = List.copyOf(Stream.of(
            HttpConfig.KEYS,
            ShardsConfig.keys(),
            PostingConfig.KEYS,
            KafkaConfig.KEYS,
            LivePathConfig.KEYS,
            AdmissionConfig.KEYS,
            InboxSourceConfig.KEYS,
            List.<ConfigKey<?>>of(GATEWAY_SLOTS, POLICY_LOOK_EVERY, APPLY_SCHEMA, ADDRESS, DRAIN, FAULT_POINTS))
            .<ConfigKey<?>>flatMap(List::stream)
            .collect(Collectors.<ConfigKey<?>, String, ConfigKey<?>, LinkedHashMap<String, ConfigKey<?>>>toMap(
                    ConfigKey::name, key -> key, (first, second) -> first, LinkedHashMap::new))
            .values());

    /// Base URL of this gateway, once it listens; empty if it listens everywhere and does not know its name.
    ///
    /// @param port that it listens on
    String addressAt(int port) {
        String host = http.host().contains(":") ? "[" + http.host() + "]" : http.host();
        boolean everywhere = host.equals("0.0.0.0") || host.equals("[::]");
        String scheme = http.tls().isPresent() ? "https://" : "http://";
        return address.isEmpty() && !everywhere ? scheme + host + ":" + port : address;
    }

    /// Reads the keys of this role; other keys are nobody's business here, see [Settings#allowOnly].
    ///
    /// @throws IllegalArgumentException naming the setting that is wrong
    public static ServerConfig from(Settings settings) {
        return new ServerConfig(
                HttpConfig.from(settings),
                ShardsConfig.from(settings),
                PostingConfig.from(settings),
                KafkaConfig.from(settings),
                LivePathConfig.of(settings),
                AdmissionConfig.from(settings),
                InboxSourceConfig.from(settings),
                settings.get(GATEWAY_SLOTS),
                settings.get(POLICY_LOOK_EVERY),
                settings.get(APPLY_SCHEMA),
                settings.get(ADDRESS),
                settings.get(DRAIN),
                Optional.of(settings.get(FAULT_POINTS)).filter(text -> !text.isEmpty()).map(Path::of));
    }
}
