package dev.gapless.cli.unread;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.talk.Seqs;
import dev.gapless.cli.workspace.ChannelNames;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.CursorView;
import dev.gapless.protocol.api.PutCursor;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Seq;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "read",
        description = "Mark a channel as read, on all your devices.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless read '#general'                  all of it",
            "  gapless read '#general' 48212            up to this message",
            "  gapless read '#general' 48230 --thread 48212",
            "  gapless read --all"
        })
final class ReadCommand implements Runnable {
    private static final int MAX_CHANNELS = 10_000;

    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    private @Nullable String channel;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "SEQ",
            description = "Last seq read (default: the last there is).")
    private @Nullable Long seq;

    @Option(names = "--thread", paramLabel = "ROOT", description = "Only the thread of this message.")
    private @Nullable Long thread;

    @Option(names = "--all", description = "All channels.")
    private boolean all;

    ReadCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (all == (channel != null)) {
            throw CliFailure.usage("read: neither CHANNEL nor --all, or both (expected: one)", "gapless read '#name'");
        }
        Workspace workspace = Workspace.open(session);
        if (channel == null) {
            everything(workspace);
            return;
        }
        ChannelView view = workspace.channel(channel);
        String shown = SafeText.line(channel);
        long upTo = seq == null ? view.head().value() : seq;
        Optional<Seq> root = Optional.ofNullable(thread).map(value -> Seqs.of("--thread", value));
        CursorView cursor = put(workspace, view.id(), Seqs.of("SEQ", upTo), root);
        session.results().one(cursor, () -> List.of("read up to " + cursor.seq() + "  " + shown));
        if (cursor.seq().value() > upTo) {
            session.notice(
                    "that was read already, so nothing moved; gapless mark-unread goes back");
        }
    }

    private void everything(Workspace workspace) {
        List<CursorView> moved = new ArrayList<>();
        Listing page = Listing.first();
        while (moved.size() < MAX_CHANNELS) {
            UnreadList list = workspace.api().unread(page);
            list.channels().stream()
                    .filter(count -> count.unread() + count.mentions() > 0)
                    .forEach(count -> moved.add(
                            put(workspace, count.channel(), new Seq(count.head().value()), Optional.empty())));
            if (list.next().isEmpty()) {
                break;
            }
            page = page.after(list.next().get());
        }
        ChannelNames names = new ChannelNames(workspace);
        session.results().many(moved, () -> {
            Table table = Table.of("CHANNEL", ">READ UP TO");
            moved.forEach(cursor -> table.row(names.label(cursor.channel()), cursor.seq()));
            return table;
        });
        if (moved.isEmpty()) {
            session.notice("nothing was unread");
        }
    }

    private static CursorView put(Workspace workspace, ChannelId id, Seq upTo, Optional<Seq> root) {
        return workspace.api().putCursor(id, new PutCursor(upTo, Optional.empty(), Optional.empty(), root));
    }
}
