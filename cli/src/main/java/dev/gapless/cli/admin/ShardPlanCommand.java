package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.protocol.api.ShardPlan;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "plan",
        description = {
            "Print the Vitess commands that give a workspace a key range and shard of its own, with the checks between them.",
            "Nothing is done."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless shard plan acme", "  gapless shard plan acme -o json"})
final class ShardPlanCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "SLUG", description = "The workspace.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String slug;

    ShardPlanCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        ShardPlan plan = AdminCommands.admin(session, session.operatorContext()).shardPlan(slug);
        session.results().one(plan, () -> lines(plan));
    }

    private static List<String> lines(ShardPlan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + SafeText.line(plan.workspace()) + "  range " + plan.range() + "  from "
                + String.join(",", plan.sources()) + "  to " + String.join(",", plan.targets()));
        if (!plan.needed()) {
            lines.add("# it has its range for itself: nothing is to be done");
        }
        for (int i = 0; i < plan.steps().size(); i++) {
            ShardPlan.Step step = plan.steps().get(i);
            lines.add("");
            lines.add("# " + (i + 1) + ". " + step.title());
            step.commands().forEach(command -> lines.add(SafeText.line(command)));
            lines.add("# go on when: " + step.expect());
        }
        return lines;
    }
}
