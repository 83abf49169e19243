package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Table;
import dev.gapless.protocol.api.JobView;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "List the newest jobs of a workspace: runs of retention, exports and the like.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless job list --workspace acme"})
final class JobListCommand implements Runnable {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    JobListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JobView> jobs = JobWatch.all(
                session, AdminCommands.admin(session, session.operatorContext()), workspace.slug(session));
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
