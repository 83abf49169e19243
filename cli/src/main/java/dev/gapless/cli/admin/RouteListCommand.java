package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.protocol.api.RouteView;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "List the channels whose class is watched over: those that heat made hot, and those that are pinned.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless route list"})
final class RouteListCommand implements Runnable {
    private final Session session;

    RouteListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<RouteView> routes = AdminCommands.admin(session, session.operatorContext()).routes().routes();
        session.results().many(routes, () -> {
            Table table = Table.of("WORKSPACE", "CHANNEL", "CLASS", "WAS", "BY", "SINCE", "UNTIL", "WHY");
            routes.forEach(row -> table.row(
                    row.workspace(), RouteViews.channel(row), row.channelClass(), row.baseClass(), row.cause(),
                    Instant.ofEpochMilli(row.sinceMs()),
                    row.pinnedUntilMs().map(ms -> Instant.ofEpochMilli(ms).toString()).orElse("-"), row.why()));
            return table;
        });
    }
}
