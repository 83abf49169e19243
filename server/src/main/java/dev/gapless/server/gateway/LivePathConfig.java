package dev.gapless.server.gateway;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import dev.gapless.server.interest.InterestConfig;
import dev.gapless.server.tail.TailConfig;
import java.util.List;
import java.util.stream.Stream;

/// Settings of the live path.
///
/// @param gateway connections
/// @param tail tails
/// @param interest link to the fan-out
public record LivePathConfig(GatewayConfig gateway, TailConfig tail, InterestConfig interest) {
    /// All keys, for the list of known settings.
    public static final List<ConfigKey<?>> KEYS = Stream.of(GatewayConfig.KEYS, TailConfig.KEYS, InterestConfig.KEYS)
            .<ConfigKey<?>>flatMap(List::stream)
            .toList();

    public static LivePathConfig of(Settings settings) {
        return new LivePathConfig(GatewayConfig.of(settings), TailConfig.of(settings), InterestConfig.of(settings));
    }
}
