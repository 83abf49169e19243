package dev.gapless.cli.message;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.talk.Seqs;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.id.Seq;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        description = {
            "Take the text of a message away, for ever and everywhere; its seq stays.",
            "",
            "Yours, or anybody's in a channel that you own or administer. Asks first, unless --yes is given."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless delete '#general' 48212",
            "  gapless delete '#general' 48212 --yes"
        })
final class DeleteCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "SEQ", description = "Seq of the message.")
    private long seq;

    @Option(names = {"-y", "--yes"}, description = "Do not ask.")
    private boolean yes;

    DeleteCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Seq target = Seqs.of("SEQ", seq);
        confirm(target);
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        SendAnswer answer = workspace.api().deleteMessage(view.id(), target);
        session.results().one(answer, () -> List.of("✓ " + answer.seq() + "  deleted " + target));
    }

    private void confirm(Seq target) {
        if (yes) {
            return;
        }
        if (!session.mayAsk()) {
            throw CliFailure.usage("delete: takes the text away for ever (expected: --yes with it)", "add --yes");
        }
        session.world().err().text("Delete message " + target + " of " + SafeText.line(channel) + " for ever? [y/N] ");
        try {
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(session.world().in(), StandardCharsets.UTF_8));
            String line = answer.readLine();
            if (line == null || !line.strip().equalsIgnoreCase("y")) {
                throw new CliFailure(ExitCode.FAILED, "not-confirmed", "nothing was deleted", "answer y, or add --yes");
            }
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "not-confirmed", "no answer could be read", "add --yes");
        }
    }
}
