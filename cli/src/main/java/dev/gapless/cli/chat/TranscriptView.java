package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Width;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// Entries of the transcript as lines: time, name, and the text beside them; one's own with the seq they were acked at.
///
/// @param zone in which times are shown
record TranscriptView(ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final int TIME_COLUMNS = 6;
    private static final int NARROW = 60;
    private static final int NARROW_NAME = 7;
    private static final int WIDE_NAME = 12;

    /// The lines of one entry; none for what has nothing to show.
    List<Line> lines(Entry entry, int width) {
        return switch (entry.what()) {
            case Entry.What.Said said -> said(entry, said, width);
            case Entry.What.Deleted deleted -> List.of(head(entry, width).and(Tone.DIM, "(deleted)"));
            case Entry.What.Did did -> did(entry, did, width);
            case Entry.What.Nothing nothing -> List.of();
        };
    }

    private List<Line> said(Entry entry, Entry.What.Said said, int width) {
        String answers = said.answers().map(root -> "↳ " + root + "  ").orElse("");
        List<String> texts = Width.wrap(answers + SafeText.lines(said.text()), textColumns(width));
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            Line start = i == 0 ? head(entry, width) : Line.plain(" ".repeat(indent(width)));
            lines.add(start.and(Tone.PLAIN, texts.get(i)));
        }
        if (entry.own()) {
            mark(lines, "✓ " + entry.seq(), width);
        }
        for (String row : rows(marks(said.marks()), textColumns(width))) {
            lines.add(Line.of(Tone.DIM, " ".repeat(indent(width)) + row));
        }
        return lines;
    }

    /// `👍 3  🎉 1*  2 replies  edited  pinned`; a star is one's own.
    private static List<String> marks(Marks marks) {
        List<String> parts = new ArrayList<>();
        for (Tally tally : marks.reactions()) {
            parts.add(SafeText.line(tally.emoji()) + " " + tally.count() + (tally.own() ? "*" : ""));
        }
        if (marks.replies() > 0) {
            parts.add("↳ " + marks.replies() + (marks.replies() == 1 ? " reply" : " replies"));
        }
        if (marks.edited()) {
            parts.add("edited");
        }
        if (marks.pinned()) {
            parts.add("pinned");
        }
        return parts;
    }

    /// As many parts on a row as fit.
    private static List<String> rows(List<String> parts, int columns) {
        List<String> rows = new ArrayList<>();
        for (String part : parts) {
            String joined = rows.isEmpty() ? part : rows.getLast() + "  " + part;
            if (!rows.isEmpty() && Width.of(joined) <= columns) {
                rows.set(rows.size() - 1, joined);
            } else {
                rows.add(Width.cut(part, columns));
            }
        }
        return rows;
    }

    /// The lines that tell of a change where what was printed stays: the entry anew, under its seq.
    List<Line> correction(Entry entry, int width) {
        List<Line> lines = lines(entry, width);
        return lines.isEmpty() ? lines : prefixed(Line.of(Tone.WARN, "✎ " + entry.seq() + " is now:"), lines);
    }

    private static List<Line> prefixed(Line first, List<Line> rest) {
        List<Line> lines = new ArrayList<>(List.of(first));
        lines.addAll(rest);
        return lines;
    }

    /// Puts the mark behind the text if it fits, else on a line of its own.
    private static void mark(List<Line> lines, String mark, int width) {
        Line last = lines.getLast();
        if (Width.of(last.text()) + 2 + Width.of(mark) <= width) {
            lines.set(lines.size() - 1, last.and(Tone.PLAIN, "  ").and(Tone.GOOD, mark));
        } else {
            lines.add(Line.plain(" ".repeat(indent(width))).and(Tone.GOOD, mark));
        }
    }

    private List<Line> did(Entry entry, Entry.What.Did did, int width) {
        String text = SafeText.line(entry.who() + " " + did.act());
        List<String> texts = Width.wrap(text, width - TIME_COLUMNS - 2);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String start = i == 0 ? time(entry) + " · " : " ".repeat(TIME_COLUMNS + 2);
            lines.add(Line.of(Tone.DIM, start + texts.get(i)));
        }
        return lines;
    }

    private Line head(Entry entry, int width) {
        int columns = nameColumns(width);
        String name = Width.padRight(Width.cut(SafeText.line(entry.who()), columns - 1), columns);
        return Line.of(Tone.DIM, time(entry) + " ").and(entry.own() ? Tone.OWN : Tone.NAME, name);
    }

    private String time(Entry entry) {
        return TIME.format(entry.at().atZone(zone));
    }

    private static int indent(int width) {
        return TIME_COLUMNS + nameColumns(width);
    }

    private static int textColumns(int width) {
        return Math.max(8, width - indent(width));
    }

    private static int nameColumns(int width) {
        return width < NARROW ? NARROW_NAME : WIDE_NAME;
    }
}
