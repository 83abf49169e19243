package dev.gapless.cli.history;

import dev.gapless.cli.Session;
import picocli.CommandLine;

/// The commands of this package.
public final class HistoryCommands {
    private HistoryCommands() {}

    /// `history`, which also is a command of its own, with `history verify`.
    public static CommandLine history(Session session) {
        return new CommandLine(new HistoryCommand(session)).addSubcommand(new VerifyCommand(session));
    }

    public static Object replay(Session session) {
        return new ReplayCommand(session);
    }
}
