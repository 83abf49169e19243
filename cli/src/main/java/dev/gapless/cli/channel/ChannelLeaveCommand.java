package dev.gapless.cli.channel;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "leave",
        description = "Leave a channel, or take somebody out.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless channel leave '#random'", "  gapless channel leave '#board' --user @lin"})
final class ChannelLeaveCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Option(names = "--user", paramLabel = "HANDLE", description = "Whom to take out (default: yourself).")
    private @Nullable String user;

    ChannelLeaveCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        if (user == null) {
            workspace.api().leave(view.id());
        } else {
            workspace.api().remove(view.id(), workspace.person(user).id());
        }
        session.notice("left " + SafeText.line(channel));
    }
}
