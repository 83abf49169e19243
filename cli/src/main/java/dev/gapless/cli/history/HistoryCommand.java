package dev.gapless.cli.history;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.output.OutputFormat;
import dev.gapless.cli.output.Table;
import dev.gapless.cli.talk.EventLines;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.event.Event;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.protocol.id.Epoch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "history",
        description = {
            "Read a channel's log: the latest events, or those of a range.",
            "",
            "Places are seqs (seq:1200 or 1200) or times (14:30, 2026-11-22T14:30, -30m)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless history '#general'                              the last 50",
            "  gapless history '#general' --from seq:1200 --limit 20",
            "  gapless history '#general' --around 1200",
            "  gapless history '#ops' --from -30m -o jsonl",
            "  gapless history verify '#general'                       prove that nothing is missing"
        })
final class HistoryCommand implements Runnable {
    private static final int LIMIT_MAX = 1_000_000;

    /// What `-o json` prints: the range with the proof that nothing of it is missing.
    ///
    /// @param from first seq covered
    /// @param to last seq covered
    /// @param head last seq of the channel
    record Shown(ChannelId channel, Epoch epoch, long from, long to, long head, List<Event> events) {}

    private final Session session;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    @Parameters(paramLabel = "CHANNEL", arity = "0..1", description = "#name, name, @handle or id.")
    private @Nullable String channel;

    @Option(names = "--from", paramLabel = "PLACE", description = "First event.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "PLACE", description = "Last event.")
    private @Nullable String to;

    @Option(names = "--around", paramLabel = "PLACE", description = "Half of the limit before this place, half after.")
    private @Nullable String around;

    @Option(names = "--limit", paramLabel = "N",
            description = "Events at most (default: 50; with --from and --to, all).")
    private @Nullable Integer limit;

    HistoryCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        if (channel == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'CHANNEL'");
        }
        Workspace workspace = Workspace.open(session);
        ChannelView view = workspace.channel(channel);
        LogRange range = range(workspace, view);
        EventLines lines = new EventLines(session.world().clock().getZone(), workspace::handle);
        if (session.format() == OutputFormat.JSONL) {
            range.read(workspace.api(), view.id(), event -> session.results().one(event, List::of));
            return;
        }
        List<Event> events = new ArrayList<>();
        range.read(workspace.api(), view.id(), events::add);
        long first = events.isEmpty() ? range.from() : events.getFirst().seq().value();
        long last = events.isEmpty() ? first - 1 : events.getLast().seq().value();
        Shown shown = new Shown(view.id(), view.epoch(), first, last, view.head().value(), events);
        session.results().one(shown, () -> table(events, lines).lines());
        if (session.format().human()) {
            session.notice(
                    events.isEmpty()
                            ? "no events there; head is " + view.head()
                            : first + "–" + last + " of " + view.head() + ", nothing missing");
        }
    }

    private LogRange range(Workspace workspace, ChannelView view) {
        long head = view.head().value();
        int count = limit();
        if (around != null) {
            long middle = place("--around", around).seq(workspace.api(), view.id(), head);
            long first = Math.max(1, middle - count / 2);
            return new LogRange(first, Math.min(head, first + count - 1));
        }
        if (from != null) {
            long first = place("--from", from).seq(workspace.api(), view.id(), head);
            long last = to == null ? head : last(workspace, view, to);
            return new LogRange(first, to != null && limit == null ? last : Math.min(last, first + count - 1));
        }
        long last = to == null ? head : last(workspace, view, to);
        return new LogRange(Math.max(1, last - count + 1), last);
    }

    private long last(Workspace workspace, ChannelView view, String text) {
        long head = view.head().value();
        Place place = place("--to", text);
        long seq = place.seq(workspace.api(), view.id(), head);
        // A moment means the events before it.
        return Math.min(head, place instanceof Place.Since ? seq - 1 : seq);
    }

    private Place place(String option, String text) {
        return Place.parse(option, text, session.world().clock());
    }

    private int limit() {
        int count = limit == null ? 50 : limit;
        if (count < 1 || count > LIMIT_MAX) {
            throw CliFailure.usage("--limit: " + count + " (expected: 1 to " + LIMIT_MAX + ")",
                    "gapless history --help");
        }
        return count;
    }

    private static Table table(List<Event> events, EventLines lines) {
        Table table = Table.of(">SEQ", "TIME", "FROM", "TEXT");
        events.forEach(event -> table.row(event.seq(), lines.time(event), lines.handles().apply(event.actor()),
                lines.what(event)));
        return table;
    }
}
