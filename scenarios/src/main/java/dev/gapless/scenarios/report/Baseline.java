package dev.gapless.scenarios.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/// Holds the results of a run against those of another one. It changes no verdict: two runs of one scenario on one machine differ by themselves.
public final class Baseline {
    private Baseline() {}

    /// The results with what they were in the other run beside them.
    ///
    /// @param name of the other run, for people
    public static JsonNode compare(JsonNode results, JsonNode other, String name) {
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
                            !threshold.path("expr").asText().contains(">"));
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
                change(each, figure.getValue().asDouble(), before.asDouble(), true);
            }
        }
        return compared;
    }

    private static void change(ObjectNode node, double value, double before, boolean moreIsWorse) {
        if (before != 0) {
            double percent = (value - before) / before * 100;
            node.put("change_percent", percent).put("worse", moreIsWorse == percent > 0);
        }
    }

    private static String shown(double millis) {
        return String.format(Locale.ROOT, "%.1f ms", millis);
    }
}
