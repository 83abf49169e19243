package dev.gapless.cli.admin;

import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.RouteView;
import java.time.Instant;

/// How routes are shown.
final class RouteViews {
    private RouteViews() {}

    /// One on a line.
    static String line(RouteView route) {
        return route.channel().text() + "  " + route.channelClass() + " by " + route.cause()
                + route.pinnedUntilMs().map(ms -> " until " + Instant.ofEpochMilli(ms)).orElse("")
                + "  " + SafeText.line(route.why());
    }
}
