package dev.gapless.cli.channel;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChangeChannel;
import dev.gapless.protocol.api.ChannelView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "set-class",
        description = "Change how the messages of a channel are spread: normal, large, hot or announcement.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless channel set-class '#all' large"
        })
final class ChannelSetClassCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "CLASS", description = "normal, large, hot or announcement.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channelClass;

    ChannelSetClassCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String wanted = channelClass.toLowerCase(Locale.ROOT);
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.api().changeChannel(
                workspace.channel(channel).id(),
                new ChangeChannel(Optional.empty(), Optional.empty(), Optional.of(wanted)));
        session.results().one(view, () -> List.of(SafeText.line(channel) + "  " + view.channelClass()));
    }
}
