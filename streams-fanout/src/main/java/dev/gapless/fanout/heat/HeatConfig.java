package dev.gapless.fanout.heat;

import dev.gapless.fanout.FanoutConfig;
import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.PropertiesFile;
import dev.gapless.protocol.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Settings of the heat app, which runs in the fan-out role; Kafka's addresses, the instance and the session timeout are those of
/// [FanoutConfig].
///
/// @param enabled false: the app does not run, and nobody knows which channels are hot
/// @param bootstrap Kafka addresses
/// @param applicationId consumer group
/// @param instance name of this instance
/// @param stateDir directory for locks; there is no state
/// @param window what is counted together, in whole seconds
/// @param channels channels that a partition counts at most; of more the coldest are forgotten
/// @param sessionTimeout how long a crashed instance keeps its partitions
/// @param kafkaClient further properties of every Kafka client, such as for TLS
public record HeatConfig(
        boolean enabled, String bootstrap, String applicationId, String instance, Path stateDir, Duration window,
        int channels, Duration sessionTimeout, Map<String, String> kafkaClient) {
    public static final ConfigKey<Boolean> ENABLED =
            ConfigKey.flag("heat.enabled", true, "Count which channels are hot");
    public static final ConfigKey<String> APPLICATION_ID =
            ConfigKey.text("heat.application-id", "gapless-heat", "Consumer group of heat");
    public static final ConfigKey<String> STATE_DIR =
            ConfigKey.text("heat.state-dir", "/var/lib/gapless/heat", "Directory for locks of heat");
    public static final ConfigKey<Duration> WINDOW = ConfigKey.duration(
            "heat.window", "5s", "What heat counts together, in whole seconds, 2s to 60s");
    public static final ConfigKey<Integer> CHANNELS = ConfigKey.number(
            "heat.channels", 10_000, 10, 1_000_000,
            "Channels that heat counts per partition; the coldest are forgotten");

    /// All settings of this app.
    public static final List<ConfigKey<?>> KEYS = List.of(ENABLED, APPLICATION_ID, STATE_DIR, WINDOW, CHANNELS);

    private static final int LEAST_SECONDS = 2;
    private static final int MOST_SECONDS = 60;

    public HeatConfig {
        kafkaClient = Map.copyOf(kafkaClient);
        if (window.toSeconds() < LEAST_SECONDS || window.toSeconds() > MOST_SECONDS) {
            throw new IllegalArgumentException("heat.window: " + window.toMillis() + "ms (expected: 2s to 60s)");
        }
    }

    /// Reads the keys of this app.
    ///
    /// @throws IllegalArgumentException naming the key, the value and what was expected
    public static HeatConfig from(Settings settings) {
        return new HeatConfig(
                settings.get(ENABLED),
                settings.get(FanoutConfig.BOOTSTRAP),
                settings.get(APPLICATION_ID),
                settings.get(FanoutConfig.INSTANCE),
                Path.of(settings.get(STATE_DIR)),
                settings.get(WINDOW),
                settings.get(CHANNELS),
                settings.get(FanoutConfig.SESSION_TIMEOUT),
                PropertiesFile.read(settings, PropertiesFile.KAFKA));
    }

    /// What is in `kafkaClient` stays out of messages.
    @Override
    public String toString() {
        return "HeatConfig[" + applicationId + " on " + bootstrap + "]";
    }
}
