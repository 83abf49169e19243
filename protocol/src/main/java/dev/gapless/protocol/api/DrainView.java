package dev.gapless.protocol.api;

/// That a gateway sends its connections elsewhere, as operators see it.
///
/// @param sinceMs when it was told, in milliseconds since 1970
/// @param untilMs when it takes connections again by itself
/// @param spreadMs time in which its connections leave
/// @param actor who told it
/// @param reason why
public record DrainView(long sinceMs, long untilMs, long spreadMs, String actor, String reason) {}
