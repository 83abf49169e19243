package dev.gapless.cli.scenario;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.devstack.Places;
import dev.gapless.devstack.StackState;
import dev.gapless.scenarios.chaos.FaultLease;
import dev.gapless.scenarios.chaos.LeaseBook;
import dev.gapless.scenarios.chaos.LiveFault;
import dev.gapless.scenarios.format.FaultKind;
import dev.gapless.scenarios.format.Quantity;
import dev.gapless.scenarios.net.TcpProxy;
import dev.gapless.scenarios.run.Redelivery;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "inject",
        description = {
            "Put one fault into a system that runs, through an operator's context with the label chaos-ok.",
            "",
            "Pauses and broker.redeliver need a stack of this machine (gapless up). Faults of the network lie in a proxy of this"
                    + " command, for as long as it runs: clients that connect to the address that it prints feel them. Without"
                    + " --detach it waits until the fault is over; Ctrl-C heals at once.",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless chaos inject shard.pause --for 10s",
            "  gapless chaos inject gateway.pause --target 2 --for 30s --detach",
            "  gapless chaos inject net.latency --with latency=300ms --with jitter=50ms --for 60s"
        })
final class InjectCommand implements Runnable {
    private static final Duration MOST = Duration.ofHours(1);
    private static final long LOOK_EVERY_MS = 100;

    private final Session session;

    @Parameters(paramLabel = "FAULT", description = "As chaos faults lists them.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before run
    private String name;

    @Option(names = "--for", paramLabel = "TIME", description = "How long, at most 1h.")
    private Optional<String> lasts = Optional.empty();

    @Option(names = "--target", paramLabel = "N",
            description = "Only the nth gateway or database, from 1; all if not given.")
    private Optional<Integer> target = Optional.empty();

    @Option(names = "--with", paramLabel = "NAME=VALUE", description = "A parameter; may be given several times.")
    private Map<String, String> with = Map.of();

    @Option(names = "--detach", description = "Return at once; for pauses only.")
    private boolean detach;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory of the stack, if not the usual one.")
    private Optional<Path> data = Optional.empty();

    InjectCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        FaultKind kind = FaultKind.find(name).orElseThrow(() -> CliFailure.usage(
                "fault: " + name + " (expected: one that there is)", "gapless chaos faults"));
        LiveFault.Way way = LiveFault.way(kind);
        if (way == LiveFault.Way.NONE) {
            throw CliFailure.usage(
                    kind.text() + ": only in a stack that a run starts (expected: "
                            + String.join(", ", List.of(FaultKind.values()).stream()
                                    .filter(each -> LiveFault.way(each) != LiveFault.Way.NONE)
                                    .map(FaultKind::text)
                                    .toList())
                            + ")",
                    "put it into a scenario: gapless scenario validate --schema");
        }
        Map<String, Double> parameters = parameters(kind);
        Duration span = span(kind);
        Context context = Harmable.context(session, Harmable.LABEL);
        LeaseBook book = LeaseCommands.book(session);
        switch (way) {
            case PAUSE -> pause(kind, span, context, book);
            case PROXY -> proxy(kind, parameters, span, context, book);
            case REDELIVER -> {
                long records = Redelivery.run(stack(context).kafka(), parameters.getOrDefault("last", 1.0).intValue());
                session.notice(records + " records were published once more");
            }
            case NONE -> throw new IllegalStateException(kind.text());
        }
    }

    private Duration span(FaultKind kind) {
        if (kind.lasting() == FaultKind.Lasting.MOMENT && lasts.isEmpty()) {
            return Duration.ofSeconds(30); // a proxy has to be there for somebody to come through it
        }
        String text = lasts.orElseThrow(() -> CliFailure.usage(
                "--for: not given (expected: how long " + kind.text() + " lasts, such as 10s)", "add --for 10s"));
        Duration span = Quantity.duration(text).orElseThrow(() -> CliFailure.usage(
                "--for: " + text + " (expected: a duration such as 90s, 1m30s or 250ms)", "correct it"));
        if (span.isZero() || span.compareTo(MOST) > 0) {
            throw CliFailure.usage("--for: " + text + " (expected: above 0, at most 1h)", "correct it");
        }
        return span;
    }

