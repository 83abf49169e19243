package dev.gapless.cli.output;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/// Measures, pads and wraps text in terminal columns: wide characters take two, combining marks none.
public final class Width {
    private static final int VARIATION_SELECTOR_16 = 0xfe0f;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Width() {}

    /// Columns that the text takes. Control characters must have been made safe before.
    public static int of(String text) {
        int columns = 0;
        for (int i = 0; i < text.length();) {
            int end = clusterEnd(text, i);
            columns += ofCluster(text, i, end);
            i = end;
        }
        return columns;
    }

    /// The text and as many blanks as fill the columns.
    public static String padRight(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - of(text)));
    }

    /// As many blanks as fill the columns, and the text.
    public static String padLeft(String text, int columns) {
        return " ".repeat(Math.max(0, columns - of(text))) + text;
    }

    /// The text if it fits, else as much of it as fits with `…` at the end.
    public static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        if (columns <= 0) {
            return "";
        }
        String kept = text.substring(0, fitting(text, 0, columns - 1));
        // The first cluster alone may be too wide.
        return of(kept) < columns ? kept + "…" : "…";
    }

    /// Breaks text into lines of at most so many columns, at blanks where there are any. Each line feed starts a new line.
    public static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            wrapParagraph(paragraph, Math.max(2, columns), lines);
        }
        return lines;
    }

    private static void wrapParagraph(String text, int columns, List<String> lines) {
        int start = 0;
        while (true) {
            int end = fitting(text, start, columns);
            if (end >= text.length()) {
                lines.add(text.substring(start));
                return;
            }
            int blank = text.lastIndexOf(' ', end);
            if (blank > start) {
                lines.add(text.substring(start, blank));
                start = blank + 1;
            } else {
                lines.add(text.substring(start, end));
                start = end;
            }
        }
    }

    /// Index after the last cluster that still fits, at least one cluster on.
    private static int fitting(String text, int start, int columns) {
        int used = 0;
        int i = start;
        while (i < text.length()) {
            int end = clusterEnd(text, i);
            used += ofCluster(text, i, end);
            if (used > columns && i > start) {
                return i;
            }
            i = end;
            if (used >= columns && i < text.length() && ofCluster(text, i, clusterEnd(text, i)) > 0) {
                return i;
            }
        }
        return i;
    }

    /// A cluster is a character with what joins it: combining marks, variation selectors, and the rest of an emoji sequence.
    private static int clusterEnd(String text, int start) {
        int i = start + Character.charCount(text.codePointAt(start));
        while (i < text.length()) {
            int c = text.codePointAt(i);
            if (c == ZERO_WIDTH_JOINER && i + 1 < text.length()) {
                i += 1 + Character.charCount(text.codePointAt(i + 1));
            } else if (c > 0x2ff && WCWidth.wcwidth(c) == 0 && c != ZERO_WIDTH_JOINER) {
                i += Character.charCount(c);
            } else {
                return i;
            }
        }
        return i;
    }

    private static int ofCluster(String text, int start, int end) {
        int first = text.codePointAt(start);
        if (first >= 0x20 && first < 0x7f) {
            return 1;
        }
        int columns = Math.max(0, WCWidth.wcwidth(first));
        return columns == 1 && text.indexOf(VARIATION_SELECTOR_16, start) >= 0
                && text.indexOf(VARIATION_SELECTOR_16, start) < end
                        ? 2
                        : columns;
    }
}
