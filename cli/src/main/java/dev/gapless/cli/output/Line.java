package dev.gapless.cli.output;

import java.util.ArrayList;
import java.util.List;

/// One line for a terminal: pieces of text with a tone each. What a view makes; how tones look is decided on the way out.
///
/// @param pieces from left to right
public record Line(List<Piece> pieces) {
    /// What a piece of text is, rather than its colour.
    public enum Tone {
        PLAIN(""),
        STRONG("1"),
        DIM("2"),
        GOOD("32"),
        WARN("33"),
        BAD("31"),
        NAME("36"),
        OWN("1;36");

        private final String sgr;

        Tone(String sgr) {
            this.sgr = sgr;
        }
    }

    /// A piece of a line.
    ///
    /// @param text safe to show
    /// @param tone what it is
    public record Piece(String text, Tone tone) {}

    public Line {
        pieces = List.copyOf(pieces);
    }

    /// A line of one tone.
    public static Line of(Tone tone, String text) {
        return new Line(List.of(new Piece(text, tone)));
    }

    /// A line without emphasis.
    public static Line plain(String text) {
        return of(Tone.PLAIN, text);
    }

    /// This line and one more piece.
    public Line and(Tone tone, String text) {
        List<Piece> more = new ArrayList<>(pieces);
        more.add(new Piece(text, tone));
        return new Line(more);
    }

    /// The text alone.
    public String text() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /// The text with colours as SGR sequences.
    public String coloured() {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            if (piece.tone() == Tone.PLAIN) {
                text.append(piece.text());
            } else {
                text.append("\u001b[").append(piece.tone().sgr).append('m').append(piece.text()).append("\u001b[0m");
            }
        }
        return text.toString();
    }

    /// The text for a place.
    ///
    /// @param colour whether the place where it goes shows colours
    public String render(Colour colour) {
        return colour == Colour.ON ? coloured() : text();
    }
}
