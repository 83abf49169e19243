package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.WorkspaceDetail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Show a workspace.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless workspace get acme", "  gapless workspace get acme -o yaml"})
final class WorkspaceGetCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "SLUG", description = "Slug or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String slug;

    WorkspaceGetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        WorkspaceDetail view =
                AdminCommands.admin(session, session.operatorContext()).workspaceDetail(slug);
        session.results().one(view, () -> lines(view));
    }

    private static List<String> lines(WorkspaceDetail view) {
        List<String> lines = new ArrayList<>(List.of(
                "slug     " + SafeText.line(view.slug()),
                "id       " + view.id(),
                "name     " + SafeText.line(view.name()),
                "state    " + view.state(),
                "plan     " + view.plan(),
                "version  " + view.resourceVersion(),
                "created  " + Instant.ofEpochMilli(view.createdMs())));
        view.purgeMs().ifPresent(ms -> lines.add("goes     " + Instant.ofEpochMilli(ms)));
        return lines;
    }
}
