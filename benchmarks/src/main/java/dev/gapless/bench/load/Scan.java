package dev.gapless.bench.load;

import java.nio.charset.StandardCharsets;

/// Finds fields in the JSON text of frames without parsing them: the load client must cost little.
///
/// Fine for frames of our own gateway, whose fields come in a fixed order with no blanks; not for anything else.
final class Scan {
    private Scan() {}

    static byte[] needle(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Offset behind the first occurrence of `needle`, or -1.
    static int after(byte[] needle, byte[] bytes, int offset, int length) {
        int last = offset + length - needle.length;
        for (int i = offset; i <= last; i++) {
            if (bytes[i] == needle[0] && matches(needle, bytes, i)) {
                return i + needle.length;
            }
        }
        return -1;
    }

    static boolean startsWith(byte[] needle, byte[] bytes, int offset, int length) {
        return length >= needle.length && matches(needle, bytes, offset);
    }

    /// Reads the digits at `offset`.
    static long number(byte[] bytes, int offset) {
        long value = 0;
        for (int i = offset; i < bytes.length && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    /// Reads plain text up to a quotation mark.
    static String text(byte[] bytes, int offset) {
        int end = offset;
        while (end < bytes.length && bytes[end] != '"') {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.US_ASCII);
    }

    private static boolean matches(byte[] needle, byte[] bytes, int at) {
        for (int i = 0; i < needle.length; i++) {
            if (bytes[at + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }
}
