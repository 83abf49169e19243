package dev.gapless.scenarios.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.scenarios.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One page that needs nothing else: it works from a file, in light and dark, and on paper. The results are in it as JSON too.
public final class HtmlReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHART = 170;
    private static final String STYLE =
            """
            :root{color-scheme:light dark;--ink:#1b1f24;--dim:#5b6570;--page:#fff;--card:#f5f7f9;--rule:#d9dfe5;--good:#1a7f37;--bad:#cf222e;--doubt:#9a6700;--one:#0969da;--two:#bc4c00;--band:#cf222e22}
            @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#8d96a0;--page:#0d1117;--card:#161b22;--rule:#30363d;--good:#3fb950;--bad:#f85149;--doubt:#d29922;--one:#58a6ff;--two:#f0883e;--band:#f8514930}}
            *{box-sizing:border-box}body{margin:0 auto;max-width:1040px;padding:24px;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
            h1{font-size:22px;margin:0}h2{font-size:16px;margin:28px 0 8px}p{margin:6px 0}.dim{color:var(--dim)}
            .verdict{border-left:8px solid var(--doubt);background:var(--card);padding:14px 18px;margin:16px 0;border-radius:6px}.verdict b{font-size:20px;text-transform:uppercase}
            .pass{border-color:var(--good)}.pass b,.ok{color:var(--good)}.violated,.error{border-color:var(--bad)}.violated b,.error b,.no{color:var(--bad)}.doubt{color:var(--doubt)}
            table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid var(--rule);vertical-align:top}th{color:var(--dim);font-weight:500}td.n{text-align:right;font-variant-numeric:tabular-nums}
            figure{margin:10px 0;background:var(--card);border-radius:6px;padding:8px}figcaption{font-size:13px;color:var(--dim);padding-left:6px}svg{width:100%;height:auto;display:block}
            .grid{stroke:var(--rule);stroke-width:1}.axis,.bandname{font:11px system-ui,sans-serif;fill:var(--dim)}.bandname{fill:var(--bad)}.band{fill:var(--band)}
            path{fill:none;stroke-width:1.6}.a{stroke:var(--one)}.b{stroke:var(--two)}.c{stroke:var(--dim);stroke-dasharray:4 3}circle.d{fill:var(--two)}
            pre{background:var(--card);border-radius:6px;padding:12px;overflow-x:auto;font:13px/1.45 ui-monospace,monospace}.key span{margin-right:14px;font-size:13px}.ka{color:var(--one)}.kb{color:var(--two)}
            @media print{body{max-width:none;padding:0}figure,table,pre{break-inside:avoid}}
            """;

    private HtmlReport() {}

    /// The page.
    ///
    /// @param results as in `results.json`
    /// @param run for the numbers by the second
    public static String html(JsonNode results, RunDirectory run) {
        StringBuilder page = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>")
                .append(Html.text(results.path("scenario").asText() + ": " + results.path("verdict").asText()))
                .append("</title><style>").append(STYLE).append("</style></head><body>");
        head(page, results);
        checks(page, results);
        charts(page, results, metrics(run));
        stories(page, results);
        figures(page, results);
        journal(page, results);
        // A script element ends at the first "</", wherever it stands.
        page.append("<script type=\"application/json\" id=\"results\">")
                .append(results.toString().replace("</", "<\\/"))
                .append("</script></body></html>\n");
        return page.toString();
    }

    private static void head(StringBuilder page, JsonNode results) {
        String verdict = results.path("verdict").asText();
        page.append("<h1>").append(Html.text(results.path("scenario").asText())).append("</h1><p class=\"dim\">")
                .append(Html.text(results.path("title").asText())).append("</p><div class=\"verdict ").append(verdict)
                .append("\"><b>").append(verdict).append("</b>");
        results.path("reasons").forEach(reason -> page.append("<p>").append(Html.text(reason.asText())).append("</p>"));
        page.append("<p class=\"dim\">seed ").append(results.path("seed").asText()).append(" · ")
                .append(Html.text(results.path("system").asText())).append(" · again: <code>")
                .append(Html.text(results.path("replay").asText())).append("</code></p></div>");
    }

    private static void checks(StringBuilder page, JsonNode results) {
        page.append("<h2>Promises</h2><table><tr><th>promise<th>verdict<th>looked at<th>violated</tr>");
        results.path("invariants").forEach(check -> page.append("<tr><td>").append(check.path("name").asText())
                .append("<td class=\"").append(style(check.path("verdict").asText())).append("\">")
                .append(check.path("verdict").asText()).append("<td class=n>").append(check.path("checked").asText())
                .append("<td class=n>").append(check.path("violated").asText()).append("</tr>"));
        page.append("</table>");
        if (!results.path("exercised").isEmpty()) {
            page.append("<h2>Exercised</h2><table><tr><th>what had to happen<th>at least<th>happened</tr>");
            results.path("exercised").forEach(guard -> page.append("<tr><td>").append(guard.path("shown").asText())
                    .append("<td class=n>").append(guard.path("min").asText()).append("<td class=\"n ")
                    .append(guard.path("ok").asBoolean() ? "ok" : "doubt").append("\">")
                    .append(guard.path("happened").asText()).append("</tr>"));
            page.append("</table>");
        }
        if (!results.path("thresholds").isEmpty()) {
            page.append("<h2>Thresholds</h2><table><tr><th>bound<th>phase<th>measured<th>samples</tr>");
            results.path("thresholds").forEach(threshold -> page.append("<tr><td>")
                    .append(Html.text(threshold.path("expr").asText())).append("<td>")
                    .append(threshold.path("phase").asText()).append("<td class=\"")
                    .append(threshold.path("ok").asBoolean() ? "ok" : "no").append("\">")
                    .append(Html.text(threshold.path("shown").asText("nothing"))).append("<td class=n>")
                    .append(threshold.path("samples").asText()).append("</tr>"));
            page.append("</table>");
        }
    }

    private static void charts(StringBuilder page, JsonNode results, List<JsonNode> metrics) {
        if (metrics.isEmpty()) {
            return;
        }
        double seconds = metrics.getLast().path("second").asDouble();
        List<Svg.Band> bands = bands(results, seconds);
        page.append("<h2>Timeline</h2>");
        page.append(new Svg("sends and displays per second; shaded: faults in force", "/s", CHART, seconds,
                Math.max(most(metrics, "shown"), most(metrics, "sent")))
                .bands(bands)
                .line("b", points(metrics, "shown"))
                .line("a", points(metrics, "sent"))
                .bandNames(bands)
                .end());
        page.append("<p class=key><span class=ka>— sent</span><span class=kb>— shown</span></p>");
        double slowest =
                metrics.stream().mapToDouble(node -> node.path("deliver_ms").path("max").asDouble()).max().orElse(1);
        page.append(new Svg("from when a send was due until it was shown, by the second: median, 99 %, slowest", "ms",
                CHART,
                seconds, slowest)
                .bands(bands)
                .line("a", points(metrics, "deliver_ms", "p50"))
                .line("b", points(metrics, "deliver_ms", "p99"))
                .dots("d", points(metrics, "deliver_ms", "max"))
                .end());
        page.append(
                "<p class=key><span class=ka>— median</span><span class=kb>— 99 %</span><span class=kb>• slowest</span></p>");
        double ack = metrics.stream().mapToDouble(node -> node.path("ack_ms").path("max").asDouble()).max().orElse(1);
        page.append(new Svg("acknowledgements: median, 99 %", "ms", CHART, seconds, ack)
                .bands(bands)
                .line("a", points(metrics, "ack_ms", "p50"))
                .line("b", points(metrics, "ack_ms", "p99"))
                .end());
        page.append(
                new Svg("connected devices, and connects per second", "", CHART, seconds, most(metrics, "connected"))
                        .bands(bands)
                        .line("a", points(metrics, "connected"))
                        .line("b", points(metrics, "connects"))
                        .end());
        page.append("<p class=key><span class=ka>— connected</span><span class=kb>— connects</span></p>");
        page.append(new Svg("gaps open, and sends without an outcome", "", CHART, seconds,
                Math.max(most(metrics, "gaps"), most(metrics, "pending")))
                .bands(bands)
                .line("a", points(metrics, "gaps"))
                .line("b", points(metrics, "pending"))
                .end());
        page.append("<p class=key><span class=ka>— gaps</span><span class=kb>— pending</span></p>");
    }

    private static void stories(StringBuilder page, JsonNode results) {
        results.path("invariants").forEach(check -> check.path("violations").forEach(violation -> {
            if (violation.has("story")) {
                page.append("<h2>").append(Html.text(violation.path("id").asText())).append("</h2><pre>");
                violation.path("story").forEach(line -> page.append(Html.text(line.asText())).append('\n'));
                page.append("</pre>");
            }
        }));
    }

    private static void figures(StringBuilder page, JsonNode results) {
        page.append("<h2>Figures</h2><table>");
        results.path("figures").properties().forEach(figure -> page.append("<tr><td>").append(figure.getKey())
                .append("<td>").append(Html.text(figure.getValue().asText())).append("</tr>"));
        results.path("counts").properties().stream().filter(count -> count.getValue().asLong() > 0)
                .forEach(count -> page.append("<tr><td>").append(count.getKey()).append("<td>")
                        .append(count.getValue().asText()).append("</tr>"));
        page.append("</table>");
    }

    private static void journal(StringBuilder page, JsonNode results) {
        page.append("<h2>What the run did</h2><table>");
        results.path("journal").forEach(entry -> page.append("<tr><td class=n>")
                .append(String.format(Locale.ROOT, "%.1f s", entry.path("at_ms").asLong() / 1000.0)).append("<td>")
                .append(Html.text(entry.path("what").asText() + " " + entry.path("id").asText())).append("<td>")
                .append(Html.text(entry.path("detail").asText())).append("</tr>"));
        page.append("</table>");
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

    private static double most(List<JsonNode> metrics, String field) {
        return metrics.stream().mapToDouble(node -> node.path(field).asDouble()).max().orElse(1);
    }

    private static List<Svg.Point> points(List<JsonNode> metrics, String... path) {
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

    private static List<JsonNode> metrics(RunDirectory run) {
        List<JsonNode> metrics = new ArrayList<>();
        if (Files.exists(run.file("metrics.jsonl"))) {
            for (String line : run.read("metrics.jsonl").lines().toList()) {
                try {
                    metrics.add(JSON.readTree(line));
                } catch (JsonProcessingException e) {
                    break; // the last line of a run that was killed
                }
            }
        }
        return metrics;
    }

    private static String style(String verdict) {
        return switch (verdict) {
            case "pass" -> "ok";
            case "violated" -> "no";
            default -> "doubt";
        };
    }
}
