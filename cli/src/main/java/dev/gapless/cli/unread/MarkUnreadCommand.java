package dev.gapless.cli.unread;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "mark-unread",
        description = "Mark a message and all behind it as not read, on all your devices.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless mark-unread '#general' 48212"
        })
final class MarkUnreadCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "SEQ", description = "First seq that is to be unread, 2 or more.")
    private long seq;

    MarkUnreadCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (seq < 2) {
            throw CliFailure.usage(
                    "SEQ: " + seq + " (expected: 2 or more; 1 is the making of the channel)", "name a message");
        }
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        if (seq > view.head().value()) {
            throw new GaplessException(
                    ErrorCode.CURSOR_BEYOND_HEAD, "SEQ: " + seq + " (expected: at most the head, " + view.head() + ")");
        }
        CursorView cursor = workspace.api().markUnread(view.id(), new Seq(seq - 1));
        session.results().one(cursor, () -> List.of("unread from " + seq + "  " + SafeText.line(channel)));
    }
}
