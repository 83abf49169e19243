package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `POST /admin/v1/gateways/{gateway}/drain`.
///
/// @param forMs after so long it takes connections again by itself; an hour if it is left out
/// @param spreadMs time in which its connections leave, each at another moment; half a minute if it is left out
/// @param last true to drain it also if no other gateway takes connections
public record DrainGateway(Optional<Long> forMs, Optional<Long> spreadMs, Optional<Boolean> last) {}
