package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "suspend",
        description = "Suspend a workspace: it can be read, and nothing is written.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace suspend acme --reason INC-42 --yes"})
final class WorkspaceSuspendCommand extends WorkspaceCommand {
    WorkspaceSuspendCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        options.moderate(session, "suspend " + slug);
        show(admin().suspendWorkspace(slug, terms()));
    }
}
