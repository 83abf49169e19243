package dev.gapless.protocol.id;

/// Text form of ids: a type letter and 13 characters of Crockford base 32 (upper case, most significant first).
///
/// Reading accepts lower case too, and `O`, `I`, `L` for `0`, `1`, `1`, as Crockford proposes; writing is canonical.
public final class IdText {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int DIGITS = 13;
    private static final int BITS_PER_DIGIT = 5;

    private IdText() {}

    /// Formats a positive value.
    public static String format(char prefix, long value) {
        char[] text = new char[DIGITS + 1];
        text[0] = prefix;
        long rest = value;
        for (int i = DIGITS; i >= 1; i--) {
            text[i] = ALPHABET.charAt((int) (rest & 31));
            rest >>>= BITS_PER_DIGIT;
        }
        return new String(text);
    }

    /// Reads what [#format] wrote.
    ///
    /// @throws IllegalArgumentException if prefix, length, a character or the range is wrong
    public static long parse(char prefix, String text) {
        if (text.length() != DIGITS + 1 || text.charAt(0) != prefix) {
            throw bad(prefix, text);
        }
        long value = 0;
        for (int i = 1; i <= DIGITS; i++) {
            int digit = digit(text.charAt(i));
            if (digit < 0 || (i == 1 && digit > 7)) {
                throw bad(prefix, text);
            }
            value = value << BITS_PER_DIGIT | digit;
        }
        if (value < 1) {
            throw bad(prefix, text);
        }
        return value;
    }

    static void checkRange(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " id: " + value + " (expected: >= 1)");
        }
    }

    private static int digit(char c) {
        char upper = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
        return switch (upper) {
            case 'O' -> 0;
            case 'I', 'L' -> 1;
            default -> ALPHABET.indexOf(upper);
        };
    }

    private static IllegalArgumentException bad(char prefix, String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return new IllegalArgumentException(
                "id: " + shown + " (expected: " + prefix + " and " + DIGITS + " base-32 characters)");
    }
}
