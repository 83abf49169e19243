package dev.gapless.cli.talk;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.store.FilePositionStore;
import dev.gapless.client.store.PositionStore;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.EventPage;
import dev.gapless.protocol.api.SyncAnswer;
import dev.gapless.protocol.api.SyncRequest;
import dev.gapless.protocol.codec.Limits;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Position;
import dev.gapless.protocol.id.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sync",
        description = {
            "Catch up once: which of my channels moved on since the last sync, and by how much.",
            "",
            "Reads everything that is new, checks that nothing is missing, and keeps the positions for the next time."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless sync",
            "  gapless sync --peek                  only look; keep the positions as they are",
            "  gapless sync --events -o jsonl       print the events instead of the channels",
            "  gapless sync --conversations -o json unread, mentions, last events: what a screen needs, in windows"
        })
final class SyncCommand implements Runnable {
    private static final String DEVICE = "sync";

    /// What a channel gained.
    ///
    /// @param label `#name` or `@handle`
    /// @param from first new seq
    /// @param to last new seq
    /// @param events how many were read
    record Delta(ChannelId channel, String label, long from, long to, long events) {}

    private final Session session;

    @Option(names = "--peek", description = "Read nothing and keep nothing; only tell.")
    private boolean peek;

    @Option(names = "--events", description = "Print the new events.")
    private boolean events;

    @Option(
            names = "--conversations",
            description = "Tell of each channel that changed what its line on a screen needs, most relevant first; keeps"
                    + " its own place, apart from the positions.")
    private boolean conversations;

    @Option(
            names = "--window",
            paramLabel = "N",
            defaultValue = "50",
            description = "With --conversations: channels in one answer, 1 to 200 (default: ${DEFAULT-VALUE}).")
    private int window;

    @Option(
            names = "--timeline",
            paramLabel = "N",
            defaultValue = "20",
            description = "With --conversations: last events of each, 0 to 100 (default: ${DEFAULT-VALUE}).")
    private int timeline;

    SyncCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (conversations) {
            new ConversationSync(session, window, timeline).run(peek);
            return;
        }
        Workspace workspace = Workspace.open(session);
        UserId self = workspace.api().me().user().id();
        try (PositionStore positions =
                FilePositionStore.open(Device.positionsFile(session, workspace, DEVICE))) {
            List<Delta> deltas = new ArrayList<>();
            for (ChannelView channel : changed(workspace, positions.all())) {
                deltas.add(catchUp(workspace, positions, channel, workspace.label(channel, Optional.of(self))));
            }
            if (!events) {
                session.results().many(deltas, () -> table(deltas));
            }
            if (deltas.isEmpty()) {
                session.notice("nothing new");
            }
        }
    }

    private static List<ChannelView> changed(Workspace workspace, Map<ChannelId, SavedPosition> saved) {
        Map<ChannelId, Position> positions = new TreeMap<>();
        saved.entrySet().stream()
                .limit(Limits.RESUME_CHANNELS)
                .forEach(entry -> positions.put(entry.getKey(), entry.getValue().position()));
        List<ChannelView> changed = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            SyncAnswer answer = workspace.api().sync(SyncRequest.ofPositions(positions, Optional.empty(), cursor));
            changed.addAll(answer.changed());
            cursor = answer.next();
        } while (cursor.isPresent());
        return changed;
    }

    private Delta catchUp(Workspace workspace, PositionStore positions, ChannelView channel, String label) {
        Position start = positions.find(channel.id())
                .filter(saved -> saved.epoch().equals(channel.epoch()))
                .map(SavedPosition::position)
                .orElse(Position.START);
        Position at = start;
        long read = 0;
        while (!peek && at.value() < channel.head().value()) {
            EventPage page = workspace.api().eventsAfter(channel.id(), at, Limits.PAGE_MAX);
            Pages.check(page, channel.id(), at);
            if (events) {
                EventLines lines = new EventLines(session.world().clock().getZone(), workspace::handle);
                page.events().forEach(
                        event -> session.results().one(event, () -> List.of(label + "  " + lines.line(event))));
            }
            read += page.events().size();
            at = new Position(page.to());
            positions.put(channel.id(), new SavedPosition(page.epoch(), at));
        }
        long to = peek ? channel.head().value() : at.value();
        return new Delta(channel.id(), label, start.value() + 1, to, peek ? to - start.value() : read);
    }

    private static Table table(List<Delta> deltas) {
        Table table = Table.of("CHANNEL", ">FROM", ">TO", ">EVENTS");
        deltas.forEach(delta -> table.row(delta.label(), delta.from(), delta.to(), delta.events()));
        return table;
    }
}
