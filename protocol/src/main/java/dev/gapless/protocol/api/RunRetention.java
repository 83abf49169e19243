package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `POST /admin/v1/workspaces/{workspace}/retention/runs`.
///
/// @param asOfMs what is too old at this time goes; left out for now
public record RunRetention(Optional<Long> asOfMs) {}
