package dev.gapless.cli.scenario;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.id.ChannelId;
import dev.gapless.scenarios.format.Quantity;
import dev.gapless.scenarios.run.Recording;
import dev.gapless.scenarios.run.RunDirectory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "record",
        description = {
            "Watch channels of a running system, and keep what devices show and what the logs have as a run.",
            "",
            "Devices of the context's person follow the channels and only read. The run can be judged (scenario check); its"
                    + " scenario.yaml has as many people, channels and messages per second as were seen, to begin a test with."
                    + " Texts are not kept.",
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario record '#general' --for 1m", "  gapless scenario check latest",
            "  gapless scenario record '#ops' '#general' --devices 4 --name incident-42"})
final class RecordCommand implements Callable<Integer> {
    private static final int MOST_DEVICES = 50;

    private final Session session;

    @Parameters(paramLabel = "CHANNEL", arity = "1..*", description = "#name, name, @handle or id.")
    private List<String> channels = List.of();

    @Option(names = "--for", defaultValue = "30s", paramLabel = "TIME",
            description = "How long; Ctrl-C ends it sooner (default ${DEFAULT-VALUE}).")
    private String lasts = "30s";

    @Option(names = "--devices", defaultValue = "2", paramLabel = "N",
            description = "How many follow the channels (default ${DEFAULT-VALUE}).")
    private int devices = 2;

    @Option(names = "--name", defaultValue = "recorded", paramLabel = "NAME",
            description = "Of the scenario (default ${DEFAULT-VALUE}).")
    private String name = "recorded";

    RecordCommand(Session session) {
        this.session = session;
    }

    /// What came of it, for JSON.
    record Recorded(String run, int messages, int senders, long displays, boolean settled) {}

    @Override
    public Integer call() {
        Duration span = Quantity.duration(lasts).filter(each -> !each.isZero()).orElseThrow(() -> CliFailure.usage(
                "--for: " + lasts + " (expected: a duration such as 90s, 1m30s or 250ms)", "correct it"));
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw CliFailure.usage("--name: " + name + " (expected: lower-case letters, digits and dashes)",
                    "choose another");
        }
        if (devices < 1 || devices > MOST_DEVICES) {
            throw CliFailure.usage("--devices: " + devices + " (expected: 1 to " + MOST_DEVICES + ")", "correct it");
        }
        Workspace workspace = Workspace.open(session);
        Map<ChannelId, String> chosen = new LinkedHashMap<>();
        for (String each : channels) {
            ChannelView view = workspace.channel(each);
            chosen.put(view.id(), view.name().orElse(view.id().text()));
        }
        RunDirectory directory =
                RunDirectory.create(ScenarioSource.runs(session), name, session.world().clock().instant(), 0);
        AtomicBoolean ended = new AtomicBoolean();
        Recording recording = new Recording(
                new Recording.Plan(
                        name,
                        workspace.context().serverUris(),
                        workspace.token(),
                        workspace.context().handle().orElse(workspace.context().name()),
                        workspace.context().workspace().orElse("workspace"),
                        chosen,
                        devices,
                        span,
                        workspace.context().trust()),
                directory);
        session.notice("recording " + String.join(", ", channels) + " for " + Quantity.text(span)
                + "; Ctrl-C ends it sooner");
        Recording.Summary summary;
        try (EndOfProcess _ = EndOfProcess.of("record-end", () -> ended.set(true))) {
            summary = recording.record(session.world().random(), () -> !ended.get());
        }
        Recorded recorded = new Recorded(
                directory.path().toString(), summary.messages(), summary.senders(), summary.displays(),
                summary.settled());
        session.results().one(recorded, () -> List.of(
                summary.messages() + " messages of " + summary.senders() + " people, " + summary.displays()
                        + " displays" + (summary.settled() ? "" : "; not all devices had everything at the end"),
                "run: " + directory.path()));
        session.notice("next: gapless scenario check latest; the scenario is " + directory.file("scenario.yaml"));
        return 0;
    }
}
