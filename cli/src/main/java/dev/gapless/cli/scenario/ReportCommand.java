package dev.gapless.cli.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.scenarios.report.HtmlReport;
import dev.gapless.scenarios.report.JunitReport;
import dev.gapless.scenarios.report.Results;
import dev.gapless.scenarios.report.TextReport;
import dev.gapless.scenarios.run.RunDirectory;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        description = "Show what a run came to; write its reports anew.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario report latest", "  gapless scenario report latest --html r.html --junit r.xml",
            "  gapless scenario report shard-outage -o json"})
final class ReportCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "RUN", defaultValue = "latest", arity = "0..1",
            description = "A run's directory, latest, or the name of a scenario (default ${DEFAULT-VALUE}).")
    private String name = "latest";

    @Option(names = "--html", paramLabel = "FILE", description = "Write the page there.")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--junit", paramLabel = "FILE", description = "Write JUnit XML there.")
    private Optional<Path> junit = Optional.empty();

    @Option(names = "--baseline", paramLabel = "RUN", description = "Show the figures beside those of this run.")
    private Optional<String> baseline = Optional.empty();

    @Option(names = "--regression", paramLabel = "PERCENT",
            description = "With --baseline: mark figures that are worse by more than this.")
    private Optional<String> regression = Optional.empty();

    ReportCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        RunDirectory run = ScenarioSource.run(session, name);
        JsonNode own = Results.read(run).orElseThrow(() -> new CliFailure(
                ExitCode.CONFLICT,
                "no-results",
                run.path() + ": no results (expected: a run that came to its end)",
                "gapless scenario check " + run.path()));
        JsonNode results =
                ScenarioSource.compared(
                        own, baseline.map(other -> ScenarioSource.run(session, other)),
                        ScenarioSource.tolerated(regression, baseline));
        html.ifPresent(path -> RunDirectory.export(path, HtmlReport.html(results, run)));
        junit.ifPresent(path -> RunDirectory.export(path, JunitReport.xml(results)));
        if (html.isEmpty() && junit.isEmpty()) {
            session.results().one(results, () -> TextReport.lines(results));
        }
    }
}
