package dev.gapless.cli.scenario;

import dev.gapless.cli.Session;
import dev.gapless.cli.Subcommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `gapless scenario`.
@Command(
        name = "scenario",
        description = "Load, faults and invariants from one file, with a verdict.",
        footerHeading = "%nBegin with:%n",
        footer = {"  gapless scenario list", "  gapless scenario run mid-fanout-gateway-kill",
            "  gapless scenario report latest"})
public final class ScenarioCommands extends Subcommands {
    private ScenarioCommands() {}

    /// The command with its subcommands.
    public static CommandLine all(Session session) {
        return group(
                new ScenarioCommands(),
                new ScenarioListCommand(session),
                new ValidateCommand(session),
                new PlanCommand(session),
                new RunCommand(session),
                new CheckCommand(session),
                new ExplainCommand(session),
                new ReportCommand(session),
                new RunsCommand(session),
                new MutateCommand(session),
                new RecordCommand(session));
    }
}
