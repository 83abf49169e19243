package dev.gapless.scenarios.checker;

import dev.gapless.scenarios.format.Promise;
import java.util.List;

/// What became of one promise.
///
/// @param checked how many things were looked at; nothing checked is inconclusive, never a pass
/// @param total violations in all
/// @param violations the first of them
public record CheckResult(Promise promise, Verdict verdict, long checked, long total, List<Violation> violations) {
    public CheckResult {
        violations = List.copyOf(violations);
    }

    static CheckResult of(Promise promise, Findings findings) {
        Verdict verdict = findings.violations() > 0
                ? Verdict.VIOLATED
                : findings.checked() == 0 ? Verdict.INCONCLUSIVE : Verdict.PASS;
        return new CheckResult(promise, verdict, findings.checked(), findings.violations(), findings.kept());
    }
}
