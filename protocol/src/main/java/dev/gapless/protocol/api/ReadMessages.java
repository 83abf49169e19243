package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `POST /admin/v1/workspaces/{workspace}/channels/{channel}/readings`.
///
/// @param after the page begins behind this seq; left out for the beginning
/// @param limit events at most, 1 to 200; left out for 50
public record ReadMessages(Optional<Long> after, Optional<Long> limit) {}
