package dev.gapless.control.http;

import dev.gapless.control.act.Actor;
import dev.gapless.control.act.Terms;
import dev.gapless.control.act.Write;
import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.WorkspaceId;
import java.util.Map;
import java.util.Optional;

/// One request, as a feature sees it. Used by one thread.
public final class AdminRequest {
    private final AdminRoute route;
    private final Caller caller;
    private final Map<String, String> path;
    private final Map<String, String> query;
    private final byte[] body;
    private final Terms terms;

    /// Who asks, and where.
    ///
    /// @param actor who
    /// @param workspace that the path names and the actor may know of
    /// @param requestId of this request
    record Caller(Actor actor, Optional<WorkspaceId> workspace, String requestId) {}

    AdminRequest(
            AdminRoute route, Caller caller, Map<String, String> path, Map<String, String> query, byte[] body,
            Terms terms) {
        this.route = route;
        this.caller = caller;
        this.path = Map.copyOf(path);
        this.query = Map.copyOf(query);
        this.body = body;
        this.terms = terms;
    }

    public Actor actor() {
        return caller.actor();
    }

    /// The workspace that the path names; the actor may know of it.
    public WorkspaceId workspace() {
        return caller.workspace()
                .orElseThrow(() -> new IllegalStateException("workspace: none (expected: in the route's template)"));
    }

    /// The write that is asked for.
    public Write write() {
        return new Write(caller.actor(), route.action(), caller.requestId(), terms);
    }

    /// A path parameter, percent-decoded.
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("path parameter " + name + ": absent (expected: in the route's template)");
        }
        return value;
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// A number among the query parameters.
    ///
    /// @throws GaplessException `invalid-field`
    public Optional<Long> number(String name, long min, long max) {
        return query(name).map(text -> {
            String expected = min + " to " + max;
            try {
                long value = Long.parseLong(text);
                if (value >= min && value <= max) {
                    return value;
                }
            } catch (NumberFormatException e) {
                throw GaplessException.invalidField(name, text, expected);
            }
            throw GaplessException.invalidField(name, text, expected);
        });
    }

    /// The `limit` of a listing: 1 to [Limits#LIST_MAX].
    ///
    /// @throws GaplessException `invalid-field`
    public int limit() {
        return Math.toIntExact(number("limit", 1, Limits.LIST_MAX).orElse((long) Limits.LIST_DEFAULT));
    }

    /// Reads the body strictly.
    ///
    /// @throws GaplessException `invalid-json`, `unknown-field`, `invalid-field`, `invalid-utf8` or `frame-too-large`
    public <T> T body(Class<T> type) {
        if (body.length == 0) {
            throw new GaplessException(ErrorCode.INVALID_JSON, "body: empty (expected: one JSON object)");
        }
        return ApiCodec.readStrict(body, type);
    }

    /// Reads a body that may be left out, as if it were `{}` then.
    ///
    /// @throws GaplessException as [#body]
    public <T> T bodyOrEmpty(Class<T> type) {
        return body.length == 0 ? ApiCodec.readStrict(new byte[] {'{', '}'}, type) : body(type);
    }

    /// Makes sure that there is no body, or an empty object.
    ///
    /// @throws GaplessException as [#body]
    public void noBody() {
        if (body.length > 0) {
            ApiCodec.readStrict(body, Nothing.class);
        }
    }

    /// A body without fields.
    record Nothing() {}
}
