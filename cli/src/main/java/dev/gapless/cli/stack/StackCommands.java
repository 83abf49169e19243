package dev.gapless.cli.stack;

import dev.gapless.cli.Session;
import java.util.List;

/// The commands of this package.
public final class StackCommands {
    private StackCommands() {}

    /// Start, stop and look.
    public static List<Object> all(Session session) {
        return List.of(new UpCommand(session), new DownCommand(session), new StatusCommand(session));
    }

    /// Single roles, for production.
    public static List<Object> roles() {
        return List.of(
                new RoleCommands.ServerCommand(),
                new RoleCommands.FanoutCommand(),
                new RoleCommands.ControlCommand(),
                new RoleCommands.BrokerCommand());
    }
}
