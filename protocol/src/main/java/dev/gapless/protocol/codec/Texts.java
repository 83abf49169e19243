package dev.gapless.protocol.codec;

import dev.gapless.protocol.error.ErrorCode;
import dev.gapless.protocol.error.GaplessException;

/// Rules for texts that people write.
public final class Texts {
    private static final int NAME_MAX = 80;

    private Texts() {}

    /// Checks a message text.
    ///
    /// @return the text
    /// @throws GaplessException `text-empty`, `text-too-large` or `invalid-utf8` (an unpaired surrogate)
    public static String checkMessage(String text) {
        if (text.isBlank()) {
            throw new GaplessException(ErrorCode.TEXT_EMPTY, "text: blank (expected: 1 to 16384 bytes of UTF-8)");
        }
        long bytes = utf8Length(text);
        if (bytes < 0) {
            throw new GaplessException(
                    ErrorCode.INVALID_UTF8, "text: an unpaired surrogate (expected: text that UTF-8 can hold)");
        }
        if (bytes > Limits.TEXT_BYTES) {
            throw new GaplessException(
                    ErrorCode.TEXT_TOO_LARGE, "text: " + bytes + " bytes (expected: 1 to " + Limits.TEXT_BYTES + ")");
        }
        return text;
    }

    /// Checks a channel name, handle or slug: lower-case letters of any script, digits, `-`, `_` and `.`, 1 to 80 characters.
    ///
    /// @param field name of the field, for the message
    /// @throws GaplessException `invalid-field`
    public static String checkName(String field, String name) {
        boolean fine = !name.isEmpty() && name.length() <= NAME_MAX && name.codePoints().allMatch(Texts::nameCharacter);
        if (!fine) {
            throw GaplessException.invalidField(
                    field, name, "1 to " + NAME_MAX + " lower-case letters, digits, '-', '_' or '.'");
        }
        return name;
    }

    /// Checks an emoji: 1 to 64 bytes of UTF-8 without blanks and control characters.
    ///
    /// @return the emoji
    /// @throws GaplessException `invalid-field`
    public static String checkEmoji(String emoji) {
        long bytes = utf8Length(emoji);
        boolean fine = bytes >= 1
                && bytes <= Limits.EMOJI_BYTES
                && emoji.codePoints()
                        .noneMatch(c -> Character.isISOControl(c)
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c));
        if (!fine) {
            throw GaplessException.invalidField(
                    "emoji", emoji, "1 to " + Limits.EMOJI_BYTES + " bytes without blanks and control characters");
        }
        return emoji;
    }

    /// UTF-8 bytes of a text, or -1 if it holds an unpaired surrogate.
    public static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return -1;
            }
        }
        return bytes;
    }

    private static boolean nameCharacter(int c) {
        return c == '-' || c == '_' || c == '.' || Character.isDigit(c)
                || (Character.isLetter(c) && !Character.isUpperCase(c));
    }
}
