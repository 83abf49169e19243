package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `PUT /admin/v1/workspaces/{workspace}/retention` and of the same for a channel.
///
/// @param keepMs how long events are kept; left out for ever
public record PutRetention(Optional<Long> keepMs) {}
