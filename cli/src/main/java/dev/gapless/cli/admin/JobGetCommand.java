package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.JobView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Show how a job stands.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless job get J0DZ… --workspace acme"})
final class JobGetCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "JOB", description = "Its id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String job;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    JobGetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        JobView view = AdminCommands.admin(session, session.operatorContext())
                .job(workspace.slug(session), job);
        session.results().one(view, () -> List.of(JobWatch.line(view)));
    }
}
