package dev.gapless.cli.chat;

import dev.gapless.cli.output.Line;
import dev.gapless.cli.output.Line.Tone;
import dev.gapless.cli.output.SafeText;
import dev.gapless.cli.output.Width;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What stands under the input line: holes, own messages on their way, and the state line, in this order.
final class StatusView {
    /// Own messages shown at once; the rest is counted.
    static final int OUTGOING_SHOWN = 3;

    private static final int NARROW = 60;
    private static final int MIN_LABEL = 4;

    private StatusView() {}

    /// All lines, the state line last.
    static List<Line> lines(ChatState state, int width) {
        List<Line> lines = new ArrayList<>();
        state.room().flatMap(Room::hole).ifPresent(hole -> lines.add(hole(hole, width)));
        lines.addAll(outgoing(state, width));
        if (state.mode() instanceof Mode.Switching switching) {
            lines.addAll(Switcher.lines(state, switching, width));
        }
        if (state.mode() instanceof Mode.Selecting(Entry entry)) {
            lines.addAll(selection(entry, width));
        }
        lines.add(stateLine(state, width));
        return lines;
    }

    /// The row for seqs that are missing.
    static Line hole(Room.Hole hole, int width) {
        String range = hole.size() == 1 ? hole.from().toString() : hole.from() + "–" + hole.to();
        String text = width < NARROW
                ? "── " + hole.size() + " missing (" + range + ") … ──"
                : "── " + hole.size() + (hole.size() == 1 ? " message" : " messages") + " missing (" + range
                        + ") · repairing… ──";
        return Line.of(Tone.WARN, Width.cut(text, width));
    }

    /// `● live  #general  seq 48211`, and which other channels have something new.
    static Line stateLine(ChatState state, int width) {
        Line line = link(state, width);
        int left = width - Width.of(line.text());
        Optional<Room> room = state.room();
        if (room.isPresent() && left >= MIN_LABEL + 2) {
            String label = SafeText.line(room.get().label())
                    + room.get().thread().map(root -> " ↳ " + root).orElse("");
            String seq = "  seq " + room.get().seq();
            String shown = "  " + Width.cut(label, left - 2);
            line = line.and(Tone.STRONG, shown);
            left -= Width.of(shown);
            if (Width.of(seq) <= left) {
                line = line.and(Tone.DIM, seq);
                left -= Width.of(seq);
            }
        }
        for (Switcher.Choice other : Switcher.choices(state, "")) {
            String news = "  " + SafeText.line(other.badge().label()) + other.badge().text();
            boolean elsewhere = state.current().filter(other.channel()::equals).isEmpty();
            if (elsewhere && other.badge().news() && Width.of(news) <= left) {
                line = line.and(Tone.WARN, news);
                left -= Width.of(news);
            }
        }
        return line;
    }

    /// The message that is chosen, and what can be done with it.
    static List<Line> selection(Entry entry, int width) {
        String text = entry.what() instanceof Entry.What.Said said ? SafeText.line(said.text()) : "";
        String keys = width < NARROW
                ? "r reply e edit d del + react"
                : "r reply  t thread  e edit  d delete  + react  p pin  Esc back";
        return List.of(
                Line.of(Tone.STRONG,
                        Width.cut("▸ " + entry.seq() + "  " + SafeText.line(entry.who()) + "  " + text, width)),
                Line.of(Tone.DIM, Width.cut("  " + keys, width)));
    }

    private static Line link(ChatState state, int width) {
        long waiting = state.outgoing().stream()
                .filter(message -> !(message.fate() instanceof Outgoing.Fate.Acked)
                        && !(message.fate() instanceof Outgoing.Fate.Refused))
                .count();
        String queued = waiting == 0 ? "" : ", " + waiting + " queued";
        boolean narrow = width < NARROW;
        return switch (state.link()) {
            case LinkState.Live live -> Line.of(Tone.GOOD, "● live");
            case LinkState.Connecting connecting when connecting.attempt() <= 1 ->
                Line.of(Tone.WARN, "◐ connecting" + queued);
            case LinkState.Connecting connecting ->
                Line.of(Tone.WARN, "◐ reconnecting" + attempt(connecting.attempt(), narrow) + queued);
            case LinkState.Waiting wait ->
                Line.of(
                        Tone.WARN,
                        "◐ reconnecting in " + seconds(wait.delay()) + " s" + attempt(wait.attempt(), narrow) + queued);
            case LinkState.Offline offline -> Line.of(Tone.BAD, "○ offline" + queued);
            case LinkState.Ended ended ->
                Line.of(Tone.BAD, Width.cut("✗ " + SafeText.line(ended.reason()), width));
        };
    }

    private static String attempt(int attempt, boolean narrow) {
        return narrow ? "" : " (try " + attempt + ")";
    }

    /// Whole seconds, rounded up, so that it never says 0 while waiting.
    private static long seconds(Duration delay) {
        return Math.max(1, (delay.toMillis() + 999) / 1000);
    }

    private static List<Line> outgoing(ChatState state, int width) {
        List<Outgoing> messages = state.outgoing();
        List<Line> lines = new ArrayList<>();
        int shown = Math.min(messages.size(), OUTGOING_SHOWN);
        for (Outgoing message : messages.subList(0, shown)) {
            lines.add(row(state, message, width));
        }
        if (messages.size() > shown) {
            lines.add(Line.of(Tone.DIM, "  and " + (messages.size() - shown) + " more"));
        }
        return lines;
    }

    private static Line row(ChatState state, Outgoing message, int width) {
        boolean elsewhere = state.current().filter(message.channel()::equals).isEmpty();
        String where = elsewhere
                ? state.room(message.channel()).map(room -> SafeText.line(room.label()) + ": ").orElse("")
                : "";
        return switch (message.fate()) {
            case Outgoing.Fate.Queued queued -> row(Tone.DIM, "○ ", where, message, "", width);
            case Outgoing.Fate.Pending pending -> row(Tone.DIM, "… ", where, message, "", width);
            case Outgoing.Fate.Acked acked -> row(Tone.GOOD, "✓ " + acked.seq() + "  ", where, message, "", width);
            case Outgoing.Fate.Unknown unknown ->
                row(Tone.WARN, "? ", where, message, "  (in doubt, will be sent again)", width);
            case Outgoing.Fate.Refused refused ->
                row(Tone.BAD, "✗ ", where, message, "  (" + refused.code() + "; /retry or /drop)", width);
        };
    }

    private static Line row(Tone tone, String mark, String where, Outgoing message, String note, int width) {
        int room = width - Width.of(mark) - Width.of(note);
        String fittingNote = room < 12 ? "" : note;
        String text = Width.cut(
                where + SafeText.line(message.text()), width - Width.of(mark) - Width.of(fittingNote));
        return Line.of(tone, mark + text + fittingNote);
    }
}