    private Map<String, Double> parameters(FaultKind kind) {
        Map<String, Double> values = new HashMap<>();
        Map<String, String> given = new HashMap<>(with);
        for (FaultKind.Parameter parameter : kind.parameters()) {
            String text = given.remove(parameter.name());
            if (text == null) {
                values.put(parameter.name(), parameter.otherwise().orElseThrow(() -> CliFailure.usage(
                        "--with " + parameter.name() + ": not given (expected: " + parameter.expected() + ")",
                        "gapless chaos faults")));
            } else {
                values.put(parameter.name(), parameter.read(text).orElseThrow(() -> CliFailure.usage(
                        "--with " + parameter.name() + ": " + text + " (expected: " + parameter.expected() + ")",
                        "gapless chaos faults")));
            }
        }
        if (!given.isEmpty()) {
            throw CliFailure.usage(
                    "--with " + given.keySet().iterator().next() + ": no parameter of " + kind.text() + " (expected: "
                            + (kind.parameters().isEmpty() ? "none" : String.join(", ",
                                    kind.parameters().stream().map(FaultKind.Parameter::name).toList()))
                            + ")",
                    "gapless chaos faults");
        }
        return values;
    }

    /// The stack of this machine that the context is of.
    private StackState stack(Context context) {
        Path directory = data.orElseGet(
                () -> Places.of(session.world().variables(), session.world().home()).state())
                .toAbsolutePath()
                .normalize();
        return StackState.read(directory)
                .filter(StackState::alive)
                .filter(state -> state.admin().equals(context.adminUri()))
                .orElseThrow(() -> new CliFailure(
                        ExitCode.CONFLICT,
                        "no-stack",
                        "context " + context.name() + ": no stack of this machine (expected: one that runs in "
                                + directory + ")",
                        "gapless status"));
    }

    private void pause(FaultKind kind, Duration span, Context context, LeaseBook book) {
        List<LiveFault.Victim> victims;
        try {
            victims = LiveFault.victims(
                    kind, stack(context), target.map(OptionalInt::of).orElseGet(OptionalInt::empty));
        } catch (IllegalArgumentException e) {
            throw CliFailure.usage(String.valueOf(e.getMessage()), "gapless status");
        }
        String names =
                String.join(", ", victims.stream().map(each -> each.name() + " (pid " + each.pid() + ")").toList());
        FaultLease lease = book.pause(
                kind.text(), names, victims.stream().map(LiveFault.Victim::pid).toList(), span,
                session.world().clock().instant(), context.name());
        session.notice(lease.id() + ": " + kind.text() + " on " + names + " until " + lease.until());
        if (detach) {
            session.notice("it ends by itself; sooner: gapless chaos heal " + lease.id());
        } else {
            await(span, lease, book);
        }
    }

    private void proxy(FaultKind kind, Map<String, Double> parameters, Duration span, Context context, LeaseBook book) {
        if (detach) {
            throw CliFailure.usage("--detach: with " + kind.text() + " (expected: with pauses only)",
                    "put the command into the background");
        }
        List<TcpProxy> proxies = new ArrayList<>();
        try {
            List<String> doors = new ArrayList<>();
            for (String server : context.servers()) {
                URI uri = URI.create(server);
                if (!"http".equals(uri.getScheme())) {
                    throw CliFailure.usage(
                            server + ": a proxy cannot stand in front of TLS (expected: http://)",
                            "use another context");
                }
                TcpProxy proxy = new TcpProxy(
                        new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()),
                        session.world().random(),
                        () -> {});
                proxies.add(proxy);
                doors.add("http://127.0.0.1:" + proxy.port());
            }
            FaultLease lease = book.hold(
                    kind.text(), String.join(", ", context.servers()), span, session.world().clock().instant(),
                    context.name(), doors);
            session.notice(lease.id() + ": " + kind.text() + " for whoever connects to " + String.join(", ", doors)
                    + " until " + lease.until());
            if (kind != FaultKind.NET_RESET) {
                LiveFault.begin(kind, parameters, proxies);
                await(span, lease, book);
            } else {
                await(span, lease, book); // those that came meanwhile are cut at the end
                LiveFault.begin(kind, parameters, proxies);
            }
        } finally {
            proxies.forEach(TcpProxy::close);
        }
    }

    /// Waits for the end of the fault; heals if this process is asked to end before.
    private void await(Duration span, FaultLease lease, LeaseBook book) {
        CountDownLatch asked = new CountDownLatch(1);
        try (EndOfProcess _ = EndOfProcess.of("chaos-heal", asked::countDown)) {
            long deadline = System.nanoTime() + span.toNanos();
            boolean early = false;
            while (!early && System.nanoTime() < deadline && known(lease, book)) {
                early = asked.await(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
            }
            book.heal(lease);
            session.notice((early ? "interrupted; healed " : "healed ") + lease.id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            book.heal(lease);
        }
    }

    /// Somebody may have healed it from elsewhere.
    private static boolean known(FaultLease lease, LeaseBook book) {
        return book.all().stream().anyMatch(each -> each.id().equals(lease.id()));
    }
}
