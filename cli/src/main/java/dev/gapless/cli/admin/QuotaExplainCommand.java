package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.QuotaExplanation;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        aliases = "get",
        description = "Show one limit: the rule that won, what was used, what is left, what happens to what is over.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless quota explain sends --workspace acme",
            "  gapless quota explain sends --workspace acme --user lin"
        })
final class QuotaExplainCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "DIMENSION",
            description = "sends, history, members, channels, fanout, sockets or storage.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String dimension;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    @Option(names = "--user", paramLabel = "USER", description = "The limit of this user, instead of the workspace's.")
    private @Nullable String user;

    QuotaExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String slug = workspace.slug(session);
        QuotaExplanation told = AdminCommands.admin(session, session.operatorContext())
                .explainQuota(slug, dimension, user == null ? "workspace" : user);
        session.results().one(told, () -> lines(slug, told));
    }

    private static List<String> lines(String slug, QuotaExplanation told) {
        boolean off = told.quota().state().equals("off");
        String limit = off ? "none" : QuotaCommand.amount(told.quota());
        List<String> use = told.present()
                .map(present -> List.of(
                        "there are  " + present, "headroom   " + (off ? "no limit" : Long.toString(told.left()))))
                .orElseGet(() -> List.of(
                        "used       " + told.usedPerSecond() + " a second over the last minute, "
                                + told.peakPerSecond() + " in the busiest ten seconds of the last day",
                        "headroom   " + (off ? "no limit" : told.left() + " of " + told.burst() + " left now"),
                        "last day   " + told.usedToday() + " used, " + told.overToday() + " over"));
        return Stream.of(
                List.of(
                        "limit      " + limit + ", " + told.quota().state(),
                        "counts     " + told.counts(),
                        "of         " + SafeText.line(told.quota().subject()),
                        "rule       " + SafeText.line(told.quota().rule())),
                use,
                List.of(
                        "when over  " + told.whenOver(),
                        "to change  gapless quota set " + told.quota().dimension() + " --workspace "
                                + SafeText.line(slug) + " --limit N --state STATE"))
                .flatMap(List::stream)
                .toList();
    }
}
