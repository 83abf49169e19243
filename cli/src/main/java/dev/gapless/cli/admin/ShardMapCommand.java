package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.protocol.api.ShardView;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

@Command(
        name = "map",
        aliases = "list",
        description = "List the shards: which part of the keys each holds, and whether it answers.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless shard map", "  gapless shard map -o jsonl"})
final class ShardMapCommand implements Runnable {
    private final Session session;

    ShardMapCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        List<ShardView> shards = AdminCommands.admin(session, session.operatorContext()).shards().shards();
        session.results().many(shards, () -> {
            Table table = Table.of("SHARD", ">SHARE", "STATE", ">ANSWERED IN");
            shards.forEach(row -> table.row(
                    row.name(),
                    String.format(Locale.ROOT, "%.1f %%", row.share() / 10.0),
                    row.reachable() ? "up" : "DOWN",
                    row.answerMs().map(ms -> ms + " ms").orElse("-")));
            return table;
        });
    }
}
