package dev.gapless.control.http;

import java.util.Set;

/// One operation of the admin API.
///
/// @param method GET or POST
/// @param path template with `{name}` for parameters, as docs/reference/admin-openapi.yaml has it
/// @param guard who may call
/// @param query the query parameters it takes; any other is refused as `unknown-field`
/// @param endpoint what answers
public record AdminRoute(String method, String path, Guard guard, Set<String> query, Endpoint endpoint) {
    /// Who may call.
    public enum Guard {
        /// Whoever shows the operator's token.
        OPERATOR,
        /// Everybody: health.
        OPEN
    }

    /// What answers a request. Runs on the connection's virtual thread and may block.
    @FunctionalInterface
    public interface Endpoint {
        /// @throws dev.gapless.protocol.error.GaplessException to refuse; any other exception becomes `internal`
        AdminAnswer answer(AdminRequest request);
    }

    public AdminRoute {
        query = Set.copyOf(query);
    }

    public static AdminRoute get(String path, Set<String> query, Endpoint endpoint) {
        return new AdminRoute("GET", path, Guard.OPERATOR, query, endpoint);
    }

    public static AdminRoute post(String path, Endpoint endpoint) {
        return new AdminRoute("POST", path, Guard.OPERATOR, Set.of(), endpoint);
    }

    /// A GET that needs no token.
    public static AdminRoute open(String path, Endpoint endpoint) {
        return new AdminRoute("GET", path, Guard.OPEN, Set.of(), endpoint);
    }
}
