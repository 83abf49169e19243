package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.WorkspaceDetail;
import picocli.CommandLine.Parameters;

/// A command that changes one workspace.
abstract sealed class WorkspaceCommand extends WriteCommand
        permits WorkspaceSetCommand,
        WorkspaceSuspendCommand,
        WorkspaceResumeCommand,
        WorkspaceDeleteCommand,
        WorkspaceUndeleteCommand {
    @Parameters(paramLabel = "SLUG", description = "The workspace.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    protected String slug;

    WorkspaceCommand(Session session) {
        super(session);
    }

    final void show(WorkspaceDetail view) {
        show(view, () -> SafeText.line(view.slug()) + "  " + view.state() + "  " + SafeText.line(view.name()) + "  "
                + view.plan() + "  version " + view.resourceVersion());
    }
}
