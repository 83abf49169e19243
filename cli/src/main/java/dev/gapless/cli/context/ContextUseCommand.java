package dev.gapless.cli.context;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "use",
        description = "Choose the context that is used when --as is not given.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless context use ada"})
final class ContextUseCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "A context of `gapless context list`.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    ContextUseCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (session.contexts().find(name).isEmpty()) {
            throw new CliFailure(
                    ExitCode.CONFLICT,
                    "no-context",
                    "context: " + name + " (expected: one that exists)",
                    "gapless context list");
        }
        session.contexts().use(name);
        session.notice("now " + name);
    }
}
