package dev.gapless.server.gateway;

/// What came from the peer.
sealed interface Incoming {
    /// A whole text message.
    record Text(String text) implements Incoming {}

    /// A whole binary message; its content is of no interest.
    record Binary() implements Incoming {}

    /// A text message whose bytes are not UTF-8.
    record NotUtf8() implements Incoming {}

    /// A ping, to be answered with its payload.
    @SuppressWarnings("ArrayRecordComponent") // Handed on once.
    record Ping(byte[] payload) implements Incoming {}

    record Pong() implements Incoming {}

    /// The peer wants to close, or answers our close.
    record Close() implements Incoming {}

    /// A message over the limit; the rest of it is still in the socket.
    record TooLarge(long bytes) implements Incoming {}

    /// Something that RFC 6455 forbids.
    record Violation(String what) implements Incoming {}
}
