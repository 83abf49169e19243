package dev.gapless.cli.channel;

import dev.gapless.cli.Session;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.codec.Texts;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "rename",
        description = "Give a channel another name.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless channel rename '#genral' general"
        })
final class ChannelRenameCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "NAME", description = "1 to 80 lower-case letters, digits, -, _ and dots.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    ChannelRenameCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String bare = Texts.checkName("NAME", name.startsWith("#") ? name.substring(1) : name);
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.api().changeChannel(
                workspace.channel(channel).id(),
                new ChangeChannel(Optional.of(bare), Optional.empty(), Optional.empty()));
        session.results().one(view, () -> List.of("#" + bare + "  " + view.id()));
    }
}
