package dev.gapless.cli.message;

import dev.gapless.cli.Session;
import dev.gapless.cli.talk.Keys;
import dev.gapless.cli.talk.MessageInput;
import dev.gapless.cli.talk.Seqs;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "edit",
        description = {
            "Give a message of yours another text.",
            "",
            "Readers see the new text wherever they show the message; its seq stays."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless edit '#general' 48212 'hello, all'",
            "  git log -1 | gapless edit '#ci' 17 -"
        })
final class EditCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "SEQ", description = "Seq of the message.")
    private long seq;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The new text; - or nothing reads standard input.")
    private @Nullable String text;

    @Option(names = "--key", paramLabel = "KEY", description = "Name of this edit (default: random).")
    private @Nullable String key;

    EditCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String wanted = text == null || text.equals("-") ? MessageInput.read(session.world().in()) : text;
        Seq target = Seqs.of("SEQ", seq);
        IdempotencyKey name = Keys.of(session, key);
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        SendAnswer answer = workspace.api().edit(view.id(), target, Texts.checkMessage(wanted), name);
        session.results().one(answer, () -> List.of("✓ " + answer.seq() + "  edited " + target));
    }
}
