package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.client.session.PageProof;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;

/// Takes no page on trust.
public final class Pages {
    private Pages() {}

    /// Checks that a page holds all it says, right behind a position.
    ///
    /// @throws CliFailure `incomplete-page` with the first flaw
    public static void check(EventPage page, ChannelId channel, Position after) {
        PageProof.flaw(page, channel, after).ifPresent(flaw -> {
            throw new CliFailure(
                    ExitCode.FAILED,
                    "incomplete-page",
                    flaw,
                    "gapless history verify " + channel + " looks at the whole channel; report what it finds");
        });
    }
}
