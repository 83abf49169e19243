package dev.gapless.scenarios.report;

import dev.gapless.scenarios.checker.Violation;
import dev.gapless.scenarios.history.Names;
import dev.gapless.scenarios.history.Row;
import dev.gapless.scenarios.history.RowKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The picture of a violation: a line for the log and one for each device, time to the right. Columns are moments in their order, not to scale; their
/// times stand below. What broke the promise is red.
final class Spacetime {
    private static final int LANES = 7;
    private static final int LANE = 54;
    /// Labels under a line take turns in so many rows, so that neighbours stay legible.
    private static final int LABEL_ROWS = 3;

    private static final int LABEL_ROW = 12;
    private static final int TOP = 26;
    private static final int BOTTOM = 44;
    private static final int LEFT = 150;
    private static final int RIGHT = 24;

    private final Violation violation;
    private final Names names;
    private final List<Row> rows;
    private final List<Integer> devices;
    private final StringBuilder out = new StringBuilder();

    private Spacetime(Violation violation, Names names, List<Row> rows) {
        this.violation = violation;
        this.names = names;
        Set<Integer> known = new LinkedHashSet<>();
        rows.stream().filter(row -> row.subject() == violation.device()).findFirst()
                .ifPresent(row -> known.add(row.subject()));
        rows.stream().filter(row -> !fault(row) && row.subject() >= 0).forEach(row -> known.add(row.subject()));
        this.devices = new ArrayList<>(known).subList(0, Math.min(LANES, known.size()));
        this.rows = rows.stream().filter(row -> fault(row) || devices.contains(row.subject())).toList();
    }

    /// Draws it; nothing if there is nothing to see.
    static String of(Violation violation, Names names, List<Row> rows) {
        Spacetime picture = new Spacetime(violation, names, rows);
        return picture.rows.isEmpty() || picture.devices.isEmpty() ? "" : picture.draw();
    }

    private String draw() {
        int height = TOP + LANE * (devices.size() + 1) + BOTTOM;
        out.append(String.format(
                Locale.ROOT,
                "<figure><figcaption>who did and saw what; moments in their order, not to scale</figcaption>"
                        + "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"spacetime\">",
                Svg.WIDTH, height));
        lane(0, "the log");
        for (int i = 0; i < devices.size(); i++) {
            lane(i + 1, names.device(devices.get(i)));
        }
        for (int column = 0; column < rows.size(); column++) {
            mark(rows.get(column), column, height);
        }
        return out.append("</svg></figure>").toString();
    }

    private void lane(int number, String name) {
        line("grid", LEFT, y(number), Svg.WIDTH - RIGHT, y(number));
        text("axis", LEFT - 8, y(number) + 4, "end", name);
    }

    private void mark(Row row, int column, int height) {
        double x = x(column);
        if (column == 0 || column == rows.size() - 1 || row.at() / 100_000 != rows.get(column - 1).at() / 100_000) {
            text("axis", x, height - 8 - (column % 2) * 11, "middle",
                    String.format(Locale.ROOT, "%.2f s", row.at() / 1e6));
        }
        if (fault(row)) {
            line("fault", x, TOP - 8, x, height - BOTTOM + 8);
            text("bandname", x + 3, TOP - 10, "start", names.faults().get(row.subject())
                    + (row.kind() == RowKind.FAULT_STARTED ? "" : " healed"));
            return;
        }
        double own = y(devices.indexOf(row.subject()) + 1);
        String colour = culprit(row) ? "hot" : "a";
        switch (row.kind()) {
            case INVOKED -> {
                arrow(colour, x, own, x(column) + step() * 0.7, y(0));
                label(colour, x, own, "send " + row.op(), 15 + LABEL_ROW * (column % LABEL_ROWS));
            }
            case ACKED -> {
                arrow(colour, x - step() * 0.7, y(0), x, own);
                dot(colour, x - step() * 0.7, y(0));
                label(colour, x, own, "ack: seq " + row.seq(), 15 + LABEL_ROW * (column % LABEL_ROWS));
            }
            case SHOWN -> {
                arrow(culprit(row) ? "hot" : "b", x - step() * 0.7, y(0), x, own);
                dot(culprit(row) ? "hot" : "b", x, own);
                label(culprit(row) ? "hot" : "b", x, own, row.seq() + (row.op() > 0 ? ": send " + row.op() : ""),
                        15 + LABEL_ROW * (column % LABEL_ROWS));
            }
            case REFUSED -> word(colour, x, own, "refused");
            case DOUBTFUL -> word("dim", x, own, "no answer");
            case CONNECTING -> word("dim", x, own, "attempt " + row.value());
            case CONNECTED -> word("dim", x, own, "live");
            case DISCONNECTED -> word("dim", x, own, "lost");
            case GAP_OPENED -> word("dim", x, own, "hole " + row.seq() + "–" + row.value());
            case GAP_CLOSED -> word("dim", x, own, "filled");
            case CURSOR -> word(colour, x, own, "cursor " + row.seq());
            case READ_BACK -> word(colour, x, own, "page to " + row.value());
            case LEAKED -> word("hot", x, own, "text of " + names.tenants().get((int) row.value()));
            case FOLLOWED, FAULT_STARTED, FAULT_ENDED, UNREAD, SCANNED, SETTLED, LOG, LOG_HEAD -> {}
        }
    }

    /// Whether it is what broke the promise, or the send that was lied to.
    private boolean culprit(Row row) {
        boolean moment = row.at() == violation.at() && (violation.device() < 0 || row.subject() == violation.device());
        return moment && row.kind() != RowKind.INVOKED;
    }

    private void word(String style, double x, double y, String text) {
        dot(style, x, y);
        label(style, x, y, text, -8);
    }

    private void label(String style, double x, double y, String text, int below) {
        text("word " + style, x, y + below, "middle", text);
    }

    private void dot(String style, double x, double y) {
        out.append(String.format(
                Locale.ROOT, "<circle class=\"s%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>", style, x, y));
    }

    private void arrow(String style, double x1, double y1, double x2, double y2) {
        line("arrow " + style, x1, y1, x2, y2);
        double angle = Math.atan2(y2 - y1, x2 - x1);
        out.append(String.format(
                Locale.ROOT, "<path class=\"head %s\" d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fZ\"/>", style, x2, y2,
                x2 - 8 * Math.cos(angle - 0.4), y2 - 8 * Math.sin(angle - 0.4), x2 - 8 * Math.cos(angle + 0.4),
                y2 - 8 * Math.sin(angle + 0.4)));
    }

    private void line(String style, double x1, double y1, double x2, double y2) {
        out.append(String.format(
                Locale.ROOT, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2,
                y2));
    }

    private void text(String style, double x, double y, String anchor, String text) {
        out.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", style, x, y,
                anchor, Html.text(text)));
    }

    private double step() {
        return (double) (Svg.WIDTH - LEFT - RIGHT) / (rows.size() + 1);
    }

    private double x(int column) {
        return LEFT + step() * (column + 1);
    }

    private static double y(int lane) {
        return TOP + LANE * (lane + 0.5);
    }

    private static boolean fault(Row row) {
        return row.kind() == RowKind.FAULT_STARTED || row.kind() == RowKind.FAULT_ENDED;
    }
}
