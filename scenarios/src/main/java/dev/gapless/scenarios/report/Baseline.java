package dev.gapless.scenarios.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gapless.scenarios.run.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/// Holds the results of a run against those of another one. Two runs of one scenario on one machine differ by themselves, so a change counts
/// only if somebody says from which size on.
public final class Baseline {
    private Baseline() {}

    /// The results with what they were in the other run beside them.
    ///
    /// @param name of the other run, for people
    /// @param tolerated by how many percent a figure may be worse than it was; a run that passed and has one that is worse by more has the
    ///     verdict `threshold`. Empty: changes are shown only
    public static JsonNode compare(JsonNode results, JsonNode other, String name, OptionalDouble tolerated) {
        ObjectNode compared = results.deepCopy();
        ObjectNode node = compared.putObject("baseline")
                .put("run", name)
                .put("verdict", other.path("verdict").asText())
                .put("seed", other.path("seed").asLong());
        for (JsonNode threshold : compared.path("thresholds")) {
            for (JsonNode before : other.path("thresholds")) {
                if (before.path("expr").equals(threshold.path("expr"))
                        && before.path("phase").equals(threshold.path("phase")) && before.has("value")
                        && threshold.has("value")) {
                    ObjectNode each = (ObjectNode) threshold;
                    each.put("baseline", before.path("value").asDouble())
                            .put("baseline_shown", before.path("shown").asText());
                    change(each, threshold.path("value").asDouble(), before.path("value").asDouble(),
                            !threshold.path("expr").asText().contains(">"), tolerated);
                }
            }
        }
        ArrayNode figures = node.putArray("figures");
        for (Map.Entry<String, JsonNode> figure : results.path("measured").properties()) {
            JsonNode before = other.path("measured").path(figure.getKey());
            if (before.isNumber()) {
                ObjectNode each = figures.addObject()
                        .put("figure", figure.getKey())
                        .put("shown", shown(figure.getValue().asDouble()))
                        .put("baseline_shown", shown(before.asDouble()));
                change(each, figure.getValue().asDouble(), before.asDouble(), true, tolerated);
            }
        }
        if (tolerated.isPresent()) {
            node.put("tolerated_percent", tolerated.getAsDouble());
            judge(compared, name, tolerated.getAsDouble());
        }
        return compared;
    }

    private static void judge(ObjectNode compared, String name, double tolerated) {
        List<String> reasons = new ArrayList<>();
        for (JsonNode threshold : compared.path("thresholds")) {
            if (threshold.path("regressed").asBoolean()) {
                reasons.add(reason(threshold.path("expr").asText() + ", " + threshold.path("phase").asText(), threshold,
                        name, tolerated));
            }
        }
        for (JsonNode figure : compared.path("baseline").path("figures")) {
            if (figure.path("regressed").asBoolean()) {
                reasons.add(reason(figure.path("figure").asText(), figure, name, tolerated));
            }
        }
        String verdict = compared.path("verdict").asText();
        if (!reasons.isEmpty() && verdict.equals(Outcome.Verdict.PASS.text())) {
            compared.put("verdict", Outcome.Verdict.THRESHOLD.text());
        }
        reasons.forEach(compared.withArray("reasons")::add);
    }

    private static String reason(String what, JsonNode node, String name, double tolerated) {
        return String.format(
                Locale.ROOT, "%s: %s, in %s it was %s (expected: at most %.0f %% worse)", what,
                node.path("shown").asText(), name, node.path("baseline_shown").asText(), tolerated);
    }

    private static void change(
            ObjectNode node, double value, double before, boolean moreIsWorse, OptionalDouble tolerated) {
        if (before != 0) {
            double percent = (value - before) / Math.abs(before) * 100;
            boolean worse = moreIsWorse == percent > 0 && percent != 0;
            node.put("change_percent", percent).put("worse", worse);
            tolerated.ifPresent(most -> node.put("regressed", worse && Math.abs(percent) > most));
        }
    }

    private static String shown(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }
}
