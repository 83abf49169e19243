package dev.gapless.server.gateway;

/// Why a gateway closes a connection: the status of the close frame (RFC 6455 section 7.4; 4000 and up are ours).
enum CloseCode {
    /// The client closed first.
    NORMAL(1000, "bye"),
    /// The gateway goes away.
    GOING_AWAY(1001, "draining"),
    /// The client broke the WebSocket protocol.
    PROTOCOL_ERROR(1002, "protocol error"),
    /// A message over the limit.
    TOO_LARGE(1009, "frame-too-large"),
    /// The gateway is full or goes away: try again later, elsewhere.
    TRY_LATER(1013, "try again later"),
    /// No `hello` with a valid token.
    UNAUTHENTICATED(4401, "unauthenticated"),
    /// Nothing was heard for too long.
    IDLE(4408, "idle");

    private final int number;
    private final String reason;

    CloseCode(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    int number() {
        return number;
    }

    String reason() {
        return reason;
    }
}
