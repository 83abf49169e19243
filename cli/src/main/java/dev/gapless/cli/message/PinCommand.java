package dev.gapless.cli.message;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.talk.Seqs;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.PinView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "pin",
        description = "Pin a message, or list the pinned ones of a channel.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless pin '#general' 48212",
            "  gapless pin '#general'"
        })
final class PinCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SEQ",
            description = "Seq of the message; without it, pins are listed.")
    private @Nullable Long seq;

    PinCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Workspace workspace = Workspace.open(session);
        ChannelId id = workspace.channel(channel).id();
        if (seq == null) {
            list(workspace, id);
            return;
        }
        Seq target = Seqs.of("SEQ", seq);
        SendAnswer answer = workspace.api().pin(id, target);
        session.results().one(answer, () -> List.of(
                answer.duplicate() ? "· " + target + " is pinned already"
                        : "✓ " + answer.seq() + "  pinned " + target));
    }

    private void list(Workspace workspace, ChannelId id) {
        List<PinView> pins = workspace.api().pins(id).pins();
        session.results().many(pins, () -> {
            Table table = Table.of(">SEQ", "PINNED BY", ">AT SEQ");
            pins.forEach(pin -> table.row(pin.seq(), "@" + workspace.handle(pin.actor()), pin.pinnedSeq()));
            return table;
        });
        if (pins.isEmpty()) {
            session.notice("nothing is pinned");
        }
    }
}
