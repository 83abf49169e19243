package dev.gapless.cli.channel;

import dev.gapless.cli.Session;
import dev.gapless.cli.admin.AdminChannels;
import dev.gapless.cli.admin.WriteOptions;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "unarchive",
        description = "Open an archived channel again.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless channel unarchive '#old'"
        })
final class ChannelUnarchiveCommand implements Runnable {
    private final Session session;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private AdminChannels admin;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private WriteOptions options;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    ChannelUnarchiveCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (admin.asked(session)) {
            admin.unarchive(session, channel, options);
            return;
        }
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.api().unarchive(workspace.channel(channel).id());
        session.results().one(view, () -> List.of(SafeText.line(channel) + "  " + view.state()));
    }
}
