package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.OutputFormat;
import dev.gapless.cli.output.Table;
import dev.gapless.client.AdminClient;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.WorkspaceDetail;
import dev.gapless.protocol.api.WorkspaceDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List the workspaces, as an operator.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace list", "  gapless workspace list --as admin -o jsonl", "  gapless workspace list --watch"})
final class WorkspaceListCommand implements Runnable {
    private static final int PAGE = 500;

    private final Session session;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "10000", description = "Rows at most (default: 10000).")
    private int limit;

    @Option(names = "--after", paramLabel = "SLUG", description = "Begin behind this one.")
    private @Nullable String after;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private Watch watch;

    WorkspaceListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        AdminClient admin = AdminCommands.admin(session, session.operatorContext());
        if (watch.on()) {
            watch.follow(
                    session, () -> look(admin), WorkspaceDetail::slug,
                    row -> row.slug() + "  " + row.name() + "  " + row.state() + "  " + row.plan());
            return;
        }
        List<WorkspaceDetail> shown = look(admin);
        session.results().many(shown, () -> table(shown));
    }

    private List<WorkspaceDetail> look(AdminClient admin) {
        List<WorkspaceDetail> workspaces = new ArrayList<>();
        Listing page = Listing.first().after(after == null ? "" : after).limit(Math.clamp(limit, 1, PAGE));
        while (true) {
            WorkspaceDetails list = admin.workspaceDetails(page);
            workspaces.addAll(list.workspaces());
            if (list.next().isEmpty() || workspaces.size() >= limit) {
                break;
            }
            page = page.after(list.next().get());
        }
        return workspaces.subList(0, Math.min(limit, workspaces.size()));
    }

    private Table table(List<WorkspaceDetail> workspaces) {
        if (session.format() != OutputFormat.WIDE) {
            Table table = Table.of("SLUG", "NAME", "STATE", "PLAN", "ID");
            workspaces.forEach(row -> table.row(row.slug(), row.name(), row.state(), row.plan(), row.id()));
            return table;
        }
        Table table = Table.of("SLUG", "NAME", "STATE", "PLAN", "ID", ">VERSION", "CREATED", "GOES");
        workspaces.forEach(row -> table.row(
                row.slug(),
                row.name(),
                row.state(),
                row.plan(),
                row.id(),
                row.resourceVersion(),
                Instant.ofEpochMilli(row.createdMs()),
                row.purgeMs().map(ms -> Instant.ofEpochMilli(ms).toString()).orElse("")));
        return table;
    }
}
