package dev.gapless.cli.talk;

import dev.gapless.cli.Session;
import java.util.List;

/// The commands of this package.
public final class TalkCommands {
    private TalkCommands() {}

    public static List<Object> all(Session session) {
        return List.of(
                new SendCommand(session), new TailCommand(session), new SyncCommand(session), new DmCommand(session));
    }
}
