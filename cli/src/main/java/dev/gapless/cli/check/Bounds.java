package dev.gapless.cli.check;

import dev.gapless.cli.CliFailure;
import dev.gapless.cli.check.Health.State;
import dev.gapless.scenarios.format.Quantity;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options `--warn` and `--critical` of a check that measures a time.
final class Bounds {
    @Option(names = "--warn", paramLabel = "TIME", description = "From here on it is a warning, such as 500ms.")
    private Optional<String> warn = Optional.empty();

    @Option(names = "--critical", paramLabel = "TIME", description = "From here on it is critical, such as 2s.")
    private Optional<String> critical = Optional.empty();

    /// How a time stands.
    ///
    /// @param usualWarn if nothing was asked for
    /// @param usualCritical if nothing was asked for
    State judge(Duration measured, Duration usualWarn, Duration usualCritical) {
        Duration worst = duration("--critical", critical).orElse(usualCritical);
        Duration bad = duration("--warn", warn).orElse(usualWarn);
        if (bad.compareTo(worst) > 0) {
            throw CliFailure.usage("--warn: " + Quantity.text(bad) + " (expected: at most --critical "
                    + Quantity.text(worst) + ")", "correct one of them");
        }
        return measured.compareTo(worst) >= 0
                ? State.CRITICAL
                : measured.compareTo(bad) >= 0 ? State.WARNING : State.OK;
    }

    static Optional<Duration> duration(String option, Optional<String> text) {
        return text.map(given -> Quantity.duration(given).orElseThrow(() -> CliFailure.usage(
                option + ": " + given + " (expected: a duration such as 90s, 1m30s or 250ms)", "correct it")));
    }
}
