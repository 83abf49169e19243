package dev.gapless.cli.top;

import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Width;
import dev.gapless.protocol.api.GatewayLoad;
import dev.gapless.protocol.api.TopView;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Makes lines of a state: no line is wider than the screen, and there are no more than it has rows. Columns that find no place are
/// left out, the least important first.
final class TopScreen {
    private static final String GAP = "  ";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final String KEYS = "tab table  ←→ sort  r reverse  / filter  space freeze  q quit";
    private static final int ROWS_AT_LEAST = 1;

    private final ZoneId zone;

    TopScreen(ZoneId zone) {
        this.zone = zone;
    }

    /// For a terminal.
    ///
    /// @param width columns, 20 or more
    /// @param height rows
    List<Line> lines(TopState state, int width, int height) {
        List<Panel> panels = state.panels();
        List<Line> lines = new ArrayList<>();
        lines.add(head(state, width));
        int[] rows = rows(panels, state.focus(), height - 2);
        for (int i = 0; i < panels.size(); i++) {
            if (rows[i] > 0) {
                lines.addAll(table(state, i, panels.get(i), width, rows[i]));
            }
        }
        List<Line> shown = new ArrayList<>(lines.subList(0, Math.min(lines.size(), Math.max(1, height - 1))));
        shown.add(foot(state, width));
        return shown;
    }

    /// For a file or a pipe: everything once.
    List<Line> page(TopState state, int width) {
        List<Line> lines = new ArrayList<>();
        lines.add(head(state, width));
        List<Panel> panels = state.panels();
        for (int i = 0; i < panels.size(); i++) {
            lines.addAll(table(state, i, panels.get(i), width, panels.get(i).rows().size()));
        }
        return lines;
    }

    /// How many rows each table may have: the one that keys act on gets what the others leave, a table without any is not shown.
    private static int[] rows(List<Panel> panels, int focus, int height) {
        int[] rows = new int[panels.size()];
        int left = height;
        List<Integer> order = IntStream.concat(
                IntStream.of(focus), IntStream.range(0, panels.size()).filter(i -> i != focus)).boxed().toList();
        for (int i : order) {
            if (left > ROWS_AT_LEAST + 1) {
                rows[i] = ROWS_AT_LEAST;
                left -= ROWS_AT_LEAST + 2;
            }
        }
        for (int i : order) {
            int more = Math.min(Math.max(0, left), Math.max(0, panels.get(i).rows().size() - ROWS_AT_LEAST));
            if (rows[i] > 0) {
                rows[i] += more;
                left -= more;
            }
        }
        return rows;
    }

    private Line head(TopState state, int width) {
        Line line = Line.of(Tone.STRONG, "gapless top");
        if (state.frame().isPresent()) {
            TopView frame = state.frame().get();
            List<GatewayLoad.Figures> figures =
                    frame.gateways().stream().flatMap(gateway -> gateway.figures().stream()).toList();
            line = line.and(Tone.DIM, GAP + TIME.format(Instant.ofEpochMilli(frame.atMs()).atZone(zone)))
                    .and(Tone.PLAIN, GAP + figures.stream().mapToLong(GatewayLoad.Figures::connections).sum() + " conn")
                    .and(
                            Tone.PLAIN,
                            GAP + Panel.rate(figures.stream().mapToDouble(GatewayLoad.Figures::sendsPerS).sum()).text()
                                    + " send/s")
                    .and(
                            Tone.PLAIN,
                            GAP + Panel.rate(
                                    figures.stream().mapToDouble(GatewayLoad.Figures::deliveriesPerS).sum()).text()
                                    + " deliv/s");
        }
        if (state.frozen()) {
            line = line.and(Tone.WARN, GAP + "FROZEN");
        }
        return cut(line, width);
    }

    private static Line foot(TopState state, int width) {
        if (state.input() == TopState.Input.FILTER) {
            return cut(Line.of(Tone.OWN, "filter: " + SafeText.line(state.filter()) + "▏")
                    .and(Tone.DIM, GAP + "Enter keeps it, Esc shows all"), width);
        }
        if (state.trouble().isPresent()) {
            return cut(Line.of(Tone.BAD, SafeText.line(state.trouble().get())), width);
        }
        Line keys = Line.of(Tone.DIM, KEYS);
        return cut(
                state.filter().isEmpty()
                        ? keys
                        : Line.of(Tone.OWN, "filter: " + SafeText.line(state.filter()) + GAP).and(Tone.DIM, KEYS),
                width);
    }

    private static List<Line> table(TopState state, int index, Panel panel, int width, int rows) {
        List<Integer> columns = fitting(panel, width);
        int[] widths = widths(panel);
        List<Line> lines = new ArrayList<>();
        lines.add(Line.plain(""));
        Line heads = Line.plain("");
        int sort = state.sorts().get(index);
        for (int i = 0; i < columns.size(); i++) {
            int column = columns.get(i);
            Tone tone = index != state.focus() ? Tone.DIM : column == sort ? Tone.OWN : Tone.STRONG;
            String head = padded(panel, column, panel.columns().get(column).head(), widths[column]);
            heads = heads.and(Tone.PLAIN, i == 0 ? "" : GAP)
                    .and(tone, i == columns.size() - 1 ? head.stripTrailing() : head);
        }
        lines.add(cut(heads, width));
        for (Panel.Row row : panel.rows().subList(0, Math.min(rows, panel.rows().size()))) {
            StringBuilder text = new StringBuilder();
            for (int column : columns) {
                text.append(text.isEmpty() ? "" : GAP)
                        .append(padded(panel, column, row.cells().get(column).text(), widths[column]));
            }
            lines.add(cut(Line.of(row.tone(), text.toString().stripTrailing()), width));
        }
        if (panel.rows().isEmpty()) {
            lines.add(cut(Line.of(Tone.DIM, "no " + panel.title()), width));
        }
        return lines;
    }

    /// The columns that find place, in their order.
    private static List<Integer> fitting(Panel panel, int width) {
        int[] widths = widths(panel);
        List<Integer> columns = new ArrayList<>(IntStream.range(0, widths.length).boxed().toList());
        while (columns.size() > 1
                && columns.stream().mapToInt(i -> widths[i] + GAP.length()).sum() - GAP.length() > width) {
            Integer heaviest = columns.stream()
                    .reduce((a, b) -> panel.columns().get(b).weight() >= panel.columns().get(a).weight() ? b : a)
                    .orElseThrow();
            columns.removeIf(heaviest::equals);
        }
        return columns;
    }

    private static int[] widths(Panel panel) {
        return IntStream.range(0, panel.columns().size())
                .map(column -> Math.max(
                        Width.of(panel.columns().get(column).head()),
                        panel.rows().stream()
                                .mapToInt(row -> Width.of(row.cells().get(column).text()))
                                .max()
                                .orElse(0)))
                .toArray();
    }

    private static String padded(Panel panel, int column, String text, int width) {
        return panel.columns().get(column).number() ? Width.padLeft(text, width) : Width.padRight(text, width);
    }

    private static Line cut(Line line, int width) {
        if (Width.of(line.text()) <= width) {
            return line;
        }
        List<Line.Piece> pieces = new ArrayList<>();
        int left = width;
        for (Line.Piece piece : line.pieces()) {
            if (left <= 0) {
                break;
            }
            String text = Width.cut(piece.text(), left);
            pieces.add(new Line.Piece(text, piece.tone()));
            left -= Width.of(text);
        }
        return new Line(pieces);
    }
}
