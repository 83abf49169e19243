package dev.gapless.cli.talk;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChatClient;
import dev.gapless.client.session.SavedPosition;
import dev.gapless.client.store.PositionStore;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.id.ChannelId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tail",
        description = {
            "Follow channels: each event once and in order, over reconnects and server restarts, until Ctrl-C.",
            "",
            "With -o jsonl each line is the event exactly as on the wire. Notices go to standard error."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless tail '#general'",
            "  gapless tail '#general' '#random' -o jsonl | jq -r .text",
            "  gapless tail '#ci' --from begin -e > ci.txt              everything up to now, then end",
            "  gapless tail '#ci' --from cursor                         go on where the last one ended",
            "  gapless tail '#ci' --from seq:48000 -c 100"
        })
final class TailCommand implements Callable<Integer> {
    private static final String DEVICE = "tail";
    /// How long a server that is away at the start is waited for; later it is waited for as long as it takes.
    private static final Duration AWAY = Duration.ofMinutes(1);

    private final Session session;

    @Parameters(paramLabel = "CHANNEL", arity = "1..*", description = "#name, name, @handle or id.")
    private List<String> channels = List.of();

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            defaultValue = "now",
            description = "seq:N, begin, now or cursor (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // has a default
    private String from;

    @Option(names = {"-c", "--count"}, paramLabel = "N", defaultValue = "0", description = "End after N events.")
    private long count;

    @Option(names = {"-e", "--exit"}, description = "End at what is there now.")
    private boolean exit;

    TailCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        TailStart start = TailStart.parse(from);
        if (count < 0) {
            throw CliFailure.usage("-c: " + count + " (expected: >= 1)", "gapless tail --help");
        }
        Workspace workspace = Workspace.open(session);
        SequencedMap<ChannelId, ChannelView> views = new LinkedHashMap<>();
        PatientSend patience = new PatientSend(workspace.api(), session, AWAY);
        for (String channel : channels) {
            ChannelView view = patience.ask(() -> workspace.channel(channel));
            views.put(view.id(), view);
        }
        try (Device device = new Device(session, workspace, DEVICE)) {
            Tail tail = new Tail(session, workspace, List.copyOf(views.values()), count, exit, start);
            if (start instanceof TailStart.Cursor) {
                PositionStore cursors = device.rememberPositions(DEVICE);
                begin(cursors, views.values());
                tail.startedAt(cursors.all());
            }
            ChatClient client = device.connect(tail);
            for (ChannelId channel : views.keySet()) {
                if (start instanceof TailStart.Cursor) {
                    client.subscribe(channel);
                } else {
                    client.subscribe(channel, start.startAt());
                }
            }
            tail.awaitEnd();
        }
        return 0;
    }

    /// A channel that has no cursor gets one where it stands, also if nothing comes: the next tail goes on from there.
    private static void begin(PositionStore cursors, Collection<ChannelView> channels) {
        for (ChannelView channel : channels) {
            if (cursors.find(channel.id()).isEmpty()) {
                cursors.put(channel.id(), new SavedPosition(channel.epoch(), channel.head()));
            }
        }
        cursors.flush();
    }
}
