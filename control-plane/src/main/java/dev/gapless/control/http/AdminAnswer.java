package dev.gapless.control.http;

import dev.gapless.protocol.codec.ApiCodec;
import java.util.Optional;

/// What goes back.
///
/// @param status HTTP status
/// @param body a body of [dev.gapless.protocol.api], or a map, written as JSON; or a [Text]
/// @param replayed the JSON that an earlier request with the same key was answered with, in place of `body`
public record AdminAnswer(int status, Object body, Optional<String> replayed) {
    /// What is not JSON.
    ///
    /// @param type media type
    record Text(String type, String content) {}

    /// Done, and what goes back is no JSON.
    ///
    /// @param type media type
    public static AdminAnswer text(String type, String content) {
        return new AdminAnswer(200, new Text(type, content), Optional.empty());
    }

    public static AdminAnswer ok(Object body) {
        return new AdminAnswer(200, body, Optional.empty());
    }

    public static AdminAnswer created(Object body) {
        return new AdminAnswer(201, body, Optional.empty());
    }

    public static AdminAnswer unavailable(Object body) {
        return new AdminAnswer(503, body, Optional.empty());
    }

    /// As an earlier request was answered.
    public static AdminAnswer replay(int status, String json) {
        return new AdminAnswer(status, "", Optional.of(json));
    }

    /// The body as JSON.
    public String json() {
        return replayed.orElseGet(() -> ApiCodec.text(body));
    }
}
