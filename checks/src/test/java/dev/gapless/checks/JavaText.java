package dev.gapless.checks;

/// Java source without what is not code.
final class JavaText {
    private JavaText() {}

    /// The source with comments and the content of strings, text blocks and characters replaced by blanks. Lines and offsets
    /// stay as they are.
    static String codeOf(String source) {
        StringBuilder code = new StringBuilder(source);
        int i = 0;
        while (i < source.length()) {
            if (source.startsWith("//", i)) {
                i = blank(code, i, end(source, "\n", i, 0));
            } else if (source.startsWith("/*", i)) {
                i = blank(code, i, end(source, "*/", i + 2, 2));
            } else if (source.startsWith("\"\"\"", i)) {
                i = blank(code, i, endOfText(source, "\"\"\"", i + 3));
            } else if (source.charAt(i) == '"' || source.charAt(i) == '\'') {
                i = blank(code, i, endOfText(source, source.substring(i, i + 1), i + 1));
            } else {
                i++;
            }
        }
        return code.toString();
    }

    private static int end(String source, String closing, int from, int length) {
        int found = source.indexOf(closing, from);
        return found < 0 ? source.length() : found + length;
    }

    private static int endOfText(String source, String closing, int from) {
        int i = from;
        while (i < source.length() && !source.startsWith(closing, i)) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(source.length(), i + closing.length());
    }

    private static int blank(StringBuilder code, int from, int to) {
        for (int i = from; i < to; i++) {
            if (code.charAt(i) != '\n') {
                code.setCharAt(i, ' ');
            }
        }
        return to;
    }
}
