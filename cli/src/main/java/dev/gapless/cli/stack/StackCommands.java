package dev.gapless.cli.stack;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import java.util.List;

/// The commands of this package.
public final class StackCommands {
    private StackCommands() {}

    /// Start, stop and look.
    public static List<CommandEntry> all(Session session) {
        return List.of(
                new CommandEntry("up", () -> new UpCommand(session)),
                new CommandEntry("down", () -> new DownCommand(session)),
                new CommandEntry("status", () -> new StatusCommand(session)));
    }

    /// Single roles, for production.
    public static List<CommandEntry> roles() {
        return List.of(
                new CommandEntry("server", RoleCommands.ServerCommand::new),
                new CommandEntry("fanout", RoleCommands.FanoutCommand::new),
                new CommandEntry("control", RoleCommands.ControlCommand::new),
                new CommandEntry("broker", RoleCommands.BrokerCommand::new));
    }
}
