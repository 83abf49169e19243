package dev.gapless.scenarios.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gapless.scenarios.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// The charts of a run over its time.
final class Charts {
    private static final int CHART = 170;

    private final JsonNode results;
    private final List<JsonNode> metrics;
    private final Optional<Seen> seen;
    private final double seconds;
    private final List<Svg.Band> bands;

    private Charts(JsonNode results, List<JsonNode> metrics, Optional<Seen> seen) {
        this.results = results;
        this.metrics = metrics;
        this.seen = seen;
        this.seconds = Math.max(
                metrics.getLast().path("second").asDouble(),
                seen.filter(each -> !each.seconds().isEmpty()).map(each -> each.seconds().lastKey() + 1.0).orElse(0.0));
        this.bands = bands(results, seconds);
    }

    static void draw(StringBuilder page, JsonNode results, List<JsonNode> metrics, RunDirectory run) {
        if (metrics.isEmpty()) {
            return;
        }
        Optional<Seen> seen = Files.exists(run.file("history/ops.bin"))
                ? Optional.of(Seen.read(run.ops()))
                : Optional.empty();
        Charts charts = new Charts(results, metrics, seen);
        page.append("<h2>Timeline</h2>");
        charts.timeline(page);
        charts.rates(page);
        charts.latencies(page);
        charts.devices(page);
        charts.gaps(page);
    }

    /// A bar for the load, and one for each fault.
    private void timeline(StringBuilder page) {
        List<Svg.Band> bars = new ArrayList<>();
        double load = results.path("load_ms").asDouble() / 1000;
        bars.add(new Svg.Band("load", 0, Math.min(load, seconds)));
        double settle = at("settle");
        if (settle >= 0) {
            double settled = at("settled");
            bars.add(new Svg.Band("settle", Math.min(settle, seconds),
                    settled < 0 ? seconds : Math.min(settled, seconds)));
        }
        int phases = bars.size();
        bars.addAll(bands);
        page.append(Svg.bars("what was done, and which faults were in force", seconds, bars, phases));
    }

    private void rates(StringBuilder page) {
        page.append(new Svg("displays per second; shaded: faults in force", "/s", CHART, seconds, most("shown"))
                .bands(bands)
                .line("a", points("shown"))
                .end());
        seen.ifPresent(each -> {
            page.append(new Svg("sends per second, and what became of them", "/s", CHART, seconds,
                    Math.max(Math.max(1, most("sent")), Math.max(top(each, second -> second.ok), Math.max(
                            top(each, second -> second.refused), top(each, second -> second.doubtful)))))
                    .bands(bands)
                    .line("e", points("sent"))
                    .line("a", points(each, second -> second.ok))
                    .line("b", points(each, second -> second.doubtful))
                    .line("c", points(each, second -> second.refused))
                    .end());
            key(page, "ke", "due", "ka", "ok", "kb", "in doubt", "kc", "refused");
        });
    }

    private void latencies(StringBuilder page) {
        seen.map(Seen::latencies).filter(points -> !points.isEmpty()).ifPresent(points -> page.append(
                new Svg("every display (or each nth of many): from when the send was due until a device showed it",
                        "ms",
                        CHART + 40, seconds, points.stream().mapToDouble(Svg.Point::value).max().orElse(1))
                        .bands(bands)
                        .dots("d", points)
                        .end()));
        page.append(new Svg("the same by the second: median, 95 %, 99 %, slowest", "ms", CHART, seconds,
                top("deliver_ms", "max"))
                .bands(bands)
                .line("e", points("deliver_ms", "max"))
                .line("c", points("deliver_ms", "p99"))
                .line("b", points("deliver_ms", "p95"))
                .line("a", points("deliver_ms", "p50"))
                .end());
        key(page, "ka", "median", "kb", "95 %", "kc", "99 %", "ke", "slowest");
        page.append(new Svg("acknowledgements by the second: median, 95 %, 99 %, slowest", "ms", CHART, seconds,
                top("ack_ms", "max"))
                .bands(bands)
                .line("e", points("ack_ms", "max"))
                .line("c", points("ack_ms", "p99"))
                .line("b", points("ack_ms", "p95"))
                .line("a", points("ack_ms", "p50"))
                .end());
        key(page, "ka", "median", "kb", "95 %", "kc", "99 %", "ke", "slowest");
    }

