package dev.gapless.bench;

import dev.gapless.bench.load.ReaderLoad;
import dev.gapless.bench.load.SendLoad;
import dev.gapless.bench.socket.LoadLoop;
import dev.gapless.client.ApiClient;
import dev.gapless.protocol.api.CreatedUser;
import dev.gapless.protocol.id.ChannelId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Two workspaces: one talks at a steady rate, the other one asks for far more than its quota. What the first one feels of it, in
/// acknowledgements and in deliveries, and whether all that the second one sent was answered: acknowledged and in its logs, or refused with
/// a hint.
@Command(
        name = "neighbour",
        description = "What a workspace feels of another one that sends far more than its quota.",
        mixinStandardHelpOptions = true)
final class BenchNeighbour implements Callable<Integer> {
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final int TEXT_BYTES = 200;
    private static final int IN_FLIGHT = 64;

    @Option(names = "--rate", defaultValue = "200", paramLabel = "N",
            description = "Sends per second of the quiet workspace (default ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--channels", defaultValue = "20", paramLabel = "N",
            description = "Channels of each workspace, one sender and one reader each (default ${DEFAULT-VALUE}).")
    private int channels;

    @Option(names = "--limit", defaultValue = "100", paramLabel = "N",
            description = "Quota of the loud workspace, sends per second, hard (default ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--asked", defaultValue = "1000", paramLabel = "N",
            description = "Sends per second that it tries (default ${DEFAULT-VALUE}).")
    private int asked;

