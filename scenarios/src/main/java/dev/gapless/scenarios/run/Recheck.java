package dev.gapless.scenarios.run;

import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.checker.Judge;
import dev.gapless.scenarios.format.ScenarioFile;
import java.util.List;

/// Judges a recorded run anew, from its files alone.
public final class Recheck {
    private Recheck() {}

    /// The scenario of a run, as it was run.
    public static ScenarioFile scenario(RunDirectory run) {
        List<String> settings = run.read("settings").lines().filter(line -> !line.isBlank()).toList();
        return ScenarioFile.read(run.file("scenario.yaml").toString(), run.read("scenario.yaml"), settings);
    }

    /// The promises of the scenario, or all that are asked for.
    public static List<CheckResult> check(RunDirectory run, ScenarioFile file) {
        return Judge.judge(file.scenario().invariants(), run.names(), run.ops(), run.logs());
    }
}
