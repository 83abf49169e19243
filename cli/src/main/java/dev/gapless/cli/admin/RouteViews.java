package dev.gapless.cli.admin;

import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.RouteView;
import java.time.Instant;

/// How routes are shown.
final class RouteViews {
    private RouteViews() {}

    /// What people call the channel: `#name`, or its id.
    static String channel(RouteView route) {
        return route.name().map(name -> "#" + SafeText.line(name)).orElseGet(route.channel()::text);
    }

    /// One on a line.
    static String line(RouteView route) {
        return channel(route) + "  " + route.channelClass() + " by " + route.cause()
                + route.pinnedUntilMs().map(ms -> " until " + Instant.ofEpochMilli(ms)).orElse("")
                + "  " + SafeText.line(route.why());
    }
}
