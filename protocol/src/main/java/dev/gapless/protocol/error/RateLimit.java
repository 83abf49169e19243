package dev.gapless.protocol.error;

import java.io.Serializable;
import java.time.Duration;

/// The limit that refused something, as `RateLimit` and `RateLimit-Policy` tell it (draft-ietf-httpapi-ratelimit-headers).
///
/// @param name of the policy, such as `sends`
/// @param quota how many in the window
/// @param window length of it
/// @param remaining how many are left
/// @param reset when there are more
public record RateLimit(String name, long quota, Duration window, long remaining, Duration reset)
        implements Serializable {
    /// Value of the header `RateLimit-Policy`.
    public String policyHeader() {
        return "\"" + name + "\";q=" + quota + ";w=" + Math.max(1, window.toSeconds());
    }

    /// Value of the header `RateLimit`.
    public String header() {
        return "\"" + name + "\";r=" + remaining + ";t=" + Math.max(1, Math.ceilDiv(reset.toMillis(), 1_000));
    }
}
