package dev.gapless.protocol.api;

import java.util.List;

/// The gateways, by slot.
public record GatewayList(List<GatewayView> gateways) {
    public GatewayList {
        gateways = List.copyOf(gateways);
    }
}
