package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Which channel a command is about.
public final class RouteChannel {
    @Parameters(paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    /// Name or id, without `#`.
    public String channel() {
        return AdminChannels.bare(channel);
    }

    /// Slug of the workspace.
    public String workspace(Session session) {
        return workspace.slug(session);
    }
}
