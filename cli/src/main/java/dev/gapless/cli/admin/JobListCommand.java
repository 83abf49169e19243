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
        description = "List the newest jobs of a workspace: runs of retention, exports and the like.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless job list --workspace acme"})
final class JobListCommand implements Runnable {
    private final Session session;

    @Option(
            names = "--workspace",
            paramLabel = "SLUG",
            description = "The workspace (default: that of the context, else demo).")
    private @Nullable String workspace;

    JobListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JobView> jobs = AdminCommands.admin(session, session.operatorContext())
                .jobs(WriteCommand.workspace(session, Optional.ofNullable(workspace)), Listing.first())
                .jobs();
        session.results().many(jobs, () -> {
            Table table = Table.of("JOB", "KIND", "STATE", "BEGUN", "BY", "REASON", "DONE");
            jobs.forEach(job -> table.row(
                    job.id(),
                    job.kind(),
                    job.state(),
                    Instant.ofEpochMilli(job.createdMs()),
                    SafeText.line(job.actor()),
                    SafeText.line(job.reason()),
                    job.counts()));
            return table;
        });
    }
}
