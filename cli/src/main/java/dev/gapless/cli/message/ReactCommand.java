package dev.gapless.cli.message;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.talk.Seqs;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ReactionsView;
import dev.gapless.protocol.api.SendAnswer;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "react",
        description = "React to a message, or show who did.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless react '#general' 48212 👍",
            "  gapless react '#general' 48212 👍 --remove",
            "  gapless react '#general' 48212           who reacted, and how"
        })
final class ReactCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String channel;

    @Parameters(index = "1", paramLabel = "SEQ", description = "Seq of the message.")
    private long seq;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "EMOJI",
            description = "1 to 64 bytes without blanks; without it, reactions are shown.")
    private @Nullable String emoji;

    @Option(names = "--remove", description = "Take your reaction back.")
    private boolean remove;

    ReactCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Seq target = Seqs.of("SEQ", seq);
        if (emoji == null && remove) {
            throw CliFailure.usage("--remove: no EMOJI (expected: the one to take back)", "name the emoji");
        }
        Workspace workspace = Workspace.open(session);
        ChannelId id = workspace.channel(channel).id();
        if (emoji == null) {
            show(workspace, id, target);
            return;
        }
        String shown = SafeText.line(emoji);
        SendAnswer answer = remove
                ? workspace.api().unreact(id, target, emoji)
                : workspace.api().react(id, target, emoji);
        session.results().one(
                answer,
                () -> List.of(
                        answer.duplicate()
                                ? "· " + target + (remove ? " has no " : " has your ") + shown
                                        + (remove ? " of yours" : " already")
                                : "✓ " + answer.seq() + "  " + shown + (remove ? " taken from " : " to ") + target));
    }

    private void show(Workspace workspace, ChannelId id, Seq target) {
        List<ReactionsView> reactions = workspace.api().reactions(id, target).reactions();
        session.results().many(reactions, () -> {
            Table table = Table.of("EMOJI", ">COUNT", "WHO");
            for (ReactionsView reaction : reactions) {
                String who = String.join(", ", reaction.users().stream().map(workspace::handle).toList());
                boolean more = reaction.count() > reaction.users().size();
                table.row(reaction.emoji(), reaction.count(), more ? who + ", …" : who);
            }
            return table;
        });
        if (reactions.isEmpty()) {
            session.notice("no reactions");
        }
    }
}
