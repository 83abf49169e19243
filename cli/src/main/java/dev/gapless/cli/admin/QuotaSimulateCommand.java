package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.QuotaSimulation;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "simulate",
        description = "Replay what a workspace used in the last hours against another limit; use is known in spans of ten seconds.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless quota simulate sends --limit 200 --workspace acme --hours 24"})
final class QuotaSimulateCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "DIMENSION", description = "sends, history or fanout.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String dimension;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    @Option(names = "--limit", paramLabel = "N", required = true, description = "The other limit, in a second.")
    private long amount;

    @Option(names = "--hours", paramLabel = "N", defaultValue = "24", description = "How far back (default: 24).")
    private long hours;

    QuotaSimulateCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String slug = workspace.slug(session);
        QuotaSimulation told = AdminCommands.admin(session, session.operatorContext())
                .simulateQuota(slug, dimension, amount, hours);
        session.results().one(told, () -> List.of(
                told.over() + " of " + told.used() + " " + told.dimension() + " would have been over " + told.amount()
                        + " a second, in " + told.secondsOver() + " seconds of the last " + told.hours() + " hours"));
    }
}
