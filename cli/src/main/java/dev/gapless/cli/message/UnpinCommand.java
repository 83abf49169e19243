package dev.gapless.cli.message;

import dev.gapless.cli.Session;
import dev.gapless.cli.talk.Seqs;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "unpin",
        description = "Unpin a message.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless unpin '#general' 48212"
        })
final class UnpinCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "SEQ", description = "Seq of the message.")
    private long seq;

    UnpinCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Seq target = Seqs.of("SEQ", seq);
        Workspace workspace = Workspace.open(session);
        SendAnswer answer = workspace.api().unpin(workspace.channel(channel).id(), target);
        session.results().one(answer, () -> List.of("✓ " + answer.seq() + "  unpinned " + target));
    }
}
