package dev.gapless.server.http;

import dev.gapless.protocol.codec.ApiCodec;

/// What goes back: status, type and bytes.
///
/// @param status HTTP status
/// @param contentType media type of the body
/// @param body may be empty; handed over, not to be changed any more
@SuppressWarnings("ArrayRecordComponent") // Written once to a socket; nobody compares answers.
public record Answer(int status, String contentType, byte[] body) {
    public static final String JSON = "application/json";

    private static final byte[] NOTHING = new byte[0];

    /// 200 with a body of [dev.gapless.protocol.api].
    public static Answer ok(Object body) {
        return new Answer(200, JSON, ApiCodec.write(body));
    }

    /// 200 with JSON that is made already.
    public static Answer json(byte[] body) {
        return new Answer(200, JSON, body);
    }

    /// 201 with a body of [dev.gapless.protocol.api].
    public static Answer created(Object body) {
        return new Answer(201, JSON, ApiCodec.write(body));
    }

    public static Answer noContent() {
        return new Answer(204, JSON, NOTHING);
    }
}
