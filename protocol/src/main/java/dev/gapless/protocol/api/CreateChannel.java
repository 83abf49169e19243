package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `POST /v1/channels`.
///
/// @param name 1 to 80 lower-case letters, digits, `-`, `_`, `.`
/// @param kind public or private
/// @param topic what it is about
public record CreateChannel(String name, String kind, Optional<String> topic) {}
