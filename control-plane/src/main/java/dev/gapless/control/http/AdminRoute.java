package dev.gapless.control.http;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One operation of the admin API.
///
/// @param method GET, POST, PATCH, PUT or DELETE
/// @param path template with `{name}` for parameters, as docs/reference/admin-openapi.yaml has it
/// @param guard who may call
/// @param action name in the record of acts, such as `workspace.suspend`; for reads, `read`
/// @param severity what a write must come with
/// @param query the query parameters it takes; any other is refused as `unknown-field`
/// @param endpoint what answers
public record AdminRoute(
        String method, String path, Guard guard, String action, Severity severity, Set<String> query,
        Endpoint endpoint) {
    /// Query parameters of every write.
    public static final Set<String> TERMS = Set.of("dry_run", "reason", "resource_version");

    private static final String READ = "read";

    /// Who may call.
    public enum Guard {
        /// Whoever shows the operator's token.
        OPERATOR,
        /// The operator, and owners and admins of the workspace in the path with a token of scope `admin`.
        ADMIN,
        /// Those, and users of the workspace in the path with a token of scope `auditor`.
        AUDITOR,
        /// Everybody: health.
        OPEN
    }

    /// What a write must come with.
    public enum Severity {
        /// Nothing.
        PLAIN,
        /// A reason, since it takes something from people.
        REASONED
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

    public static AdminRoute get(String path, Guard guard, Set<String> query, Endpoint endpoint) {
        return new AdminRoute("GET", path, guard, READ, Severity.PLAIN, query, endpoint);
    }

    /// A write. Takes the parameters [#TERMS] beside its own.
    public static AdminRoute write(String method, String path, Guard guard, String action, Endpoint endpoint) {
        return new AdminRoute(method, path, guard, action, Severity.PLAIN, TERMS, endpoint);
    }

    /// A GET that needs no token.
    public static AdminRoute open(String path, Endpoint endpoint) {
        return new AdminRoute("GET", path, Guard.OPEN, READ, Severity.PLAIN, Set.of(), endpoint);
    }

    /// The same, with a reason as its condition.
    public AdminRoute reasoned() {
        return new AdminRoute(method, path, guard, action, Severity.REASONED, query, endpoint);
    }

    /// The same, with more query parameters.
    public AdminRoute taking(String... more) {
        Set<String> all = Stream.concat(query.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
        return new AdminRoute(method, path, guard, action, severity, all, endpoint);
    }

    /// True if it changes something.
    public boolean writes() {
        return !action.equals(READ);
    }
}
