package dev.gapless.cli.scenario;

import dev.gapless.cli.Session;
import dev.gapless.cli.output.Table;
import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.report.Results;
import dev.gapless.scenarios.run.Outcome;
import dev.gapless.scenarios.run.Recheck;
import dev.gapless.scenarios.run.RunDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "check",
        description = {
            "Judge a recorded run again, from its files alone.",
            "",
            "The exit code is that of the run: the promises are judged anew, guards and thresholds stand as they were measured.",
        },
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario check latest"})
final class CheckCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(paramLabel = "RUN", defaultValue = "latest", arity = "0..1",
            description = "A run's directory, latest, or the name of a scenario (default ${DEFAULT-VALUE}).")
    private String name = "latest";

    CheckCommand(Session session) {
        this.session = session;
    }

    /// One promise, for JSON.
    record Row(String invariant, String verdict, long checked, long violated) {}

    @Override
    public Integer call() {
        RunDirectory run = ScenarioSource.run(session, name);
        List<CheckResult> checks = Recheck.check(run, Recheck.scenario(run));
        List<Row> rows = checks.stream()
                .map(check -> new Row(
                        check.promise().text(), check.verdict().text(), check.checked(), check.total()))
                .toList();
        session.results().many(rows, () -> {
            Table table = Table.of("INVARIANT", "VERDICT", ">CHECKED", ">VIOLATED");
            rows.forEach(row -> table.row(row.invariant(), row.verdict(), row.checked(), row.violated()));
            return table;
        });
        Outcome.Verdict verdict = Results.judgedAgain(Results.read(run), checks);
        session.notice("verdict: " + verdict.text());
        return RunCommand.exit(verdict).number();
    }
}
