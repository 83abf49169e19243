package dev.gapless.scenarios.format;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A metric and its bound: `deliver.latency{tenant=t-a}:p99 < 250ms`.
///
/// @param tenant only of this tenant
/// @param stat such as `p99`
/// @param bound in milliseconds for durations, as a fraction for percentages
/// @param text as it was written
public record Expectation(
        Metric metric, Optional<String> tenant, String stat, Comparison comparison, double bound, String text) {
    private static final Pattern FORM = Pattern.compile(
            "([a-z_.]+)(?:\\{tenant=([a-z0-9-]+)})?:([a-z0-9.]+) *(<=|>=|==|<|>) *([0-9.]+)(ms|s|m|%)?");

    /// How a value is held against the bound.
    public enum Comparison {
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">="),
        EQUAL("==");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        /// Whether the value is on the right side of the bound.
        public boolean holds(double value, double bound) {
            return switch (this) {
                case LESS -> value < bound;
                case AT_MOST -> value <= bound;
                case MORE -> value > bound;
                case AT_LEAST -> value >= bound;
                case EQUAL -> Math.abs(value - bound) < 1e-9;
            };
        }
    }

    /// Reads an expectation.
    ///
    /// @throws IllegalArgumentException with what is wrong
    static Expectation parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    text + " (expected: METRIC:STAT < BOUND, such as deliver.latency:p99 < 250ms)");
        }
        Metric metric = Metric.find(form.group(1))
                .orElseThrow(() -> new IllegalArgumentException("metric " + form.group(1) + " (expected: "
                        + Suggestion.among(
                                form.group(1), Arrays.stream(Metric.values()).map(Metric::text).toList())
                        + ")"));
        List<String> stats = metric.kind().stats();
        if (!stats.contains(form.group(3))) {
            throw new IllegalArgumentException(
                    "statistic " + form.group(3) + " of " + metric.text() + " (expected: one of "
                            + String.join(", ", stats) + ")");
        }
        String unit = Optional.ofNullable(form.group(6)).orElse("");
        boolean isTime = metric.kind() == Metric.Kind.LATENCY && !form.group(3).equals("count");
        if (isTime != unit.matches("ms|s|m")) {
            throw new IllegalArgumentException(
                    text + ": bound " + form.group(5) + unit + " (expected: "
                            + (isTime ? "a duration" : "no unit of time")
                            + ")");
        }
        double scale = switch (unit) {
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "%" -> 0.01;
            default -> 1;
        };
        Comparison comparison = Arrays.stream(Comparison.values())
                .filter(known -> known.sign.equals(form.group(4)))
                .findFirst()
                .orElseThrow();
        return new Expectation(
                metric,
                Optional.ofNullable(form.group(2)),
                form.group(3),
                comparison,
                Double.parseDouble(form.group(5)) * scale,
                text.strip());
    }

    /// A value of this metric, as people read it.
    public String show(double value) {
        if (metric.kind() == Metric.Kind.LATENCY && !stat.equals("count")) {
            return value < 10 ? String.format(Locale.ROOT, "%.1f ms", value)
                    : value < 10_000 ? Math.round(value) + " ms"
                            : String.format(Locale.ROOT, "%.1f s", value / 1000);
        }
        return stat.equals("ratio")
                ? String.format(Locale.ROOT, "%.2f%%", value * 100)
                : Long.toString(Math.round(value));
    }
}
