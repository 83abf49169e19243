package dev.gapless.scenarios.run;

import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.format.Metric;
import dev.gapless.scenarios.format.Scenario;
import dev.gapless.scenarios.format.Scenario.Phase;
import dev.gapless.scenarios.run.Outcome.Guard;
import dev.gapless.scenarios.run.Outcome.Judged;
import dev.gapless.scenarios.run.Outcome.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why a verdict is what it is: the worst thing decides.
final class Reasons {
    private final Scenario scenario;
    private final Measures measures;
    private final List<String> reasons = new ArrayList<>();
    private Verdict verdict = Verdict.PASS;

    Reasons(Scenario scenario, boolean interrupted, String abortedBy, Measures measures) {
        this.scenario = scenario;
        this.measures = measures;
        if (interrupted) {
            because(Verdict.INTERRUPTED, "stopped by a person; all faults were healed");
        }
        if (!abortedBy.isEmpty()) {
            because(Verdict.ABORTED, "stopped for safety: " + abortedBy);
        }
    }

    void add(
            List<String> faultNotes,
            List<String> doubts,
            long invoked,
            List<CheckResult> checks,
            List<Guard> guards,
            List<Judged> thresholds) {
        for (CheckResult check : checks) {
            switch (check.verdict()) {
                case VIOLATED ->
                    because(Verdict.VIOLATED,
                            check.promise().text() + ": "
                                    + (check.total() == 1 ? "once: " : check.total() + " times, first: ")
                                    + check.violations().getFirst().what());
                case INCONCLUSIVE ->
                    because(Verdict.INCONCLUSIVE, check.promise().text() + ": nothing was seen to check");
                case PASS -> {}
            }
        }
        doubts.forEach(doubt -> because(Verdict.INCONCLUSIVE, doubt));
        faultNotes.forEach(note -> because(Verdict.INCONCLUSIVE, note));
        if (invoked == 0) {
            because(Verdict.INCONCLUSIVE, "nothing was sent");
        }
        for (Guard guard : guards) {
            if (!guard.holds()) {
                because(Verdict.INCONCLUSIVE,
                        guard.event().text() + " happened " + guard.happened() + " times (expected: at least "
                                + guard.least() + ")");
            }
        }
        double slipMs = measures.histogram(Metric.SCHEDULE_SLIP, Phase.WHOLE, Optional.empty())
                .getValueAtPercentile(99)
                / 1000.0;
        if (slipMs > scenario.slip().toMillis()) {
            because(Verdict.INCONCLUSIVE, "the generator itself was late: schedule.slip p99 " + Math.round(slipMs)
                    + " ms (expected: at most " + scenario.slip().toMillis() + " ms)");
        }
        for (Judged judged : thresholds) {
            String expected = judged.threshold().expect().text();
            if (!judged.enough()) {
                because(Verdict.INCONCLUSIVE, expected + ": " + judged.samples() + " samples (expected: at least "
                        + judged.threshold().minSamples() + ")");
            } else if (!judged.holds()) {
                because(Verdict.THRESHOLD, expected + " does not hold: "
                        + judged.threshold().expect().show(judged.value().orElse(Double.NaN)));
            }
        }
    }

    Verdict verdict() {
        return verdict;
    }

    /// What decides comes first.
    List<String> all() {
        return List.copyOf(reasons);
    }

    private void because(Verdict worse, String reason) {
        if (worse.compareTo(verdict) < 0) {
            verdict = worse;
            reasons.addFirst(reason);
        } else {
            reasons.add(reason);
        }
    }
}
