package dev.gapless.cli.scenario;

import dev.gapless.cli.Session;
import dev.gapless.cli.Subcommands;
import dev.gapless.cli.output.Table;
import dev.gapless.scenarios.chaos.LiveFault;
import dev.gapless.scenarios.format.FaultKind;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `gapless chaos`.
@Command(
        name = "chaos",
        description = {
            "Faults: what there is, and one at a time in a system that runs.",
            "",
            "Every fault ends by itself when its time is up, also if this program is killed.",
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless chaos faults", "  gapless chaos inject shard.pause --for 10s",
            "  gapless chaos heal --all"})
public final class ChaosCommands extends Subcommands {
    private ChaosCommands() {}

    /// The command with its subcommands.
    public static CommandLine all(Session session) {
        return group(
                new ChaosCommands(),
                new FaultsCommand(session),
                new InjectCommand(session),
                new LeaseCommands.ListCommand(session),
                new LeaseCommands.HealCommand(session));
    }

    @Command(
            name = "faults",
            description = "List the faults with their parameters.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless chaos faults", "  gapless chaos faults -o jsonl"})
    private static final class FaultsCommand implements Runnable {
        private final Session session;

        FaultsCommand(Session session) {
            this.session = session;
        }

        /// One fault, for JSON.
        record Fault(String name, String on, boolean lasts, String live, List<String> parameters, String what) {}

        @Override
        public void run() {
            List<Fault> faults = List.of(FaultKind.values()).stream().map(FaultsCommand::fault).toList();
            session.results().many(faults, () -> {
                Table table = Table.of("FAULT", "ON", "FOR", "INJECT", "WITH", "WHAT IT DOES");
                faults.forEach(fault -> table.row(
                        fault.name(),
                        fault.on(),
                        fault.lasts() ? "needed" : "-",
                        fault.live(),
                        String.join(", ", fault.parameters()),
                        fault.what()));
                return table;
            });
        }

        private static String live(FaultKind kind) {
            return switch (LiveFault.way(kind)) {
                case PAUSE -> "a stack of this machine";
                case PROXY -> "any system";
                case REDELIVER -> "a stack of this machine";
                case NONE -> "-";
            };
        }

        private static Fault fault(FaultKind kind) {
            return new Fault(
                    kind.text(),
                    kind.on().name().toLowerCase(java.util.Locale.ROOT),
                    kind.lasting() == FaultKind.Lasting.SPAN,
                    live(kind),
                    kind.parameters().stream()
                            .map(parameter -> parameter.otherwise().isPresent()
                                    ? parameter.name() + "?"
                                    : parameter.name())
                            .toList(),
                    kind.doc());
        }
    }
}
