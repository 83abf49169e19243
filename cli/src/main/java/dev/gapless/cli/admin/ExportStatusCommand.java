package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.JobView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = "Show how an export stands; when it is done, the hash of its manifest.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless export status J0DZ… --workspace acme"})
final class ExportStatusCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "JOB", description = "Its id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String job;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    ExportStatusCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        JobView view = AdminCommands.admin(session, session.operatorContext())
                .job(workspace.slug(session), job);
        session.results().one(
                view, () -> List.of(JobWatch.line(view) + (view.state().equals("done") ? "  " + view.phase() : "")));
    }
}
