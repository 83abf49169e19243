package dev.gapless.cli.check;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.Session;
import dev.gapless.cli.Subcommands;
import dev.gapless.cli.check.Health.State;
import dev.gapless.cli.context.Context;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.workspace.Device;
import dev.gapless.cli.workspace.Workspace;
import dev.gapless.client.ChannelScope;
import dev.gapless.client.ChatListener;
import dev.gapless.client.ClientException;
import dev.gapless.client.Listing;
import dev.gapless.client.history.HistoryReader;
import dev.gapless.client.history.HistoryVerdict;
import dev.gapless.client.history.HistoryVerifier;
import dev.gapless.client.session.ConnectionState;
import dev.gapless.protocol.api.ChannelView;
import dev.gapless.protocol.api.UnreadVerdict;
import dev.gapless.protocol.api.UnreadVerdicts;
import dev.gapless.protocol.api.VerifyUnread;
import dev.gapless.protocol.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `gapless check`.
@Command(
        name = "check",
        description = {
            "One question for a monitor, answered in one line.",
            "",
            "Exit code, as Nagios and its heirs know it: 0 ok, 1 warning, 2 critical, 3 could not be found out.",
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless check conn --warn 500ms --critical 2s", "  gapless check shard -o json"})
public final class CheckCommands extends Subcommands {
    private CheckCommands() {}

    /// The command with its subcommands.
    public static CommandLine all(Session session) {
        return group(
                new CheckCommands(),
                new ConnCheck(session),
                new GapCheck(session),
                new LagCheck(session),
                new UnreadCheck(session),
                new ShardCheck(session),
                new BrokerCheck(session));
    }

    /// Asks one question.
    private abstract static class Check implements Callable<Integer> {
        final Session session;

        Check(Session session) {
            this.session = session;
        }

        abstract String name();

        abstract Health look();

        /// What it means when nobody answers.
        State silence() {
            return State.UNKNOWN;
        }

        @Override
        public Integer call() {
            Health health;
            try {
                health = look();
            } catch (CliFailure e) {
                health = Health.of(name(), State.UNKNOWN, e.what());
            } catch (ClientException e) {
                health = Health.of(name(), silence(), SafeText.line(String.valueOf(e.getMessage())));
            }
            Health told = health;
            session.results().one(told, () -> List.of(SafeText.line(told.line())));
            return told.state().number();
        }

        List<GatewayLook> gateways() {
            Context context = session.context();
            List<GatewayLook> looks = GatewayLook.all(context);
            if (looks.isEmpty()) {
                throw new CliFailure(
                        dev.gapless.cli.ExitCode.UNREACHABLE,
                        "unreachable",
                        "no gateway answers at " + context.servers() + " (expected: at least one)",
                        "gapless status");
            }
            return looks;
        }
    }

    @Command(
            name = "conn",
            description = "Whether a device can connect, and how long it takes.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless check conn", "  gapless check conn --warn 500ms --critical 2s --as ada"})
    private static final class ConnCheck extends Check {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Mixin
        @SuppressWarnings("NullAway.Init") // set by picocli before call
        private Bounds bounds;

        ConnCheck(Session session) {
            super(session);
        }

        @Override
        String name() {
            return "conn";
        }

        @Override
        State silence() {
            return State.CRITICAL;
        }

        @Override
        Health look() {
            Workspace workspace = Workspace.open(session);
            CountDownLatch live = new CountDownLatch(1);
            AtomicReference<String> last = new AtomicReference<>("no answer within " + PATIENCE.toSeconds() + " s");
            long began = System.nanoTime();
            try (Device device = new Device(session, workspace, "check")) {
                device.connect(new ChatListener() {
                    @Override
                    public void event(Event event) {}

                    @Override
                    public void state(ConnectionState state) {
                        switch (state) {
                            case ConnectionState.Live now -> {
                                last.set(now.gateway());
                                live.countDown();
                            }
                            case ConnectionState.Reconnecting again -> last.set(again.reason());
                            case ConnectionState.Refused refused -> last.set(refused.refusal().message());
                            case ConnectionState.Connecting connecting -> {}
                            case ConnectionState.Offline offline -> {}
                        }
                    }
                });
                if (!live.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    return Health.of(name(), State.CRITICAL, String.valueOf(last.get()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Health.of(name(), State.UNKNOWN, "interrupted");
            }
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            return new Health(
                    name(),
                    bounds.judge(took, Duration.ofSeconds(1), Duration.ofSeconds(5)),
                    last.get() + " greeted after " + took.toMillis() + " ms",
                    Map.of("connect_s", took.toMillis() / 1000.0));
        }
    }

    @Command(
            name = "gap",
            description = "Whether the logs of channels are dense: every seq once, in order.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless check gap --channel '#general'", "  gapless check gap --limit 20"})
    private static final class GapCheck extends Check {
        @Option(names = "--channel", paramLabel = "CHANNEL", description = "Only this one; may be given several times.")
        private List<String> channels = List.of();

        @Option(names = "--limit", defaultValue = "10", paramLabel = "N",
                description = "Without --channel: the first so many that the person is in (default ${DEFAULT-VALUE}).")
        private int limit = 10;

        GapCheck(Session session) {
            super(session);
        }

        @Override
        String name() {
            return "gap";
        }

        @Override
        Health look() {
            Workspace workspace = Workspace.open(session);
            List<ChannelView> views = channels.isEmpty()
                    ? workspace.api().channels(ChannelScope.JOINED, Listing.first()).channels().stream()
                            .limit(limit)
                            .toList()
                    : channels.stream().map(workspace::channel).toList();
            HistoryVerifier verifier = new HistoryVerifier(new HistoryReader(workspace.api()));
            long events = 0;
            List<String> broken = new ArrayList<>();
            for (ChannelView view : views) {
                switch (verifier.verify(view.id())) {
                    case HistoryVerdict.Dense dense -> events += dense.count();
                    case HistoryVerdict.Broken hole ->
                        broken.add(view.id() + " at seq " + hole.at() + ": " + hole.flaw());
                }
            }
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("channels", (double) views.size());
            figures.put("events", (double) events);
            figures.put("broken", (double) broken.size());
            if (views.isEmpty()) {
                return Health.of(name(), State.UNKNOWN, "no channel to look at");
            }
            return new Health(
                    name(),
                    broken.isEmpty() ? State.OK : State.CRITICAL,
                    broken.isEmpty()
                            ? views.size() + " channels dense, " + events + " events"
                            : broken.size() + " of " + views.size() + " channels broken, first " + broken.getFirst(),
                    figures);
        }
    }

    @Command(
            name = "lag",
            description = "How long the oldest commit waits to be published to the other gateways.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless check lag --warn 5s --critical 30s"})
    private static final class LagCheck extends Check {
        @Mixin
        @SuppressWarnings("NullAway.Init") // set by picocli before call
        private Bounds bounds;

        LagCheck(Session session) {
            super(session);
        }

        @Override
        String name() {
            return "lag";
        }

        @Override
        Health look() {
            List<GatewayLook> looks = gateways();
            double age = looks.stream().mapToDouble(look -> look.most("outbox_age_seconds").orElse(0)).max().orElse(0);
            double rows = looks.stream().mapToDouble(look -> look.most("outbox_rows").orElse(0)).max().orElse(0);
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("oldest_s", age);
            figures.put("transactions", rows);
            return new Health(
                    name(),
                    bounds.judge(
                            Duration.ofMillis((long) (age * 1000)), Duration.ofSeconds(10), Duration.ofMinutes(1)),
                    rows == 0
                            ? "everything committed is published"
                            : (long) rows + " transactions wait, the oldest for " + Math.round(age) + " s",
                    figures);
        }
    }

    @Command(
            name = "unread",
            description = "Whether the unread counts of the person equal a recount over the log.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless check unread --as ada"})
    private static final class UnreadCheck extends Check {
        UnreadCheck(Session session) {
            super(session);
        }

        @Override
        String name() {
            return "unread";
        }

        @Override
        Health look() {
            Workspace workspace = Workspace.open(session);
            List<UnreadVerdict> verdicts = new ArrayList<>();
            Optional<String> next = Optional.empty();
            do {
                UnreadVerdicts page = workspace.api().verifyUnread(new VerifyUnread(Optional.empty(), next));
                verdicts.addAll(page.channels());
                next = page.next();
            } while (next.isPresent());
            List<UnreadVerdict> wrong = verdicts.stream().filter(verdict -> !verdict.exact()).toList();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("channels", (double) verdicts.size());
            figures.put("drifted", (double) wrong.size());
            return new Health(
                    name(),
                    wrong.isEmpty() ? State.OK : State.CRITICAL,
                    wrong.isEmpty()
                            ? "counts of " + verdicts.size() + " channels are exact"
                            : "counts of " + wrong.size() + " channels differ from a recount, first "
                                    + wrong.getFirst().channel(),
                    figures);
        }
    }

    @Command(
            name = "shard",
            description = "Whether the gateways reach all shards. One out of reach is a warning, all or no gateway ready is critical.",
            footerHeading = "%nExamples:%n",
            footer = {"  gapless check shard"})
    private static final class ShardCheck extends Check {
        ShardCheck(Session session) {
            super(session);
        }

        @Override
        String name() {
            return "shard";
        }

        @Override
        Health look() {
            State state = State.OK;
            int up = 0;
            List<String> down = new ArrayList<>();
            for (GatewayLook look : gateways()) {
                for (Map.Entry<String, com.fasterxml.jackson.databind.JsonNode> check : look.health()
                        .path("checks").properties()) {
                    if (!check.getKey().startsWith("shard ")) {
                        continue;
                    }
                    if (check.getValue().asText().equals("up")) {
                        up++;
                    } else {
                        down.add(check.getKey() + " from " + look.server());
                    }
                }
                state = state.or(look.ready() ? down.isEmpty() ? State.OK : State.WARNING : State.CRITICAL);
            }
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("up", (double) up);
            figures.put("down", (double) down.size());
            return new Health(
                    name(),
                    state,
                    down.isEmpty() ? "all shards are within reach" : "out of reach: " + String.join(", ", down),
                    figures);
        }
    }

    @Command(
            name = "broker",
            description = {
                "Whether pushes get through the broker and the fan-out.",
                "",
                "A part that is silent is a warning, since its channels are polled; all silent is critical."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  gapless check broker"})
    private static final class BrokerCheck extends Check {
        BrokerCheck(Session session) {
            super(session);
        }

        @Override
        String name() {
            return "broker";
        }

        @Override
        Health look() {
            double least = 1;
            for (GatewayLook look : gateways()) {
                least = Math.min(least, look.most("gateway_reach").orElse(0));
            }
            return new Health(
                    name(),
                    least >= 1 ? State.OK : least > 0 ? State.WARNING : State.CRITICAL,
                    Math.round(least * 100) + " % of the fan-out's partitions reach the gateway that hears least",
                    Map.of("reach", least));
        }
    }
}