    private void devices(StringBuilder page) {
        Svg chart = new Svg("connected devices; connects and losses per second", "", CHART, seconds, most("connected"))
                .bands(bands)
                .line("a", points("connected"))
                .line("b", points("connects"));
        seen.ifPresent(each -> chart.line("c", points(each, second -> second.losses)));
        page.append(chart.end());
        key(page, "ka", "connected", "kb", "connects", "kc", "losses");
    }

    private void gaps(StringBuilder page) {
        Svg chart = new Svg("gaps: open, found and repaired per second; sends without an outcome", "", CHART, seconds,
                Math.max(Math.max(most("gaps"), most("pending")), seen.map(each -> top(each, second -> Math.max(
                        second.opened, second.closed))).orElse(0.0)))
                .bands(bands)
                .line("e", points("pending"))
                .line("a", points("gaps"));
        seen.ifPresent(each -> chart.line("b", points(each, second -> second.opened))
                .line("c", points(each, second -> second.closed)));
        page.append(chart.end());
        key(page, "ka", "open", "kb", "found", "kc", "repaired", "ke", "sends pending");
    }

    private static void key(StringBuilder page, String... entries) {
        page.append("<p class=key>");
        for (int i = 0; i < entries.length; i += 2) {
            page.append("<span class=").append(entries[i]).append(">— ").append(entries[i + 1]).append("</span>");
        }
        page.append("</p>");
    }

    /// When a phase began, in seconds; negative if it did not.
    private double at(String phase) {
        for (JsonNode entry : results.path("journal")) {
            if (entry.path("what").asText().equals("phase") && entry.path("id").asText().equals(phase)) {
                return entry.path("at_ms").asDouble() / 1000;
            }
        }
        return -1;
    }

    private List<Svg.Point> points(Seen source, ToIntFunction<Seen.Second> field) {
        List<Svg.Point> points = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            Seen.Second each = source.seconds().get(second);
            points.add(new Svg.Point(second + 1, each == null ? 0 : field.applyAsInt(each)));
        }
        return points;
    }

    private static double top(Seen source, ToIntFunction<Seen.Second> field) {
        return source.seconds().entrySet().stream().map(Map.Entry::getValue).mapToInt(field).max().orElse(0);
    }

    private double top(String... path) {
        return points(path).stream().mapToDouble(Svg.Point::value).max().orElse(1);
    }

    private static List<Svg.Band> bands(JsonNode results, double seconds) {
        List<Svg.Band> bands = new ArrayList<>();
        for (JsonNode entry : results.path("journal")) {
            if (entry.path("what").asText().equals("fault.injected")) {
                String id = entry.path("id").asText();
                double from = entry.path("at_ms").asDouble() / 1000;
                double to = seconds;
                for (JsonNode other : results.path("journal")) {
                    if (other.path("what").asText().equals("fault.healed") && other.path("id").asText().equals(id)
                            && other.path("at_ms").asDouble() / 1000 >= from) {
                        to = other.path("at_ms").asDouble() / 1000;
                        break;
                    }
                }
                bands.add(new Svg.Band(id, from, to));
            }
        }
        return bands;
    }

    private double most(String field) {
        return metrics.stream().mapToDouble(node -> node.path(field).asDouble()).max().orElse(1);
    }

    private List<Svg.Point> points(String... path) {
        List<Svg.Point> points = new ArrayList<>();
        for (JsonNode node : metrics) {
            JsonNode value = node;
            for (String step : path) {
                value = value.path(step);
            }
            if (value.isNumber()) {
                points.add(new Svg.Point(node.path("second").asDouble(), value.asDouble()));
            }
        }
        return points;
    }
}
