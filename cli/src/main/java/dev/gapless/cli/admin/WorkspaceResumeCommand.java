package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "resume",
        description = "End the suspension of a workspace.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace resume acme"})
final class WorkspaceResumeCommand extends WorkspaceCommand {
    WorkspaceResumeCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        show(admin().resumeWorkspace(slug, terms()));
    }
}
