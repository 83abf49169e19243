package dev.gapless.server.http;

import dev.gapless.protocol.codec.ApiCodec;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import dev.gapless.protocol.id.UserId;
import dev.gapless.server.auth.Identity;
import java.util.Optional;
import java.util.function.Function;

/// One request, as a feature sees it. Used by one thread.
public final class ApiRequest {
    private final Optional<Identity> caller;
    private final Query query;
    private final Source source;

    /// Where the parts of a request come from; Helidon in production, a map in tests.
    public interface Source {
        /// A path parameter, percent-decoded.
        String path(String name);

        Optional<String> header(String name);

        /// The body, at most [dev.gapless.protocol.codec.Limits#FRAME_BYTES].
        ///
        /// @throws GaplessException `frame-too-large`
        byte[] body();
    }

    ApiRequest(Optional<Identity> caller, Query query, Source source) {
        this.caller = caller;
        this.query = query;
        this.source = source;
    }

    /// Who asks. Only on routes guarded by a token.
    public Identity caller() {
        return caller.orElseThrow(() -> new IllegalStateException("caller: none (expected: a route with a token)"));
    }

    public Query query() {
        return query;
    }

    public Optional<String> header(String name) {
        return source.header(name);
    }

    /// A path parameter as it came.
    public String path(String name) {
        return source.path(name);
    }

    /// The channel that the path names.
    ///
    /// @throws GaplessException `invalid-field` if it is not a channel id
    public ChannelId channel() {
        return id("channel", source.path("channel"), ChannelId::parse);
    }

    /// The user that the path names, where `me` is the caller.
    ///
    /// @throws GaplessException `invalid-field` if it is not a user id
    public UserId user() {
        String text = source.path("user");
        return text.equals("me") ? caller().user() : id("user", text, UserId::parse);
    }

    /// The seq that the path names as `seq`.
    ///
    /// @throws GaplessException `invalid-field` if it is not a seq
    public Seq seq() {
        return seq("seq");
    }

    /// The seq that the path names so.
    ///
    /// @throws GaplessException `invalid-field` if it is not a seq
    public Seq seq(String name) {
        String text = source.path(name);
        try {
            return new Seq(Long.parseLong(text));
        } catch (IllegalArgumentException e) {
            throw GaplessException.invalidField(name, text, "a whole number, 1 or more");
        }
    }

    /// Reads the body strictly.
    ///
    /// @throws GaplessException `invalid-json`, `unknown-field`, `invalid-field`, `invalid-utf8` or `frame-too-large`
    public <T> T body(Class<T> type) {
        byte[] body = source.body();
        if (body.length == 0) {
            throw new GaplessException(ErrorCode.INVALID_JSON, "body: empty (expected: one JSON object)");
        }
        return ApiCodec.readStrict(body, type);
    }

    private static <T> T id(String field, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            throw new GaplessException(ErrorCode.INVALID_FIELD, field + ": " + e.getMessage());
        }
    }
}
