package dev.gapless.cli.output;

/// Makes other people's text safe to show: what would steer the terminal or turn the reading order round is shown as an
/// escape such as `\x1b` or `\u202e` instead. The only way by which foreign text may reach a terminal.
///
/// Escaped are C0 controls, DEL, C1 controls (one of which starts a control sequence), line and paragraph separators, the
/// bidirectional marks, embeddings, overrides and isolates, invisible tag characters, and unpaired surrogates. Letters of every
/// script, combining marks, joiners and emoji pass.
public final class SafeText {
    private static final String TAB = "    ";

    private SafeText() {}

    /// Text for one line: line feeds become `⏎`, tabs become blanks.
    public static String line(String text) {
        return clean(text, "⏎");
    }

    /// Text that may have several lines: line feeds stay, also those that came as CR LF.
    public static String lines(String text) {
        return clean(text.replace("\r\n", "\n"), "\n");
    }

    private static String clean(String text, String lineFeed) {
        if (plain(text)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\n') {
                safe.append(lineFeed);
            } else if (c == '\t') {
                safe.append(TAB);
            } else if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
                safe.append(String.format("\\x%02x", c));
            } else if (steers(c)) {
                safe.append(c > 0xffff ? String.format("\\u{%x}", c) : String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        }
        return safe.toString();
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e) {
                return false;
            }
        }
        return true;
    }

    private static boolean steers(int c) {
        return c == 0x061c
                || c == 0x200e
                || c == 0x200f
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || (c >= 0xfff9 && c <= 0xfffb)
                || c == 0xfeff
                || (c >= 0xd800 && c <= 0xdfff)
                || (c >= 0xe0000 && c <= 0xe007f);
    }
}
