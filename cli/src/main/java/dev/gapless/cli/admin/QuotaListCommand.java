package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.protocol.api.QuotaView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List the limits of a workspace and of its users, and where they come from.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless quota list --workspace acme"})
final class QuotaListCommand implements Runnable {
    private final Session session;

    @Option(
            names = "--workspace",
            paramLabel = "SLUG",
            description = "The workspace (default: that of the context, else demo).")
    private @Nullable String workspace;

    QuotaListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String slug = WriteCommand.workspace(session, Optional.ofNullable(workspace));
        List<QuotaView> quotas =
                AdminCommands.admin(session, session.operatorContext()).quotas(slug).quotas();
        session.results().many(quotas, () -> {
            Table table = Table.of("DIMENSION", "SUBJECT", "STATE", ">A SECOND", "RULE", ">VERSION");
            quotas.forEach(row -> table.row(
                    row.dimension(),
                    row.subject(),
                    row.state(),
                    row.state().equals("off") ? "-" : row.amount(),
                    row.rule(),
                    row.resourceVersion()));
            return table;
        });
    }
}
