package dev.gapless.cli.talk;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "dm",
        description = "Open the direct message with one to eight people; the same people always get the same one.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless dm lin", "  gapless dm @lin @grace -o json",
            "  gapless send @lin 'a word'     opens it too"})
final class DmCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "USER", arity = "1..8", description = "Handles, with or without @.")
    private List<String> users = List.of();

    DmCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Workspace workspace = Workspace.open(session);
        ChannelView channel = workspace.dm(users);
        session.results().one(channel, () -> List.of(channel.id() + "  seq " + channel.head()));
        session.notice("next: gapless chat " + SafeText.line(String.join(",", users.stream()
                .map(user -> user.startsWith("@") ? user : "@" + user)
                .toList())));
    }
}
