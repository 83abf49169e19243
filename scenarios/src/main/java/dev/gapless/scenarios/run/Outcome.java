package dev.gapless.scenarios.run;

import dev.gapless.scenarios.checker.CheckResult;
import dev.gapless.scenarios.format.Occurrence;
import dev.gapless.scenarios.format.Scenario.Phase;
import dev.gapless.scenarios.format.Scenario.Threshold;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// What came of a run.
///
/// @param description of the system
/// @param reasons why it is not a plain pass, for people; the first one decides
/// @param loadMicros how long the load went on
/// @param figures names and values for the report, in order
/// @param measured latencies in milliseconds by name, such as `send.ack p99`, in order
public record Outcome(
        Verdict verdict,
        long seed,
        String description,
        List<String> reasons,
        List<CheckResult> checks,
        List<Guard> guards,
        List<Judged> thresholds,
        List<Happening> happenings,
        long loadMicros,
        Map<String, String> figures,
        Map<String, Double> measured,
        Map<Occurrence, Long> counts) {
    /// The verdict of a run. What comes first decides.
    public enum Verdict {
        /// The run itself went wrong.
        ERROR,
        /// Stopped for safety.
        ABORTED,
        /// Stopped by a person.
        INTERRUPTED,
        /// A promise was broken.
        VIOLATED,
        /// Too little happened to say anything.
        INCONCLUSIVE,
        /// All promises held, and it was too slow.
        THRESHOLD,
        PASS;

        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /// A guard against proving nothing.
    public record Guard(Occurrence event, Phase phase, long least, long happened) {
        public boolean holds() {
            return happened >= least;
        }

        /// What was to happen, such as `gap.repaired, fault`.
        public String what() {
            return event.text() + (phase == Phase.WHOLE ? "" : ", " + phase.text());
        }
    }

    /// A threshold and what was measured.
    ///
    /// @param enough whether there were samples enough
    public record Judged(Threshold threshold, OptionalDouble value, long samples, boolean enough) {
        public boolean holds() {
            return value.isPresent()
                    && threshold.expect().comparison().holds(value.getAsDouble(), threshold.expect().bound());
        }
    }

    /// An entry of the journal.
    public record Happening(long atMicros, String what, String id, String detail) {}
}
