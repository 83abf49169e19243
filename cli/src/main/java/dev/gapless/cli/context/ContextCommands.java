package dev.gapless.cli.context;

import dev.gapless.cli.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gapless context`: who to be.
@Command(name = "context", description = "Who to be, and where: list, choose and add contexts.")
public final class ContextCommands implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    private ContextCommands() {}

    /// The command with its subcommands.
    public static CommandLine all(Session session) {
        return new CommandLine(new ContextCommands())
                .addSubcommand(new ContextListCommand(session))
                .addSubcommand(new ContextUseCommand(session))
                .addSubcommand(new ContextAddCommand(session));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no subcommand given (expected: list, use or add)");
    }
}
