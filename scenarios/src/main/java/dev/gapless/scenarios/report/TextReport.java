package dev.gapless.scenarios.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Results as lines for a terminal.
public final class TextReport {
    private TextReport() {}

    public static List<String> lines(JsonNode results) {
        List<String> lines = new ArrayList<>();
        lines.add(results.path("scenario").asText() + ": " + results.path("title").asText());
        String system = results.path("system").asText();
        lines.add("seed " + results.path("seed").asText() + (system.isEmpty() ? "" : ", " + system));
        lines.add("");
        for (JsonNode check : results.path("invariants")) {
            String verdict = check.path("verdict").asText();
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s %-24s %s",
                    mark(verdict),
                    check.path("name").asText(),
                    verdict.equals("violated")
                            ? check.path("violated").asLong() + " times in " + check.path("checked").asLong()
                            : verdict.equals("pass") ? check.path("checked").asLong() + " looked at"
                                    : "nothing to look at"));
        }
        for (JsonNode guard : results.path("exercised")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s %-24s %d times, at least %d",
                    mark(guard.path("ok").asBoolean() ? "pass" : "inconclusive"),
                    guard.path("shown").asText(),
                    guard.path("happened").asLong(),
                    guard.path("min").asLong()));
        }
        for (JsonNode threshold : results.path("thresholds")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %s %s, %s: %s",
                    mark(threshold.path("ok").asBoolean() ? "pass" : "violated"),
                    threshold.path("expr").asText(),
                    threshold.path("phase").asText(),
                    threshold.path("shown").asText("nothing measured") + before(threshold)));
        }
        lines.add("");
        results.path("figures").properties().forEach(figure -> lines
                .add(String.format(Locale.ROOT, "  %-24s %s", figure.getKey(), figure.getValue().asText())));
        if (results.has("baseline")) {
            JsonNode baseline = results.path("baseline");
            lines.add("");
            lines.add("  against " + baseline.path("run").asText() + ", verdict "
                    + baseline.path("verdict").asText()
                    + (baseline.path("figures").isEmpty() ? "; nothing was measured in both" : ""));
            baseline.path("figures").forEach(figure -> lines.add(String.format(
                    Locale.ROOT,
                    "  %s %-24s %s%s",
                    figure.path("regressed").asBoolean() ? "✗" : " ",
                    figure.path("figure").asText(),
                    figure.path("shown").asText(),
                    before(figure))));
        }
        results.path("invariants").forEach(check -> check.path("violations").forEach(violation -> {
            if (violation.has("story")) {
                lines.add("");
                violation.path("story").forEach(line -> lines.add("  " + line.asText()));
            }
        }));
        lines.add("");
        lines.add("verdict: " + results.path("verdict").asText());
        results.path("reasons").forEach(reason -> lines.add("  because " + reason.asText()));
        return lines;
    }

    /// What it was in the baseline, where there is one.
    private static String before(JsonNode compared) {
        if (!compared.has("baseline_shown")) {
            return "";
        }
        return ", was " + compared.path("baseline_shown").asText()
                + (compared.has("change_percent")
                        ? String.format(Locale.ROOT, " (%+.0f %%)", compared.path("change_percent").asDouble())
                        : "");
    }

    private static String mark(String verdict) {
        return switch (verdict) {
            case "pass" -> "✓";
            case "violated" -> "✗";
            default -> "?";
        };
    }
}
