package dev.gapless.scenarios.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gapless.scenarios.checker.Story;
import dev.gapless.scenarios.checker.Violation;
import dev.gapless.scenarios.format.Promise;
import dev.gapless.scenarios.run.RunDirectory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One page that needs nothing else: it works from a file, in light and dark, and on paper. The results are in it as JSON too.
public final class HtmlReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STYLE =
            """
            :root{color-scheme:light dark;--ink:#1b1f24;--dim:#5b6570;--page:#fff;--card:#f5f7f9;--rule:#d9dfe5;--good:#1a7f37;--bad:#cf222e;--doubt:#9a6700;--one:#0969da;--two:#bc4c00;--three:#8250df;--band:#cf222e18;--bar:#cf222e99}
            @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9aa4ae;--page:#0d1117;--card:#161b22;--rule:#30363d;--good:#3fb950;--bad:#f85149;--doubt:#d29922;--one:#58a6ff;--two:#f0883e;--three:#bc8cff;--band:#f851491f;--bar:#f8514999}}
            *{box-sizing:border-box}body{margin:0 auto;max-width:1040px;padding:24px;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
            h1{font-size:22px;margin:0}h2{font-size:16px;margin:28px 0 8px}h3{font-size:14px;margin:18px 0 6px}p{margin:6px 0}.dim{color:var(--dim)}
            .verdict{border-left:8px solid var(--doubt);background:var(--card);padding:14px 18px;margin:16px 0;border-radius:6px}.verdict b{font-size:20px;text-transform:uppercase}
            .pass{border-color:var(--good)}.pass b,.ok{color:var(--good)}.violated,.error{border-color:var(--bad)}.violated b,.error b,.no{color:var(--bad)}.doubt{color:var(--doubt)}
            .strip{display:flex;flex-wrap:wrap;gap:6px;margin:10px 0 0}.strip span{font-size:13px;border:1px solid var(--rule);border-radius:12px;padding:1px 10px;background:var(--page)}.strip span::before{content:"";display:inline-block;width:8px;height:8px;border-radius:50%;margin-right:6px;background:currentColor}
            .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(165px,1fr));gap:8px;margin:12px 0}.tiles div{background:var(--card);border-radius:6px;padding:8px 12px}.tiles b{display:block;font-size:17px;white-space:nowrap;font-variant-numeric:tabular-nums}.tiles span{font-size:12px;color:var(--dim)}
            table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid var(--rule);vertical-align:top}th{color:var(--dim);font-weight:500}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
            figure{margin:10px 0;background:var(--card);border-radius:6px;padding:8px}figcaption{font-size:13px;color:var(--dim);padding-left:6px}svg{width:100%;height:auto;display:block}
            .grid{stroke:var(--rule);stroke-width:1}.axis,.bandname,.word{font:11px system-ui,sans-serif;fill:var(--dim)}.bandname{fill:var(--bad)}.band{fill:var(--band)}.bar{fill:var(--bar)}.phase{fill:var(--one);opacity:.35}.fault{stroke:var(--bad);stroke-dasharray:3 3}
            path{fill:none;stroke-width:1.6}.a{stroke:var(--one)}.b{stroke:var(--two)}.c{stroke:var(--three)}.e{stroke:var(--dim);stroke-dasharray:4 3}circle.d{fill:var(--two);opacity:.35}.bound{stroke:var(--bad);stroke-dasharray:6 4}
            .arrow{stroke-width:1.4}.head{stroke:none}.head.a,.sa{fill:var(--one)}.head.b,.sb{fill:var(--two)}.head.hot,.shot{fill:var(--bad)}.arrow.hot{stroke:var(--bad);stroke-width:2.2}.sdim{fill:var(--dim)}.word{stroke:none;paint-order:stroke}.word.hot{fill:var(--bad);font-weight:600}.word.a,.word.b{fill:var(--ink)}
            pre{background:var(--card);border-radius:6px;padding:12px;overflow-x:auto;font:13px/1.45 ui-monospace,monospace;white-space:pre-wrap}.key{margin:2px 0 12px}.key span{margin-right:14px;font-size:13px}.ka{color:var(--one)}.kb{color:var(--two)}.kc{color:var(--three)}.ke{color:var(--dim)}
            @media print{:root{--ink:#000;--dim:#444;--page:#fff;--card:#fff;--rule:#bbb;--good:#116329;--bad:#a40e26;--doubt:#7d4e00;--one:#0550ae;--two:#953800;--three:#6639ba;--band:#cf222e22;--bar:#cf222e99}body{max-width:none;padding:0;font-size:12px}figure,pre,tr,.verdict,.tiles div{break-inside:avoid}h2,h3{break-after:avoid}figure,pre,.tiles div{border:1px solid var(--rule)}.verdict{border-style:solid;border-width:1px 1px 1px 8px}@page{margin:14mm}}
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
        tiles(page, results);
        checks(page, results);
        Charts.draw(page, results, metrics(run), run);
        stories(page, results, run);
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
        strip(page, results);
        page.append("<p class=\"dim\">seed ").append(results.path("seed").asText()).append(" · ")
                .append(Html.text(results.path("system").asText())).append(" · again: <code>")
                .append(Html.text(results.path("replay").asText())).append("</code></p></div>");
    }

    /// One mark for each promise, guard and threshold.
    private static void strip(StringBuilder page, JsonNode results) {
        page.append("<div class=strip>");
        results.path("invariants").forEach(check -> mark(
                page, style(check.path("verdict").asText()), check.path("name").asText()));
        results.path("exercised").forEach(guard -> mark(
                page, guard.path("ok").asBoolean() ? "ok" : "doubt",
                guard.path("event").asText() + " " + guard.path("happened").asText()));
        results.path("thresholds").forEach(threshold -> mark(
                page, threshold.path("ok").asBoolean() ? "ok" : "no", threshold.path("expr").asText()));
        page.append("</div>");
    }

    private static void mark(StringBuilder page, String style, String text) {
        page.append("<span class=").append(style).append('>').append(Html.text(text)).append("</span>");
    }

    /// The figures that people ask for first.
    private static void tiles(StringBuilder page, JsonNode results) {
        page.append("<div class=tiles>");
        results.path("figures").properties().forEach(figure -> {
            String[] parts = figure.getValue().asText().split(", ", 2);
            page.append("<div><b>").append(Html.text(parts[0])).append("</b><span>")
                    .append(Html.text(figure.getKey() + (parts.length > 1 ? ", " + parts[1] : "")))
                    .append("</span></div>");
        });
        page.append("</div>");
    }

    private static void checks(StringBuilder page, JsonNode results) {
        page.append("<h2>Promises</h2><table><tr><th>promise<th>verdict<th class=n>looked at<th class=n>violated</tr>");
        results.path("invariants").forEach(check -> page.append("<tr><td>").append(check.path("name").asText())
                .append("<td class=\"").append(style(check.path("verdict").asText())).append("\">")
                .append(check.path("verdict").asText()).append("<td class=n>").append(check.path("checked").asText())
                .append("<td class=n>").append(check.path("violated").asText()).append("</tr>"));
        page.append("</table>");
        if (!results.path("exercised").isEmpty()) {
            page.append(
                    "<h2>Exercised</h2><table><tr><th>what had to happen<th class=n>at least<th class=n>happened</tr>");
            results.path("exercised").forEach(guard -> page.append("<tr><td>").append(guard.path("event").asText())
                    .append("<td class=n>").append(guard.path("min").asText()).append("<td class=\"n ")
                    .append(guard.path("ok").asBoolean() ? "ok" : "doubt").append("\">")
                    .append(guard.path("happened").asText()).append("</tr>"));
            page.append("</table>");
        }
        if (!results.path("thresholds").isEmpty()) {
            boolean compared = results.has("baseline");
            page.append("<h2>Thresholds</h2><table><tr><th>bound<th>phase<th class=n>measured")
                    .append(compared ? "<th class=n>baseline<th class=n>change" : "")
                    .append("<th class=n>samples</tr>");
            results.path("thresholds").forEach(threshold -> {
                page.append("<tr><td>").append(Html.text(threshold.path("expr").asText())).append("<td>")
                        .append(threshold.path("phase").asText()).append("<td class=\"n ")
                        .append(threshold.path("ok").asBoolean() ? "ok" : "no").append("\">")
                        .append(Html.text(threshold.path("shown").asText("nothing")));
                if (compared) {
                    page.append("<td class=n>").append(Html.text(threshold.path("baseline_shown").asText("-")));
                    change(page, threshold);
                }
                page.append("<td class=n>").append(threshold.path("samples").asText()).append("</tr>");
            });
            page.append("</table>");
        }
        if (results.has("baseline")) {
            page.append("<h2>Against the baseline</h2><p class=dim>")
                    .append(Html.text(results.path("baseline").path("run").asText()))
                    .append(", verdict ").append(Html.text(results.path("baseline").path("verdict").asText()))
                    .append(results.path("baseline").path("figures").isEmpty() ? "; nothing was measured in both" : "")
                    .append("</p><table><tr><th>figure<th class=n>here<th class=n>baseline<th class=n>change</tr>");
            results.path("baseline").path("figures").forEach(figure -> {
                page.append("<tr><td>").append(Html.text(figure.path("figure").asText())).append("<td class=n>")
                        .append(Html.text(figure.path("shown").asText())).append("<td class=n>")
                        .append(Html.text(figure.path("baseline_shown").asText()));
                change(page, figure);
                page.append("</tr>");
            });
            page.append("</table>");
        }
    }

    private static void change(StringBuilder page, JsonNode compared) {
        double percent = compared.path("change_percent").asDouble();
        boolean known = compared.has("change_percent");
        String style = !known || Math.abs(percent) < 10 ? "" : compared.path("worse").asBoolean() ? " no" : " ok";
        page.append("<td class=\"n").append(style).append("\">")
                .append(known ? String.format(Locale.ROOT, "%+.0f %%", percent) : "-");
    }

    /// Each violation that has a story, with its picture where the history is still there.
    private static void stories(StringBuilder page, JsonNode results, RunDirectory run) {
        boolean pictures = Files.exists(run.file("history/ops.bin")) && Files.exists(run.file("history/names.json"));
        results.path("invariants").forEach(check -> check.path("violations").forEach(violation -> {
            if (violation.has("story")) {
                page.append("<h2>").append(Html.text(violation.path("id").asText())).append("</h2><pre>");
                violation.path("story").forEach(line -> page.append(Html.text(line.asText())).append('\n'));
                page.append("</pre>");
                if (pictures && violation.has("seq")) {
                    Promise promise = Promise.valueOf(check.path("name").asText().toUpperCase(Locale.ROOT));
                    Violation what = Results.violation(violation);
                    page.append(Spacetime.of(what, run.names(), Story.rows(promise, what, run.names(), run.ops())));
                }
            }
        }));
    }

    private static void figures(StringBuilder page, JsonNode results) {
        page.append("<h2>What happened how often</h2><table>");
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
