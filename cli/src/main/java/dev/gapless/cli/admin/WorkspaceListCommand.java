package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.WorkspaceList;
import dev.gapless.protocol.api.WorkspaceView;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "List the workspaces, as an operator.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace list", "  gapless workspace list --as admin -o jsonl"})
final class WorkspaceListCommand implements Runnable {
    private static final int MAX_ROWS = 10_000;

    private final Session session;

    WorkspaceListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        List<WorkspaceView> workspaces = new ArrayList<>();
        Listing page = Listing.first();
        while (true) {
            WorkspaceList list = admin.workspaces(page);
            workspaces.addAll(list.workspaces());
            if (list.next().isEmpty() || workspaces.size() >= MAX_ROWS) {
                break;
            }
            page = page.after(list.next().get());
        }
        session.results().many(workspaces, () -> {
            Table table = Table.of("SLUG", "NAME", "STATE", "ID");
            workspaces.forEach(row -> table.row(row.slug(), row.name(), row.state(), row.id()));
            return table;
        });
    }
}
