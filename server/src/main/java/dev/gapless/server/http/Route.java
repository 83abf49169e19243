package dev.gapless.server.http;

import java.util.Set;

/// One operation of the HTTP API.
///
/// @param method GET, POST, PUT, PATCH or DELETE
/// @param path template with `{name}` for parameters, as docs/reference/openapi.yaml has it
/// @param guard who may call
/// @param query the query parameters it takes; any other is refused as `unknown-field`
/// @param endpoint what answers
public record Route(String method, String path, Guard guard, Set<String> query, Endpoint endpoint) {
    /// Who may call.
    public enum Guard {
        /// Whoever shows a valid access token.
        TOKEN,
        /// Everybody: health and metrics.
        OPEN
    }

    public Route {
        query = Set.copyOf(query);
    }

    public static Route get(String path, Set<String> query, Endpoint endpoint) {
        return new Route("GET", path, Guard.TOKEN, query, endpoint);
    }

    public static Route post(String path, Endpoint endpoint) {
        return new Route("POST", path, Guard.TOKEN, Set.of(), endpoint);
    }

    public static Route put(String path, Endpoint endpoint) {
        return new Route("PUT", path, Guard.TOKEN, Set.of(), endpoint);
    }

    public static Route patch(String path, Endpoint endpoint) {
        return new Route("PATCH", path, Guard.TOKEN, Set.of(), endpoint);
    }

    public static Route delete(String path, Endpoint endpoint) {
        return new Route("DELETE", path, Guard.TOKEN, Set.of(), endpoint);
    }

    /// A GET that needs no token.
    public static Route open(String path, Endpoint endpoint) {
        return new Route("GET", path, Guard.OPEN, Set.of(), endpoint);
    }
}