    @Option(names = "--rounds", defaultValue = "3", paramLabel = "N",
            description = "Times that the quiet one is measured alone, beside the other one at its quota, and beside it over its quota,"
                    + " in turn (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    private BenchOptions options = new BenchOptions();

    /// Who else is at work while the quiet workspace is measured.
    private enum Beside {
        NOBODY("alone"),
        AT_QUOTA("at_quota"),
        OVER_QUOTA("over_quota");

        private final String text;

        Beside(String text) {
            this.text = text;
        }
    }

    /// What the quiet workspace felt, over all rounds.
    private record Felt(Histogram ack, Histogram deliver) {
        static Felt nothing() {
            return new Felt(new Histogram(3), new Histogram(3));
        }
    }

    /// A workspace and its people.
    private record Side(BenchWorld world, List<SendLoad.Sender> senders, List<String> tokens, List<String> channels) {}

    @Override
    public Integer call() {
        Consumer<String> progress = options.progress();
        try (BenchStack stack = options.stack(List.of("--gateways", "2"));
                LoadLoop quietLoop = LoadLoop.start("bench-quiet");
                LoadLoop readLoop = LoadLoop.start("bench-read");
                LoadLoop loudLoop = LoadLoop.start("bench-loud")) {
            progress.accept("making two workspaces of " + channels + " channels");
            Side quiet = side(stack, "quiet");
            Side loud = side(stack, "loud");
            loud.world().limit("sends", limit);
            ReaderLoad readers = new ReaderLoad(readLoop, channels);
            readers.connect(List.of(stack.gateways().getLast()), quiet.tokens(), quiet.channels());
            Waits.await(readers.subscribed(), "readers");
            SendLoad steady = open(new SendLoad(quietLoop, quiet.senders(), IN_FLIGHT, rate, TEXT_BYTES, "q"), stack);
            SendLoad within = open(new SendLoad(loudLoop, loud.senders(), IN_FLIGHT, limit, TEXT_BYTES, "w"), stack);
            LoadLoop overLoop = LoadLoop.start("bench-over");
            try (overLoop) {
                SendLoad over = open(new SendLoad(overLoop, loud.senders(), IN_FLIGHT, asked, TEXT_BYTES, "o"), stack);
                Map<Beside, Felt> felt = new TreeMap<>();
                steady.begin();
                over.begin();
                progress.accept(rate + " sends/s beside " + asked + "/s of which " + limit + " are allowed: "
                        + options.warmedUp().toSeconds() + " s of warm-up");
                Waits.run(options.warmedUp());
                over.end();
                for (int round = 0; round < rounds; round++) {
                    measure(Beside.NOBODY, felt, steady, readers, progress);
                    within.begin();
                    measure(Beside.AT_QUOTA, felt, steady, readers, progress);
                    within.end();
                    over.begin();
                    measure(Beside.OVER_QUOTA, felt, steady, readers, progress);
                    over.end();
                }
                Map<String, Long> errors = new TreeMap<>(steady.end().errors());
                return report(loud, felt, steady, readers.end(), errors, within, over);
            }
        }
    }

    private int report(
            Side loud,
            Map<Beside, Felt> felt,
            SendLoad steady,
            ReaderLoad.Result read,
            Map<String, Long> errors,
            SendLoad within,
            SendLoad over) {
        SendLoad.Tally quiet = Waits.answered(steady);
        SendLoad.Tally tried = Waits.answered(over);
        SendLoad.Tally asAllowed = Waits.answered(within);
        long inLogs = inLogs(loud);
        BenchReport report = new BenchReport("neighbour")
                .put("quiet_per_second", rate)
                .put("loud_allowed_per_second", limit)
                .put("loud_asked_per_second", asked)
                .put("rounds", rounds);
        felt.forEach((beside, each) -> report
                .quantiles(beside.text + "_ack", each.ack())
                .quantiles(beside.text + "_deliver", each.deliver()));
        ratios(report);
        boolean whole = quiet.unanswered() == 0 && quiet.refused() == 0 && tried.unanswered() == 0
                && asAllowed.unanswered() == 0 && tried.hinted() == tried.refused()
                && asAllowed.hinted() == asAllowed.refused() && inLogs == tried.acked() + asAllowed.acked()
                && read.disorder() == 0;
        report.put("quiet_acked", quiet.acked())
                .put("quiet_refused", quiet.refused())
                .put("quiet_unanswered", quiet.unanswered())
                .put("loud_sent", tried.sent() + asAllowed.sent())
                .put("loud_acked", tried.acked() + asAllowed.acked())
                .put("loud_in_logs", inLogs)
                .put("loud_refused", tried.refused() + asAllowed.refused())
                .put("loud_refused_with_hint", tried.hinted() + asAllowed.hinted())
                .put("loud_unanswered", tried.unanswered() + asAllowed.unanswered())
                .put("loud_errors", new TreeMap<>(over.soFar().errors()).toString())
                .put("quiet_gap_marks", read.gaps())
                .put("quiet_out_of_order", read.disorder())
                .put("errors", errors.toString() + read.errors());
        options.print(report);
        return whole ? 0 : 1;
    }

    private static void ratios(BenchReport report) {
        for (Beside beside : List.of(Beside.AT_QUOTA, Beside.OVER_QUOTA)) {
            for (String what : List.of("ack", "deliver")) {
                report.put(beside.text + "_" + what + "_p99_to_alone",
                        report.number(beside.text + "_" + what + "_p99_ms")
                                / report.number(Beside.NOBODY.text + "_" + what + "_p99_ms"));
            }
        }
        for (String what : List.of("ack", "deliver")) {
            report.put("over_quota_" + what + "_p99_to_at_quota",
                    report.number("over_quota_" + what + "_p99_ms")
                            / report.number("at_quota_" + what + "_p99_ms"));
        }
    }

    private void measure(
            Beside beside, Map<Beside, Felt> felt, SendLoad steady, ReaderLoad readers, Consumer<String> progress) {
        progress.accept(beside.text.replace('_', ' ') + ": " + options.measured().toSeconds() + " s");
        // The change itself is not measured.
        Waits.run(SETTLE);
        steady.measure();
        readers.measure();
        Waits.run(options.measured());
        Felt all = felt.computeIfAbsent(beside, _ -> Felt.nothing());
        all.ack().add(steady.soFar().latency());
        all.deliver().add(readers.end().latency());
    }

    private Side side(BenchStack stack, String name) {
        BenchWorld world = new BenchWorld(stack, name);
        List<CreatedUser> people = world.people("person", channels);
        List<SendLoad.Sender> senders = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < channels; i++) {
            List<String> own = world.channels(people.get(i).token(), "room-" + i + "-", 1);
            senders.add(new SendLoad.Sender(people.get(i).token(), own));
            ids.addAll(own);
        }
        return new Side(world, senders, people.stream().map(CreatedUser::token).toList(), ids);
    }

    private static SendLoad open(SendLoad load, BenchStack stack) {
        load.connect(stack.gateways());
        Waits.await(load.open(), "senders");
        return load;
    }

    /// Messages in the logs of a workspace's channels.
    private static long inLogs(Side side) {
        long messages = 0;
        for (int i = 0; i < side.channels().size(); i++) {
            ApiClient api = side.world().api(side.tokens().get(i));
            messages += api.channel(ChannelId.parse(side.channels().get(i))).ordinal().value();
        }
        return messages;
    }
}
