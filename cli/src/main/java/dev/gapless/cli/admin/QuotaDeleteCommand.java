package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import picocli.CommandLine.Command;

@Command(
        name = "delete",
        description = "Take a limit away, so that the next wider one holds: that of each user, or of the plan.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless quota delete sends --workspace acme"})
final class QuotaDeleteCommand extends QuotaCommand {
    QuotaDeleteCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        show(admin().deleteQuota(workspace(), dimension, subject(), terms()));
    }
}
