package dev.gapless.server.mention;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Looks for `@word` in a text: at its beginning or behind a character that no word holds, and outside of code spans (a run of
/// backticks up to the next run of the same length).
final class MentionScan {
    private static final int NAME_MAX = 80;

    private MentionScan() {}

    /// A place that may name somebody.
    ///
    /// @param from index of the `@`
    /// @param word what follows it, in lower case, up to the last character that a handle may hold
    record Candidate(int from, String word) {
        /// Where a mention ends that takes this many characters of the word.
        int end(int length) {
            return from + 1 + length;
        }
    }

    /// At most `max` candidates.
    static List<Candidate> of(String text, int max) {
        List<Candidate> found = new ArrayList<>();
        int at = text.indexOf('@');
        if (at < 0) {
            return found;
        }
        int i = 0;
        while (i < text.length() && found.size() < max) {
            char c = text.charAt(i);
            if (c == '`') {
                i = behindCode(text, i);
            } else if (c == '@' && (i == 0 || !partOfWord(text.codePointBefore(i)))) {
                int end = wordEnd(text, i + 1);
                if (end > i + 1) {
                    String word = text.substring(i + 1, end).toLowerCase(Locale.ROOT);
                    if (word.length() == end - i - 1) {
                        found.add(new Candidate(i, word));
                    }
                }
                i = Math.max(end, i + 1);
            } else {
                i++;
            }
        }
        return found;
    }

    /// The index behind a code span that begins here; behind the backticks if none does.
    private static int behindCode(String text, int start) {
        int open = behindRun(text, start);
        int at = text.indexOf('`', open);
        while (at >= 0) {
            int behind = behindRun(text, at);
            if (behind - at == open - start) {
                return behind;
            }
            at = text.indexOf('`', behind);
        }
        return open;
    }

    private static int behindRun(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) == '`') {
            at++;
        }
        return at;
    }

    private static int wordEnd(String text, int start) {
        int at = start;
        while (at < text.length() && at - start < NAME_MAX) {
            int c = text.codePointAt(at);
            if (!partOfName(c)) {
                break;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static boolean partOfWord(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '@';
    }

    private static boolean partOfName(int c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.';
    }
}
