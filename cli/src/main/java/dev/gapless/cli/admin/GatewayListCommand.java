package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.protocol.api.GatewayView;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "List the gateways that run, and those that ended in the last hour.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless gateway list"})
final class GatewayListCommand implements Runnable {
    private final Session session;

    GatewayListCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<GatewayView> gateways =
                AdminCommands.admin(session, session.operatorContext()).gateways().gateways();
        session.results().many(gateways, () -> {
            Table table = Table.of(
                    ">SLOT", ">EPOCH", "STATE", ">CONNECTIONS", "HOLDER", "ADDRESS", "LEASE UNTIL", "DRAIN");
            gateways.forEach(row -> table.row(
                    row.slot(), row.epoch(), row.state(), row.connections().map(Object::toString).orElse("-"),
                    row.holder(), row.address().isEmpty() ? "-" : row.address(), Instant.ofEpochMilli(row.leaseMs()),
                    drain(row)));
            return table;
        });
    }

    /// Until when a gateway sends its connections elsewhere, who said so and why.
    static String drain(GatewayView gateway) {
        return gateway.drain()
                .map(told -> "until " + Instant.ofEpochMilli(told.untilMs()) + " by " + told.actor() + ": "
                        + told.reason())
                .orElse("-");
    }
}
