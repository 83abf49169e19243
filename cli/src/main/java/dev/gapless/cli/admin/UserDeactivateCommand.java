package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "deactivate",
        description = "Shut a user out: all tokens end, all connections are closed; what the user wrote stays.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless user deactivate lin --workspace acme --reason 'left the company' --yes"})
final class UserDeactivateCommand extends UserCommand {
    UserDeactivateCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        options.moderate(session, "deactivate @" + user());
        show(admin().deactivateUser(workspace(), user(), terms()));
    }
}
