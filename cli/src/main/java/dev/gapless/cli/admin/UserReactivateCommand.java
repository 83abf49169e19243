package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "reactivate",
        description = "Let a user in again; old tokens stay ended.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless user reactivate lin --workspace acme",
            "  gapless token create lin --workspace acme"})
final class UserReactivateCommand extends UserCommand {
    UserReactivateCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        show(admin().reactivateUser(workspace(), user(), terms()));
    }
}
