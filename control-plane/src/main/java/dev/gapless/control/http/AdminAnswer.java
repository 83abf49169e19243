package dev.gapless.control.http;

/// What goes back.
///
/// @param status HTTP status
/// @param body a body of [dev.gapless.protocol.api], or a map; written as JSON
public record AdminAnswer(int status, Object body) {
    public static AdminAnswer ok(Object body) {
        return new AdminAnswer(200, body);
    }

    public static AdminAnswer created(Object body) {
        return new AdminAnswer(201, body);
    }

    public static AdminAnswer unavailable(Object body) {
        return new AdminAnswer(503, body);
    }
}
