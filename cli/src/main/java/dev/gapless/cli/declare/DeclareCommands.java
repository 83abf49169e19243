package dev.gapless.cli.declare;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import java.util.List;

/// The commands of this package.
public final class DeclareCommands {
    private DeclareCommands() {}

    public static List<CommandEntry> all(Session session) {
        return List.of(
                new CommandEntry("get", () -> new GetCommand(session)),
                new CommandEntry("diff", () -> new DiffCommand(session)),
                new CommandEntry("apply", () -> new ApplyCommand(session)));
    }
}
