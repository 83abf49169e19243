package dev.gapless.control.fleet;

import java.util.HashMap;
import java.util.Map;

/// Samples of an OpenMetrics text, by name. What cannot be read is passed over: figures are shown, nothing hangs on them.
final class MetricsText {
    private static final int MAX_SAMPLES = 20_000;

    private final Map<String, Map<String, Double>> samples = new HashMap<>();

    private MetricsText() {}

    static MetricsText parse(String text) {
        MetricsText metrics = new MetricsText();
        text.lines().filter(line -> !line.startsWith("#")).limit(MAX_SAMPLES).forEach(metrics::take);
        return metrics;
    }

    private void take(String line) {
        int brace = line.indexOf('{');
        int close = brace < 0 ? -1 : line.lastIndexOf("} ");
        int name = brace < 0 ? line.indexOf(' ') : brace;
        if (name < 1 || brace >= 0 && close < brace) {
            return;
        }
        String labels = brace < 0 ? "" : line.substring(brace + 1, close);
        String rest = line.substring(brace < 0 ? name + 1 : close + 2);
        int blank = rest.indexOf(' ');
        try {
            double value = Double.parseDouble(blank < 0 ? rest : rest.substring(0, blank));
            if (Double.isFinite(value)) {
                samples.computeIfAbsent(line.substring(0, name), key -> new HashMap<>()).merge(labels, value,
                        Double::sum);
            }
        } catch (NumberFormatException e) {
            return;
        }
    }

    /// The sum over all label values; 0 if there is no such sample.
    double sum(String name) {
        return samples.getOrDefault(name, Map.of()).values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /// The sum of those whose labels hold this one.
    double sum(String name, String label, String value) {
        String pair = label + "=\"" + value + "\"";
        return samples.getOrDefault(name, Map.of()).entrySet().stream()
                .filter(sample -> sample.getKey().contains(pair))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
