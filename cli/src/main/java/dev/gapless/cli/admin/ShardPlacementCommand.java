package dev.gapless.cli.admin;

import dev.gapless.cli.Session;
import dev.gapless.protocol.api.Placement;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "placement",
        description = "Show which shards hold the rows of a workspace, and the range of keys to give it one of its own.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless shard placement acme"})
final class ShardPlacementCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "WORKSPACE", description = "Slug or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String workspace;

    ShardPlacementCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Placement found =
                AdminCommands.admin(session, session.operatorContext()).placement(workspace);
        session.results().one(found, () -> List.of(
                "workspace  " + found.workspace(),
                "range      " + found.range(),
                "home       " + found.home(),
                "shards     " + String.join(" ", found.shards())));
    }
}
