package dev.gapless.cli.context;

import dev.gapless.cli.Session;
import dev.gapless.cli.Subcommands;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `gapless context`: who to be.
@Command(name = "context", description = "Who to be, and where: list, use, add.")
public final class ContextCommands extends Subcommands {
    private ContextCommands() {}

    /// The command with its subcommands.
    public static CommandLine all(Session session) {
        return group(
                new ContextCommands(),
                new ContextListCommand(session),
                new ContextUseCommand(session),
                new ContextAddCommand(session),
                new ContextLabelCommand(session));
    }

    /// Sign-in, which makes a context.
    public static Runnable signIn(Session session) {
        return new SignInCommand(session);
    }
}
