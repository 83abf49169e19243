package dev.gapless.cli.message;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.talk.EventLines;
import dev.gapless.cli.talk.Keys;
import dev.gapless.cli.talk.MessageInput;
import dev.gapless.cli.talk.Seqs;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.api.SendRequest;
import dev.gapless.protocol.api.ThreadPage;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.codec.Texts;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.event.EventBody;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.IdempotencyKey;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.Seq;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "thread",
        description = {
            "Show a thread, or answer in it.",
            "",
            "An answer makes the channel unread only for those whom it mentions, unless it is sent to the channel too."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless thread '#general' 48212",
            "  gapless thread '#general' 48212 'I agree'",
            "  gapless thread '#general' 48212 'done' --also-to-channel"
        })
final class ThreadCommand implements Runnable {
    private static final int MAX_EVENTS = 10_000;

    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "SEQ",
            description = "Seq of the message that is answered; to see a thread, of any message in it.")
    private long seq;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "TEXT",
            description = "The answer; - reads standard input; without it, the thread is shown.")
    private @Nullable String text;

    @Option(names = "--also-to-channel", description = "Show the answer in the channel too.")
    private boolean alsoToChannel;

    @Option(names = "--key", paramLabel = "KEY", description = "Name of this answer (default: random).")
    private @Nullable String key;

    ThreadCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Seq root = Seqs.of("SEQ", seq);
        if (text == null && (alsoToChannel || key != null)) {
            throw CliFailure.usage("thread: no TEXT (expected: one with --also-to-channel or --key)", "add the text");
        }
        if (text == null) {
            Workspace workspace = Workspace.open(session);
            ChannelId id = workspace.channel(channel).id();
            show(workspace, id, rootOf(workspace, id, root));
            return;
        }
        String answer = Texts.checkMessage(text.equals("-") ? MessageInput.read(session.world().in()) : text);
        IdempotencyKey name = Keys.of(session, key);
        Workspace workspace = Workspace.open(session);
        SendAnswer sent = workspace.api().send(
                workspace.channel(channel).id(),
                new SendRequest(answer, Optional.of(root), Optional.of(alsoToChannel)),
                name);
        session.results().one(
                sent, () -> List.of("✓ " + sent.seq() + "  to " + root + "  key " + SafeText.line(sent.key())));
    }

    /// Whoever asks for a reply wants to see the thread that it is in.
    private static Seq rootOf(Workspace workspace, ChannelId id, Seq seq) {
        return workspace.api().eventsAfter(id, new Position(seq.value() - 1), 1).events().stream()
                .filter(event -> event.seq().equals(seq))
                .flatMap(event -> event.body() instanceof EventBody.MessagePosted posted
                        ? posted.threadRoot().stream()
                        : Stream.empty())
                .findFirst()
                .orElse(seq);
    }

    private void show(Workspace workspace, ChannelId id, Seq root) {
        List<Event> events = new ArrayList<>();
        Optional<Long> after = Optional.of(0L);
        while (after.isPresent() && events.size() < MAX_EVENTS) {
            ThreadPage page = workspace.api().thread(id, root, new Position(after.get()), Limits.PAGE_DEFAULT);
            events.addAll(page.events());
            after = page.next();
        }
        EventLines lines = new EventLines(session.world().clock().getZone(), workspace::handle);
        session.results().many(events, () -> {
            Table table = Table.of(">SEQ", "AT", "WHO", "WHAT");
            events.forEach(event -> table.row(
                    event.seq(), lines.time(event), workspace.handle(event.actor()), lines.what(event)));
            return table;
        });
        if (after.isPresent()) {
            session.notice("only the first " + events.size() + " are shown");
        }
    }
}
