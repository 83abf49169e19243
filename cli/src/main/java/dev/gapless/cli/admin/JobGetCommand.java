package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.JobView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

    @Option(
            names = "--workspace",
            paramLabel = "SLUG",
            description = "The workspace (default: that of the context, else demo).")
    private @Nullable String workspace;

    JobGetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        JobView view = AdminCommands.admin(session, session.operatorContext())
                .job(WriteCommand.workspace(session, Optional.ofNullable(workspace)), job);
        session.results().one(view, () -> List.of(JobWatch.line(view)));
    }
}
