package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `PATCH /v1/channels/{id}`: what is left out stays.
///
/// @param name 1 to 80 lower-case letters, digits, `-`, `_`, `.`
/// @param topic what it is about; empty for none
/// @param channelClass normal, large, hot or announcement
public record ChangeChannel(Optional<String> name, Optional<String> topic, Optional<String> channelClass) {}
