package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `POST /admin/v1/workspaces/{workspace}/channel-imports`: a channel that was somewhere else before.
///
/// @param name as it is to be called here
/// @param kind `public` or `private`
/// @param topic in a line
/// @param createdMs when it was made, in milliseconds since 1970; no later than its first message
public record ImportChannel(String name, String kind, Optional<String> topic, long createdMs) {}
