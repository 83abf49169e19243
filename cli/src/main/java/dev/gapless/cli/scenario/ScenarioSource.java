package dev.gapless.cli.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.cli.CliFailure;
import dev.gapless.cli.ExitCode;
import dev.gapless.cli.Session;
import dev.gapless.scenarios.format.InvalidScenarioException;
import dev.gapless.scenarios.format.ScenarioFile;
import dev.gapless.scenarios.report.Baseline;
import dev.gapless.scenarios.report.Results;
import dev.gapless.scenarios.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Scenarios by the names that people give: a file, or one that comes with the program.
final class ScenarioSource {
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,4}(?:\\.[0-9]{1,4})?)%");

    private ScenarioSource() {}

    /// Reads a scenario. Mistakes go to standard error, one line each.
    static ScenarioFile read(Session session, String name, List<String> settings) {
        try {
            return ScenarioFile.read(name, text(name), settings);
        } catch (InvalidScenarioException e) {
            e.lines().forEach(session::notice);
            int count = e.mistakes().size();
            throw new CliFailure(
                    ExitCode.USAGE,
                    "invalid-scenario",
                    name + ": " + count + (count == 1 ? " mistake" : " mistakes") + " (expected: a scenario)",
                    "correct it at the places above; gapless chaos faults lists the faults");
        }
    }

    private static String text(String name) {
        Path file = Path.of(name);
        if (Files.isRegularFile(file)) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw CliFailure.usage(name + ": cannot be read (expected: a text file in UTF-8)",
                        "choose another file");
            }
        }
        return ScenarioFile.builtin(name).orElseThrow(() -> CliFailure.usage(
                "scenario: " + name + " (expected: a file, or one of " + String.join(", ", ScenarioFile.builtinNames())
                        + ")",
                "gapless scenario list"));
    }

    /// Where runs are kept.
    static Path runs(Session session) {
        return session.world().stateDirectory().resolve("runs");
    }

    /// The run that somebody means.
    static RunDirectory run(Session session, String name) {
        Optional<RunDirectory> run = RunDirectory.find(runs(session), name);
        return run.orElseThrow(() -> new CliFailure(
                ExitCode.CONFLICT,
                "no-run",
                "run: " + name + " (expected: a directory, latest, or the name of a scenario that was run)",
                "gapless scenario runs"));
    }

    /// How much worse than a baseline is taken, as somebody says it.
    static OptionalDouble tolerated(Optional<String> regression, Optional<String> baseline) {
        if (regression.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (baseline.isEmpty()) {
            throw CliFailure.usage("--regression: nothing to compare with (expected: with --baseline RUN)",
                    "gapless scenario runs");
        }
        String text = regression.get();
        Matcher percent = PERCENT.matcher(text);
        if (!percent.matches()) {
            throw CliFailure.usage(
                    "--regression: " + text + " (expected: a percentage from 0% to 9999%, such as 15%)",
                    "give a percentage");
        }
        return OptionalDouble.of(Double.parseDouble(percent.group(1)));
    }

    /// Results beside those of another run.
    static JsonNode compared(JsonNode results, Optional<RunDirectory> before, OptionalDouble tolerated) {
        return before.map(run -> Baseline.compare(
                results,
                Results.read(run).orElseThrow(() -> new CliFailure(
                        ExitCode.CONFLICT,
                        "no-results",
                        "--baseline: " + run.path() + " has no results (expected: a run that came to its end)",
                        "gapless scenario runs")),
                run.scenario() + "/" + run.path().getFileName(),
                tolerated))
                .orElse(results);
    }
}
