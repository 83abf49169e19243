package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.PutQuota;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "set",
        aliases = "create",
        description = "Set a limit. Go from off to dark (it counts), soft (it slows down), hard (it refuses).",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless quota set sends --workspace acme --limit 200 --state dark",
            "  gapless quota set sends --workspace acme --limit 200 --state hard --reason INC-42",
            "  gapless quota set sends --workspace acme --each-user --limit 10 --state soft",
            "  gapless quota set members --workspace acme --limit 50",
            "  gapless quota set sockets --workspace acme --each-user --limit 20",
            "  gapless quota set storage --workspace acme --limit 5000000000"
        })
final class QuotaSetCommand extends QuotaCommand {
    @Option(names = "--limit", paramLabel = "N", required = true,
            description = "So many in a second; of members, channels, sockets and bytes of storage, at a time.")
    private long amount;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "hard",
            description = "off, dark, soft or hard (default: hard).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String state;

    QuotaSetCommand(Session session) {
        super(session);
    }

    @Override
    public void run() {
        show(admin().putQuota(workspace(), dimension, subject(), new PutQuota(state, amount), terms()));
    }
}
