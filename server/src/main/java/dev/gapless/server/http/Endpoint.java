package dev.gapless.server.http;

/// What answers a request. Runs on the connection's virtual thread and may block.
@FunctionalInterface
public interface Endpoint {
    /// @throws dev.gapless.protocol.error.GaplessException to refuse; any other exception becomes `internal`
    Answer answer(ApiRequest request);
}
