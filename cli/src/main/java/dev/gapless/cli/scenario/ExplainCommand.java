package dev.gapless.cli.scenario;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.report.Results;
import dev.gapless.scenarios.run.Recheck;
import dev.gapless.scenarios.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = "Tell the story of a violation in a few lines: which send, which seq, which fault, who saw what.",
        footerHeading = "%nExamples:%n",
        footer = {"  gapless scenario explain latest", "  gapless scenario explain latest converged#2"})
final class ExplainCommand implements Runnable {
    private final Session session;

    @Parameters(index = "0", paramLabel = "RUN", defaultValue = "latest", arity = "0..1",
            description = "A run's directory, latest, or the name of a scenario (default ${DEFAULT-VALUE}).")
    private String name = "latest";

    @Parameters(index = "1", paramLabel = "VIOLATION", arity = "0..1",
            description = "Such as converged#2; the first one if not given.")
    private Optional<String> violation = Optional.empty();

    ExplainCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        RunDirectory run = ScenarioSource.run(session, name);
        List<String> known = new ArrayList<>();
        for (CheckResult check : Recheck.check(run, Recheck.scenario(run))) {
            for (int number = 1; number <= check.violations().size(); number++) {
                String id = check.promise().text() + "#" + number;
                known.add(id);
                if (violation.isEmpty() || violation.get().equals(id)) {
                    Results.story(check, number, run).forEach(session.world().out()::line);
                    return;
                }
            }
        }
        if (violation.isPresent()) {
            throw new CliFailure(
                    ExitCode.CONFLICT,
                    "no-violation",
                    "violation: " + violation.get() + " (expected: "
                            + (known.isEmpty() ? "none, all promises held" : "one of "
                                    + String.join(", ", known.subList(0, Math.min(10, known.size()))))
                            + ")",
                    "gapless scenario check " + name);
        }
        session.world().out().line("no promise was broken in " + run.path());
    }
}
