package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "undelete",
        description = "Bring a deleted workspace back within its grace; it comes back suspended.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace undelete acme", "  gapless workspace resume acme"})
final class WorkspaceUndeleteCommand extends WorkspaceCommand {
    WorkspaceUndeleteCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        show(admin().undeleteWorkspace(slug, terms()));
    }
}
