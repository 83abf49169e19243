package dev.gapless.cli.unread;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import java.util.List;
import picocli.CommandLine;

/// The commands of this package.
public final class UnreadCommands {
    private UnreadCommands() {}

    public static List<CommandEntry> all(Session session) {
        return List.of(
                new CommandEntry("unread", () -> unread(session)),
                new CommandEntry("read", () -> new ReadCommand(session)),
                new CommandEntry("mark-unread", () -> new MarkUnreadCommand(session)),
                new CommandEntry("inbox", () -> new InboxCommand(session)));
    }

    private static CommandLine unread(Session session) {
        CommandLine line = new CommandLine(new UnreadCommand(session));
        line.addSubcommand(new UnreadVerifyCommand(session));
        return line;
    }
}
