package dev.gapless.cli.history;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import java.util.List;
import picocli.CommandLine;

/// The commands of this package. `history` is a command of its own and also holds `history verify`.
public final class HistoryCommands {
    private HistoryCommands() {}

    public static List<CommandEntry> all(Session session) {
        return List.of(
                new CommandEntry(
                        "history",
                        () -> new CommandLine(new HistoryCommand(session)).addSubcommand(new VerifyCommand(session))),
                new CommandEntry("replay", () -> new ReplayCommand(session)));
    }
}
