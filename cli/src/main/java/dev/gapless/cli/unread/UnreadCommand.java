package dev.gapless.cli.unread;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.ChannelNames;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.Listing;
import dev.gapless.protocol.api.UnreadList;
import dev.gapless.protocol.api.UnreadView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import dev.gapless.protocol.id.Ordinal;
import dev.gapless.protocol.id.Position;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "unread",
        description = "Show what you have not read: messages, mentions, and answers in threads that you read.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless unread",
            "  gapless unread '#general' -o json",
            "  gapless unread --all                     channels without news too",
            "  gapless unread verify                    prove the counts against the log"
        })
final class UnreadCommand implements Runnable {
    private static final int MAX_ROWS = 10_000;

    private final Session session;

    @Parameters(index = "0", arity = "0..1", paramLabel = "CHANNEL", description = "#name, name, @handle or id.")
    private @Nullable String channel;

    @Option(names = "--all", description = "Show channels without news too.")
    private boolean all;

    UnreadCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Workspace workspace = Workspace.open(session);
        List<UnreadView> counts = channel == null
                ? listed(workspace)
                : workspace.api().unread(workspace.channel(channel).id()).channels();
        ChannelNames names = new ChannelNames(workspace);
        List<Line> lines = counts.stream().map(count -> Line.of(names.label(count.channel()), count)).toList();
        session.results().many(lines, () -> table(names, counts));
        if (counts.isEmpty()) {
            session.notice("nothing unread");
        }
    }

    /// What scripts are told of a channel: what the server says, and what people call it.
    private record Line(
            ChannelId channel,
            String name,
            Position head,
            Ordinal ordinal,
            Epoch epoch,
            Position cursor,
            Ordinal cursorOrdinal,
            long generation,
            long unread,
            long mentions,
            long threadUnread) {
        static Line of(String name, UnreadView view) {
            return new Line(
                    view.channel(), name, view.head(), view.ordinal(), view.epoch(), view.cursor(),
                    view.cursorOrdinal(), view.generation(), view.unread(), view.mentions(), view.threadUnread());
        }
    }

    private List<UnreadView> listed(Workspace workspace) {
        List<UnreadView> counts = new ArrayList<>();
        Listing page = Listing.first();
        while (counts.size() < MAX_ROWS) {
            UnreadList list = workspace.api().unread(page);
            list.channels().stream()
                    .filter(count -> all || count.unread() + count.mentions() + count.threadUnread() > 0)
                    .forEach(counts::add);
            if (list.next().isEmpty()) {
                break;
            }
            page = page.after(list.next().get());
        }
        return counts;
    }

    private static Table table(ChannelNames names, List<UnreadView> counts) {
        Table table = Table.of("CHANNEL", ">UNREAD", ">MENTIONS", ">IN THREADS", ">READ UP TO", ">HEAD");
        counts.forEach(count -> table.row(
                names.label(count.channel()),
                count.unread(),
                count.mentions(),
                count.threadUnread(),
                count.cursor(),
                count.head()));
        return table;
    }
}
