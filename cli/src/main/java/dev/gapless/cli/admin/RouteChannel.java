package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which channel a command is about.
public final class RouteChannel {
    @Parameters(paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Option(
            names = "--workspace",
            paramLabel = "SLUG",
            description = "The workspace (default: that of the context, else demo).")
    private @Nullable String workspace;

    /// Name or id, without `#`.
    public String channel() {
        return AdminChannels.bare(channel);
    }

    /// Slug of the workspace.
    public String workspace(Session session) {
        return WriteCommand.workspace(session, Optional.ofNullable(workspace));
    }
}
