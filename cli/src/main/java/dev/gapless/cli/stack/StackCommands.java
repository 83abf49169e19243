package dev.gapless.cli.stack;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;

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
    ///
    /// @param lag makes the command that asks the broker of a system that runs
    public static List<CommandEntry> roles(Supplier<Object> lag) {
        return List.of(
                new CommandEntry("server", RoleCommands.ServerCommand::new),
                new CommandEntry("fanout", RoleCommands.FanoutCommand::new),
                new CommandEntry("control", RoleCommands.ControlCommand::new),
                new CommandEntry("broker", () -> {
                    CommandLine broker = new CommandLine(new RoleCommands.BrokerCommand());
                    broker.addSubcommand(lag.get());
                    return broker;
                }));
    }
}
