package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.client.AdminClient;
import dev.gapless.protocol.api.QuotaView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "List the limits of a workspace and of its users, and where they come from.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless quota list --workspace acme"})
final class QuotaListCommand implements Runnable {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private Watch watch;

    QuotaListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String slug = workspace.slug(session);
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        if (watch.on()) {
            watch.follow(
                    session, () -> admin.quotas(slug).quotas(), row -> row.dimension() + " " + row.subject(),
                    row -> row.dimension() + "  " + row.subject() + "  " + row.state() + "  " + QuotaCommand.amount(row)
                            + "  "
                            + row.rule());
            return;
        }
        List<QuotaView> quotas = admin.quotas(slug).quotas();
        session.results().many(quotas, () -> {
            Table table = Table.of("DIMENSION", "SUBJECT", "STATE", ">LIMIT", "RULE", ">VERSION");
            quotas.forEach(row -> table.row(
                    row.dimension(),
                    row.subject(),
                    row.state(),
                    row.state().equals("off") ? "-" : QuotaCommand.amount(row),
                    row.rule(),
                    row.resourceVersion()));
            return table;
        });
    }
}
