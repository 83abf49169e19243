package dev.gapless.cli.scenario;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.scenarios.chaos.FaultLease;
import dev.gapless.scenarios.chaos.LeaseBook;
import dev.gapless.scenarios.format.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is in force, and its end.
final class LeaseCommands {
    private LeaseCommands() {}

    /// Where leases are noted.
    static LeaseBook book(Session session) {
        return new LeaseBook(session.world().stateDirectory().resolve("chaos"));
    }

    @Command(
            name = "list",
            description = "List the faults in force that were injected from this machine.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless chaos list"})
    static final class ListCommand implements Runnable {
        private final Session session;

        ListCommand(Session session) {
            this.session = session;
        }

        /// One fault, for JSON.
        record Row(String id, String fault, String target, String until, String context, List<String> doors) {}

        @Override
        public void run() {
            List<FaultLease> leases = book(session).all();
            List<Row> rows = leases.stream()
                    .map(lease -> new Row(
                            lease.id(), lease.fault(), lease.target(), lease.until().toString(), lease.context(),
                            lease.doors()))
                    .toList();
            session.results().many(rows, () -> {
                Table table = Table.of("ID", "FAULT", "TARGET", "ENDS IN", "CONTEXT");
                leases.forEach(lease -> table.row(
                        lease.id(), lease.fault(), lease.target(), left(lease), lease.context()));
                return table;
            });
            if (leases.isEmpty()) {
                session.notice("no fault is in force");
            }
        }

        private String left(FaultLease lease) {
            Duration left = Duration.between(session.world().clock().instant(), lease.until());
            return !lease.held()
                    ? "nobody ends it: gapless chaos heal"
                    : left.isNegative() ? "now" : Quantity.text(Duration.ofSeconds(left.toSeconds() + 1));
        }
    }

    @Command(
            name = "heal",
            description = "End faults now.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless chaos heal shard-pause-4711", "  gapless chaos heal --all"})
    static final class HealCommand implements Runnable {
        private final Session session;

        @Parameters(paramLabel = "ID", arity = "0..1", description = "As chaos list shows it.")
        private Optional<String> id = Optional.empty();

        @Option(names = "--all", description = "All of them.")
        private boolean all;

        HealCommand(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            if (all == id.isPresent()) {
                throw CliFailure.usage("heal: " + (all ? "an id and --all" : "neither an id nor --all")
                        + " (expected: one of them)", "gapless chaos list");
            }
            LeaseBook book = book(session);
            List<FaultLease> leases = book.all();
            List<FaultLease> chosen = leases.stream().filter(lease -> all || lease.id().equals(id.orElse(""))).toList();
            if (chosen.isEmpty() && !all) {
                throw new CliFailure(
                        ExitCode.CONFLICT,
                        "no-fault",
                        "fault: " + id.orElse("") + " (expected: "
                                + (leases.isEmpty() ? "none is in force"
                                        : "one of " + String.join(", ", leases.stream().map(FaultLease::id).toList()))
                                + ")",
                        "gapless chaos list");
            }
            chosen.forEach(lease -> {
                book.heal(lease);
                session.notice("healed " + lease.id() + ": " + lease.fault() + " on " + lease.target());
            });
            if (chosen.isEmpty()) {
                session.notice("no fault is in force");
            }
        }
    }
}
