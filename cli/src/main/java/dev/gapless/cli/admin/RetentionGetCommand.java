package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.RetentionRuleView;
import dev.gapless.protocol.api.RetentionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "get",
        description = "Show how long a workspace and its channels keep their events, and what is held.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless retention get --workspace acme"})
final class RetentionGetCommand implements Runnable {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WorkspaceOption workspace;

    RetentionGetCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        RetentionView view = AdminCommands.admin(session, session.operatorContext())
                .retention(workspace.slug(session));
        session.results().one(view, () -> lines(view));
    }

    private static List<String> lines(RetentionView view) {
        List<String> lines = new ArrayList<>();
        lines.add("workspace  " + keep(view.workspace()));
        view.channels().forEach(rule -> lines.add(
                "channel    " + rule.channel().map(Object::toString).orElse("-") + "  " + keep(rule)));
        view.holds().forEach(hold -> lines.add(
                "hold       " + SafeText.line(hold.subject()) + "  since " + Instant.ofEpochMilli(hold.sinceMs())
                        + "  by " + SafeText.line(hold.actor()) + "  " + SafeText.line(hold.reason())));
        return lines;
    }

    static String keep(RetentionRuleView rule) {
        return rule.keepMs().map(ms -> "keeps " + Spans.text(ms)).orElse("keeps for ever") + "  version "
                + rule.resourceVersion();
    }
}
