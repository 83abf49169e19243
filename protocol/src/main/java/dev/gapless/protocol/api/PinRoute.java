package dev.gapless.protocol.api;

import java.util.Optional;

/// Body of `PUT /admin/v1/workspaces/{workspace}/channels/{channel}/route`.
///
/// @param channelClass normal, large or hot
/// @param forMs the pin ends by itself after so long; either this or `untilMs`
/// @param untilMs the pin ends by itself then, in milliseconds since 1970: the same request says the same also later
public record PinRoute(String channelClass, Optional<Long> forMs, Optional<Long> untilMs) {
    /// A pin for so long from now on.
    public static PinRoute lasting(String channelClass, long forMs) {
        return new PinRoute(channelClass, Optional.of(forMs), Optional.empty());
    }

    /// A pin with a fixed end.
    public static PinRoute until(String channelClass, long untilMs) {
        return new PinRoute(channelClass, Optional.empty(), Optional.of(untilMs));
    }
}
