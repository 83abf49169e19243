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
        description = "List the newest exports of a workspace.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless export list --workspace acme"})
final class ExportListCommand implements Runnable {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    ExportListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<JobView> jobs = JobWatch.all(
                session, AdminCommands.admin(session, session.operatorContext()), workspace.slug(session))
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
