package dev.gapless.cli.context;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "label",
        description = {
            "Give a context a label.",
            "",
            "Scenarios run against an existing system only through a context with the label chaos-ok."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless context label admin chaos-ok"})
final class ContextLabelCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the context.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    @Parameters(index = "1", paramLabel = "LABEL", description = "Lower-case letters, digits and dashes.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String label;

    ContextLabelCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (!label.matches("[a-z0-9-]{1,32}")) {
            throw CliFailure.usage(
                    "label: " + label + " (expected: at most 32 lower-case letters, digits and dashes)",
                    "choose another");
        }
        Context context = session.contexts()
                .find(name)
                .orElseThrow(() -> new CliFailure(
                        ExitCode.CONFLICT, "no-context", "context: " + name + " (expected: one that exists)",
                        "gapless context list"));
        session.contexts().save(context.withLabel(label));
        session.notice(name + " has the label " + label);
    }
}
