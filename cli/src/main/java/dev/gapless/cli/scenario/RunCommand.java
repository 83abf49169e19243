package dev.gapless.cli.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.cli.context.Context;
import dev.gapless.client.Token;
import dev.gapless.devstack.Places;
import dev.gapless.scenarios.format.FaultKind.Link;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.format.Scenario.Mode;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.report.HtmlReport;
import dev.gapless.scenarios.report.JunitReport;
import dev.gapless.scenarios.report.Results;
import dev.gapless.scenarios.report.TextReport;
import dev.gapless.scenarios.run.LiveSystem;
import dev.gapless.scenarios.run.LocalStack;
import dev.gapless.scenarios.run.Outcome;
import dev.gapless.scenarios.run.RunDirectory;
import dev.gapless.scenarios.run.Runner;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        description = {
            "Run a scenario and say what it came to.",
            "",
            "Exit code: 0 pass, 1 a promise was broken, 2 the file or the command line is wrong, 3 inconclusive, 9 a threshold"
                    + " does not hold, 10 stopped for safety, 70 the run itself went wrong, 130 Ctrl-C (faults are healed first).",
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  gapless scenario run mid-fanout-gateway-kill",
            "  gapless scenario run frame-loss --seed 7 --set fixtures.tenants[t-a].users[0].count=100",
            "  gapless scenario run ./mine.yaml --junit out.xml",
            "  gapless scenario run ./soak.yaml --mode live --as chaos"
        })
final class RunCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "SCENARIO", description = "A file, or the name of a built-in scenario.")
    @SuppressWarnings("NullAway.Init") // required, so picocli sets it before call
    private String name;

    @Option(names = "--seed", paramLabel = "N", description = "Instead of the file's seed.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Change a value; may be given several times.")
    private List<String> settings = List.of();

    @Option(names = "--mode", defaultValue = "local", paramLabel = "local|live",
            description = "local: a stack of its own; live: the system of the context (default ${DEFAULT-VALUE}).")
    private Mode mode = Mode.LOCAL;

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write JUnit XML there.")
    private Optional<Path> junit = Optional.empty();

    @Option(names = "--baseline", paramLabel = "RUN",
            description = "Show the figures beside those of this run; without --regression they change no verdict.")
    private Optional<String> baseline = Optional.empty();

    @Option(names = "--regression", paramLabel = "PERCENT",
            description = "With --baseline: a figure that is worse by more than this makes a pass end with 9.")
    private Optional<String> regression = Optional.empty();

    @Option(names = "--keep", description = "Keep data and logs of the local stack also after a pass.")
    private boolean keep;

    @Option(names = "--quiet", description = "No progress.")
    private boolean quiet;

    RunCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        ScenarioFile file = ScenarioSource.read(session, name, settings);
        if (!file.scenario().run().modes().contains(mode)) {
            throw CliFailure.usage("mode: " + mode.text() + " (expected: one of the scenario's modes, "
                    + String.join(", ", file.scenario().run().modes().stream().map(Mode::text).toList()) + ")",
                    "choose another mode");
        }
        OptionalDouble tolerated = ScenarioSource.tolerated(regression, baseline);
        Optional<RunDirectory> before = baseline.map(other -> ScenarioSource.run(session, other));
        Optional<Context> context = mode == Mode.LIVE
                ? Optional.of(Harmable.context(session, file.scenario().safety().contextLabel())) : Optional.empty();
        long value = seed.orElseGet(
                () -> file.scenario().run().seed().orElseGet(() -> session.world().random().nextLong(1L << 40)));
        RunDirectory directory = RunDirectory.create(
                ScenarioSource.runs(session), file.scenario().metadata().name(), session.world().clock().instant(),
                value);
        long began = System.nanoTime();
        Consumer<String> progress = line -> {
            if (!quiet) {
                session.notice(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - began) / 1e9, line));
            }
        };
        Runner runner = new Runner(file, value, directory, progress);
        Runnable interrupt = () -> {
            session.notice("interrupted: faults are healed first, then what there is is judged no further");
            runner.interrupt();
        };
        try (EndOfProcess _ = EndOfProcess.of("scenario-heal", interrupt)) {
            Outcome outcome = runner.run((scenario, root, cut) -> context.isPresent()
                    ? live(context.get(), scenario, root.sharedStream("net"), cut)
                    : LocalStack.start(scenario, new LocalStack.Parts(
                            directory.file("stack"),
                            Places.of(session.world().variables(), session.world().home()).cache(),
                            session.world().clock(),
                            session.world().random(),
                            root.sharedStream("net"),
                            cut,
                            progress)),
                    context.isPresent() ? "-" + directory.path().getFileName().toString().toLowerCase(Locale.ROOT)
                            : "");
            return report(file.scenario(), outcome, directory, before, tolerated);
        }
    }

    private int report(
            Scenario scenario,
            Outcome outcome,
            RunDirectory directory,
            Optional<RunDirectory> before,
            OptionalDouble tolerated) {
        JsonNode results = ScenarioSource.compared(Results.of(scenario, outcome, directory), before, tolerated);
        Results.write(results, directory);
        directory.write("junit.xml", JunitReport.xml(results));
        directory.write("report.html", HtmlReport.html(results, directory));
        junit.ifPresent(path -> RunDirectory.export(path, JunitReport.xml(results)));
        if (outcome.verdict() == Outcome.Verdict.PASS && !keep) {
            Runner.removeStack(directory);
        }
        session.results().one(results, () -> TextReport.lines(results));
        session.notice("run:    " + directory.path());
        session.notice("report: " + directory.file("report.html").toUri());
        return exit(Results.verdict(results).orElse(outcome.verdict())).number();
    }

    static ExitCode exit(Outcome.Verdict verdict) {
        return switch (verdict) {
            case PASS -> ExitCode.OK;
            case VIOLATED -> ExitCode.FAILED;
            case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
            case THRESHOLD -> ExitCode.THRESHOLD;
            case ABORTED -> ExitCode.ABORTED;
            case INTERRUPTED -> ExitCode.INTERRUPTED;
            case ERROR -> ExitCode.INTERNAL;
        };
    }

    private static LiveSystem live(Context context, Scenario scenario, RandomGenerator random, Runnable cut) {
        boolean proxied = scenario.faults().stream()
                .anyMatch(fault -> fault.target().link().filter(Link.CLIENT_GATEWAY::equals).isPresent());
        return new LiveSystem(
                new LiveSystem.Place(
                        context.servers().stream().map(URI::create).toList(),
                        context.adminUri(),
                        Token.of(context.secret()),
                        context.trust()),
                proxied,
                random,
                cut);
    }
}
