package dev.gapless.cli.message;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import java.util.List;

/// The commands of this package.
public final class MessageCommands {
    private MessageCommands() {}

    public static List<CommandEntry> all(Session session) {
        return List.of(
                new CommandEntry("edit", () -> new EditCommand(session)),
                new CommandEntry("delete", () -> new DeleteCommand(session)),
                new CommandEntry("react", () -> new ReactCommand(session)),
                new CommandEntry("pin", () -> new PinCommand(session)),
                new CommandEntry("unpin", () -> new UnpinCommand(session)),
                new CommandEntry("thread", () -> new ThreadCommand(session)),
                new CommandEntry("search", () -> new SearchCommand(session)));
    }
}
