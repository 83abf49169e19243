package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.RouteExplanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "explain",
        description = "Say why a channel has the class that it has, who pays, and what another would cost.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless route explain '#all' --workspace acme"})
final class RouteExplainCommand implements Runnable {
    private static final double MS_PER_S = 1_000;

    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private RouteChannel which;

    RouteExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        RouteExplanation found = AdminCommands.admin(session, session.operatorContext())
                .explainRoute(which.workspace(session), which.channel());
        session.results().one(found, () -> lines(found));
    }

    private static List<String> lines(RouteExplanation found) {
        List<String> lines = new ArrayList<>();
        lines.add(RouteViews.line(found.route()));
        lines.add(found.load()
                .map(load -> String.format(
                        Locale.ROOT, "does   %.1f sends/s, %.1f deliveries/s to %d readers on %d gateways",
                        load.sendsPerS(), load.deliveriesPerS(), load.readers(), load.gateways()))
                .orElse("does   little: it is not among the busy ones"));
        RouteExplanation.Rules rules = found.rules();
        lines.add(String.format(
                Locale.ROOT,
                "hot    from %d sends/s or %d deliveries/s on, for %.0f s; until below %d %% of that for %.0f s",
                rules.promoteSendsPerS(), rules.promoteDeliveriesPerS(), rules.promoteAfterMs() / MS_PER_S,
                rules.demotePercent(), rules.demoteAfterMs() / MS_PER_S));
        lines.add("pays   " + SafeText.line(found.payer().workspace()) + ", plan " + found.payer().plan() + ", shard "
                + found.payer().shard()
                + found.payer().sharePercent().map(share -> "; " + share + " % of its sends are here").orElse(""));
        found.costs()
                .forEach(cost -> lines.add(String.format(
                        Locale.ROOT, "%s %-7s %s inbox records/s, up to %s frames/s",
                        cost.current() ? "now   " : "else  ",
                        cost.channelClass(), rounded(cost.inboxUpdatesPerS()), rounded(cost.framesPerS()))));
        return lines;
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}
