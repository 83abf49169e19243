package dev.gapless.cli.admin;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.OutputFormat;
import dev.gapless.cli.output.Table;
import dev.gapless.protocol.api.BrokerLag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "lag",
        description = {
            "What consumer groups have still to read of the broker: records, and the age of the oldest.",
            "With -o wide or --group also each partition."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless broker lag", "  gapless broker lag --group gapless-fanout",
            "  gapless broker lag -o json"})
final class BrokerLagCommand implements Runnable {
    private final Session session;

    @Option(names = "--group", paramLabel = "NAME", description = "Only this group, with its partitions.")
    private @Nullable String group;

    BrokerLagCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        BrokerLag lag = AdminCommands.admin(session, session.operatorContext()).brokerLag();
        if (!lag.reachable()) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE, "unavailable", "broker: no answer (expected: its groups)",
                    "see whether it runs: gapless check broker");
        }
        List<BrokerLag.Group> groups =
                lag.groups().stream().filter(each -> group == null || each.group().equals(group)).toList();
        if (group != null && groups.isEmpty()) {
            throw CliFailure.usage("--group: " + group + " (expected: one that broker lag lists)", "correct it");
        }
        boolean partitions = group != null || session.format() == OutputFormat.WIDE;
        session.results().many(groups, () -> partitions ? partitions(groups) : table(groups));
    }

    private static Table table(List<BrokerLag.Group> groups) {
        Table table = Table.of("GROUP", "STATE", ">MEMBERS", ">PARTITIONS", ">LAG", ">AGE");
        groups.forEach(row -> table.row(
                row.group(), row.state(), row.members(), row.partitions().size(), row.lag(), age(row.lagMs())));
        return table;
    }

    private static Table partitions(List<BrokerLag.Group> groups) {
        Table table = Table.of("GROUP", "TOPIC", ">PARTITION", ">COMMITTED", ">END", ">LAG", ">AGE");
        groups.forEach(each -> each.partitions().forEach(row -> table.row(
                each.group(), row.topic(), row.partition(), row.committed(), row.end(), row.lag(), age(row.lagMs()))));
        return table;
    }

    private static String age(Optional<Long> ms) {
        return ms.map(value -> value + " ms").orElse("-");
    }
}
