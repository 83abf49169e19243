package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "unpin",
        description = "End a pin: the channel has its class back, and heat decides again.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless route unpin '#all' --workspace acme"})
final class RouteUnpinCommand extends RouteCommand {
    RouteUnpinCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        show(admin().unpinRoute(which.workspace(session), which.channel(), terms()));
    }
}
