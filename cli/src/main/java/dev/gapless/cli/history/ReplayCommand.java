package dev.gapless.cli.history;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.talk.EventLines;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.store.FilePositionStore;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay",
        description = {
            "Play a part of the log again, at the pace at which it happened or faster; or be a stale device.",
            "",
            "With --positions, everything that a device with these saved positions has missed is read, channel by channel, as the"
                    + " device would on its return, and the totals are printed. The file is not changed."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless replay '#inc-42' --from 14:00 --to 14:30 --speed 10x",
            "  gapless replay '#general' --from seq:1 --speed max -o jsonl > general.jsonl",
            "  gapless replay --positions ~/.local/state/gapless/devices/ada/sync.positions.json"
        })
final class ReplayCommand implements Runnable {
    /// What a stale device was given.
    record Replayed(ChannelId channel, String label, long from, long to, long events) {}

    private final Session session;

    @Parameters(paramLabel = "CHANNEL", arity = "0..1", description = "#name, name, @handle or id.")
    private @Nullable String channel;

    @Option(names = "--from", paramLabel = "PLACE", description = "First event (default: the first of the log).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "PLACE", description = "Last event (default: the last of the log).")
    private @Nullable String to;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            defaultValue = "1x",
            description = "1x as it happened, 10x ten times faster, max without pauses (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String speed;

    @Option(names = "--positions", paramLabel = "FILE", description = "Positions that a device saved.")
    private @Nullable Path positions;

    ReplayCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if ((channel == null) == (positions == null)) {
            throw CliFailure.usage("replay: give either CHANNEL or --positions", "gapless replay --help");
        }
        Pace pace = Pace.parse(speed);
        Workspace workspace = Workspace.open(session);
        EventLines lines = new EventLines(session.world().clock().getZone(), workspace::handle);
        if (channel != null) {
            ChannelView view = workspace.channel(channel);
            range(workspace, view).read(workspace.api(), view.id(), event -> {
                pace.await(event.at());
                session.results().one(event, () -> List.of(lines.line(event)));
            });
        } else {
            stale(workspace, FilePositionStore.read(Optional.ofNullable(positions).orElseThrow()));
        }
    }

    private LogRange range(Workspace workspace, ChannelView view) {
        long head = view.head().value();
        long first = from == null
                ? 1
                : Place.parse("--from", from, session.world().clock()).seq(workspace.api(), view.id(), head);
        if (to == null) {
            return new LogRange(first, head);
        }
        Place end = Place.parse("--to", to, session.world().clock());
        long last = end.seq(workspace.api(), view.id(), head);
        return new LogRange(first, Math.min(head, end instanceof Place.Since ? last - 1 : last));
    }

    private void stale(Workspace workspace, Map<ChannelId, SavedPosition> saved) {
        List<Replayed> replayed = new ArrayList<>();
        for (Map.Entry<ChannelId, SavedPosition> entry : new TreeMap<>(saved).entrySet()) {
            ChannelView view = workspace.api().channel(entry.getKey());
            boolean sameLog = view.epoch().equals(entry.getValue().epoch());
            long start = sameLog ? entry.getValue().position().value() + 1 : 1;
            LogRange range = new LogRange(start, view.head().value());
            long[] last = {start - 1};
            long events = range.read(workspace.api(), view.id(), (Event event) -> last[0] = event.seq().value());
            String label = workspace.label(view, Optional.empty());
            replayed.add(new Replayed(view.id(), label, start, last[0], events));
        }
        session.results().many(replayed, () -> {
            Table table = Table.of("CHANNEL", ">FROM", ">TO", ">EVENTS");
            replayed.forEach(row -> table.row(row.label(), row.from(), row.to(), row.events()));
            return table;
        });
    }
}
