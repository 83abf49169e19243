package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Table;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "List the newest exports of a workspace.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless export list --workspace acme"})
final class ExportListCommand implements Runnable {
    private final Session session;

    @Option(
            names = "--workspace",
            paramLabel = "SLUG",
            description = "The workspace (default: that of the context, else demo).")
    private @Nullable String workspace;

    ExportListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JobView> jobs = AdminCommands.admin(session, session.operatorContext())
                .jobs(WriteCommand.workspace(session, Optional.ofNullable(workspace)), Listing.first())
                .jobs()
                .stream()
                .filter(job -> job.kind().equals("export"))
                .toList();
        session.results().many(jobs, () -> {
            Table table = Table.of("JOB", "STATE", "BEGUN", "BY", "REASON", ">EVENTS", ">FILES");
            jobs.forEach(job -> table.row(
                    job.id(),
                    job.state(),
                    Instant.ofEpochMilli(job.createdMs()),
                    SafeText.line(job.actor()),
                    SafeText.line(job.reason()),
                    job.counts().getOrDefault("events", 0L),
                    job.counts().getOrDefault("files", 0L)));
            return table;
        });
    }
}
