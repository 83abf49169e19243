package dev.gapless.protocol.api;

import java.util.List;

/// Answer of `GET /admin/v1/routes`.
///
/// @param routes channels whose class is watched over
public record RouteList(List<RouteView> routes) {
    public RouteList {
        routes = List.copyOf(routes);
    }
}
