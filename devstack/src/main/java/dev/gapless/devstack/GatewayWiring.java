package dev.gapless.devstack;

import java.util.Map;

/// Changes the settings of a gateway before it starts: where it finds its databases and its broker. An experiment puts proxies
/// there.
@FunctionalInterface
public interface GatewayWiring {
    /// Gateways find everything where it is.
    GatewayWiring DIRECT = (gateway, settings) -> settings;

    /// The settings to start a gateway with.
    ///
    /// @param gateway number of the gateway, from 1
    /// @param settings as they would be
    Map<String, String> wire(int gateway, Map<String, String> settings);
}
