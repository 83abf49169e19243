package dev.gapless.cli.talk;

import dev.gapless.cli.CommandEntry;
import dev.gapless.cli.Session;
import java.util.List;

/// The commands of this package.
public final class TalkCommands {
    private TalkCommands() {}

    public static List<CommandEntry> all(Session session) {
        return List.of(
                new CommandEntry("send", () -> new SendCommand(session)),
                new CommandEntry("tail", () -> new TailCommand(session)),
                new CommandEntry("sync", () -> new SyncCommand(session)),
                new CommandEntry("dm", () -> new DmCommand(session)));
    }
}
