package dev.gapless.control.http;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// One request, as a feature sees it. Used by one thread.
public final class AdminRequest {
    private final Map<String, String> path;
    private final Map<String, String> query;
    private final Supplier<byte[]> body;

    AdminRequest(Map<String, String> path, Map<String, String> query, Supplier<byte[]> body) {
        this.path = Map.copyOf(path);
        this.query = Map.copyOf(query);
        this.body = body;
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

    /// The `limit` of a listing: 1 to [Limits#LIST_MAX].
    ///
    /// @throws GaplessException `invalid-field`
    public int limit() {
        String text = query.getOrDefault("limit", Integer.toString(Limits.LIST_DEFAULT));
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= Limits.LIST_MAX) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw badLimit(text);
        }
        throw badLimit(text);
    }

    /// Reads the body strictly.
    ///
    /// @throws GaplessException `invalid-json`, `unknown-field`, `invalid-field`, `invalid-utf8` or `frame-too-large`
    public <T> T body(Class<T> type) {
        byte[] bytes = body.get();
        if (bytes.length == 0) {
            throw new GaplessException(ErrorCode.INVALID_JSON, "body: empty (expected: one JSON object)");
        }
        return ApiCodec.readStrict(bytes, type);
    }

    /// Makes sure that there is no body, or an empty object.
    ///
    /// @throws GaplessException as [#body]
    public void noBody() {
        byte[] bytes = body.get();
        if (bytes.length > 0) {
            ApiCodec.readStrict(bytes, Nothing.class);
        }
    }

    private static GaplessException badLimit(String text) {
        return GaplessException.invalidField("limit", text, "1 to " + Limits.LIST_MAX);
    }

    /// A body without fields.
    record Nothing() {}
}
