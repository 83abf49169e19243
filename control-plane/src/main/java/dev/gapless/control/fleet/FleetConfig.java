package dev.gapless.control.fleet;

import dev.gapless.protocol.config.ConfigKey;
import dev.gapless.protocol.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the control plane asks how others are doing.
///
/// @param heatUrls internal ports of the fan-out role, which count what is hot
/// @param secretFile holds the secret of internal ports
/// @param authority who vouches for gateways and internal ports with an `https` address; empty for those the JDK knows
public record FleetConfig(List<URI> heatUrls, Path secretFile, Optional<Path> authority) {
    public static final ConfigKey<String> HEAT_URLS = ConfigKey.text(
            "control.heat-urls", "",
            "Internal ports of all instances of the fan-out role, such as http://10.0.0.3:7410, separated by commas");
    public static final ConfigKey<String> SECRET_FILE = ConfigKey.text(
            "control.internal-secret-file", "", "File with the secret of internal ports, as inbox.secret-file");
    public static final ConfigKey<String> AUTHORITY = ConfigKey.text(
            "control.authority", "",
            "PEM file of the authority behind the certificates of gateways and internal ports; empty: those the JDK knows");

    /// All settings of this feature.
    public static final List<ConfigKey<?>> KEYS = List.of(HEAT_URLS, SECRET_FILE, AUTHORITY);

    public FleetConfig {
        heatUrls = List.copyOf(heatUrls);
    }

    /// @throws IllegalArgumentException naming the setting that is wrong
    public static FleetConfig from(Settings settings) {
        return new FleetConfig(
                urls(settings.get(HEAT_URLS)),
                Path.of(settings.get(SECRET_FILE)),
                Optional.of(settings.get(AUTHORITY)).filter(file -> !file.isEmpty()).map(Path::of));
    }

    private static List<URI> urls(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(FleetConfig::url)
                .toList();
    }

    private static URI url(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.isAbsolute() && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(HEAT_URLS.name() + ": " + text + " (expected: http://host:port)", e);
        }
        throw new IllegalArgumentException(HEAT_URLS.name() + ": " + text + " (expected: http://host:port)");
    }
}
