package dev.gapless.cli.trace;

import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Width;
import dev.gapless.protocol.api.TraceView;
import dev.gapless.protocol.api.TraceView.Missing;
import dev.gapless.protocol.api.TraceView.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Draws the way of an event: a line for each stage, with a bar from its cause to itself, and what is not known below. No line is wider than
/// asked for. A narrow picture has the processes as headings and no remarks.
final class Waterfall {
    private static final int WIDE = 60;
    private static final int WITH_REMARKS = 100;
    private static final int STAGE = 12;
    private static final int TIME = 9;
    private static final int WHERE_MAX = 24;
    private static final int REMARK = 26;
    private static final double US_PER_MS = 1_000;
    private static final double MS_PER_S = 1_000;

    private final TraceView trace;
    private final int width;
    private final boolean wide;
    private final int where;
    private final int remark;
    private final int bar;
    private final long totalUs;

    /// @param width columns, 40 or more
    Waterfall(TraceView trace, int width) {
        this.trace = trace;
        this.width = width;
        this.wide = width >= WIDE;
        this.where = trace.stages().stream()
                .mapToInt(stage -> Math.min(WHERE_MAX, Width.of(SafeText.line(stage.process()))))
                .max()
                .orElse(0);
        this.remark = width >= WITH_REMARKS ? REMARK : 0;
        int taken = wide
                ? STAGE + 1 + where + 1 + TIME + 1 + TIME + 1 + (remark == 0 ? 0 : remark + 1)
                : 1 + STAGE + 1 + TIME + 1;
        this.bar = Math.max(0, width - taken);
        this.totalUs =
                Math.max(1, trace.stages().stream().mapToLong(Stage::sinceFirstUs).max().orElse(1));
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String head =
                "seq " + trace.seq().value() + " of " + trace.channel().text() + ", " + SafeText.line(trace.kind())
                        + ", " + Instant.ofEpochMilli(trace.atMs());
        lines.addAll(Width.wrap(head, width));
        if (!trace.stages().isEmpty()) {
            lines.add("");
            if (wide) {
                lines.add((Width.padRight("STAGE", STAGE) + " " + Width.padRight("WHERE", where) + " "
                        + Width.padLeft("TOOK", TIME) + " " + Width.padLeft("AT", TIME)).stripTrailing());
            }
            String process = "";
            for (Stage stage : trace.stages()) {
                if (!wide && !stage.process().equals(process)) {
                    process = stage.process();
                    lines.add(Width.cut(SafeText.line(process), width));
                }
                lines.add(line(stage));
            }
        }
        if (trace.clocksDiffer()) {
            lines.add("");
            lines.addAll(Width.wrap(
                    "The clocks of these processes differ: only times within one of them compare.", width));
        }
        if (!trace.missing().isEmpty()) {
            lines.add("");
            lines.add("Not known");
            missing(lines);
        }
        return lines;
    }

    private String line(Stage stage) {
        StringBuilder line = new StringBuilder();
        String name = Width.padRight(Width.cut(SafeText.line(stage.stage().replace('_', ' ')), STAGE), STAGE);
        String at = Width.padLeft(time(stage.sinceFirstUs()), TIME);
        if (wide) {
            String process = Width.cut(SafeText.line(stage.process()), where);
            line.append(name)
                    .append(' ')
                    .append(Width.padRight(process, where))
                    .append(' ')
                    .append(Width.padLeft(stage.tookUs().map(Waterfall::time).orElse("-"), TIME))
                    .append(' ')
                    .append(at)
                    .append(' ')
                    .append(Width.padRight(drawn(stage), bar));
            if (remark > 0) {
                line.append(' ').append(Width.cut(remark(stage), remark));
            }
        } else {
            line.append(' ').append(name).append(' ').append(at).append(' ').append(drawn(stage));
        }
        return line.toString().stripTrailing();
    }

    /// From the cause to the stage; at least one column.
    private String drawn(Stage stage) {
        if (bar == 0) {
            return "";
        }
        long end = stage.sinceFirstUs();
        long start = Math.clamp(end - stage.tookUs().orElse(0L), 0, end);
        int from = (int) Math.min(bar - 1, start * bar / totalUs);
        int to = (int) Math.min(bar, Math.max(from + 1, (end * bar + totalUs - 1) / totalUs));
        return " ".repeat(from) + (end == start ? "▏" : "█".repeat(to - from));
    }

    private static String remark(Stage stage) {
        Optional<String> count = stage.count().filter(number -> number > 0).map(number -> switch (stage.stage()) {
            case "fanned_out" -> number + (number == 1 ? " gateway" : " gateways");
            case "written" -> "first of " + number + (number == 1 ? " socket" : " sockets");
            case "written_last" -> "last so far";
            default -> Long.toString(number);
        });
        String how = stage.how().map(SafeText::line).orElse("");
        return count.map(text -> how.isEmpty() ? text : text + ", " + how).orElse(how);
    }

    private void missing(List<String> lines) {
        Map<String, List<String>> stages = new LinkedHashMap<>();
        for (Missing gap : trace.missing()) {
            String what = SafeText.line(gap.process()) + ": " + SafeText.line(gap.why());
            stages.computeIfAbsent(what, key -> new ArrayList<>()).add(SafeText.line(gap.stage().replace('_', ' ')));
        }
        stages.forEach((what, names) -> {
            List<String> wrapped = Width.wrap(String.join(", ", names) + " at " + what, width - 2);
            lines.addAll(wrapped.stream().map(line -> "  " + line).toList());
        });
    }

    /// In milliseconds or seconds, as exact as there is room for.
    private static String time(long us) {
        double ms = us / US_PER_MS;
        if (Math.abs(ms) < MS_PER_S) {
            return String.format(Locale.ROOT, Math.abs(ms) < 10 ? "%.2f ms" : "%.1f ms", ms);
        }
        double seconds = ms / MS_PER_S;
        return Width.cut(String.format(Locale.ROOT, Math.abs(seconds) < 10_000 ? "%.1f s" : "%.0f s", seconds), TIME);
    }
}
