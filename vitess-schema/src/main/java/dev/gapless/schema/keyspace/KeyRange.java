package dev.gapless.schema.keyspace;

import java.util.Locale;

/// A run of keyspace ids, as shard names say it: `-80`, `80-`, `40-80`, and `-` for all.
///
/// @param start first id in it
/// @param end first id past it; 0 for "to the end"
public record KeyRange(long start, long end) {
    /// All keyspace ids.
    public static final KeyRange ALL = new KeyRange(0, 0);

    private static final int MAX_DIGITS = 16;

    public KeyRange {
        if (end != 0 && Long.compareUnsigned(start, end) >= 0) {
            throw new IllegalArgumentException(
                    "key range: %x-%x (expected: start below end)".formatted(start, end));
        }
    }

    /// Reads a range; `0` is Vitess's other name for an unsharded keyspace, so for all.
    ///
    /// @throws IllegalArgumentException if the text is not a range
    public static KeyRange parse(String text) {
        if ("0".equals(text)) {
            return ALL;
        }
        int dash = text.indexOf('-');
        if (dash < 0) {
            throw bad(text);
        }
        String end = text.substring(dash + 1);
        if (!end.isEmpty() && bound(end, text) == 0) {
            throw bad(text);
        }
        return new KeyRange(bound(text.substring(0, dash), text), bound(end, text));
    }

    /// The range of all ids that begin with these four bytes: one workspace, and the few that share its hash.
    public static KeyRange ofPrefix(int prefix) {
        return new KeyRange((long) prefix << 32, ((long) prefix + 1) << 32);
    }

    public boolean contains(KeyspaceId id) {
        return Long.compareUnsigned(start, id.bits()) <= 0 && below(id.bits());
    }

    public boolean intersects(KeyRange that) {
        return below(that.start) && that.below(start);
    }

    private boolean below(long bits) {
        return end == 0 || Long.compareUnsigned(bits, end) < 0;
    }

    private static long bound(String hex, String text) {
        if (hex.length() > MAX_DIGITS || hex.length() % 2 != 0) {
            throw bad(text);
        }
        long bits = 0;
        for (int i = 0; i < MAX_DIGITS; i++) {
            int digit = i < hex.length() ? Character.digit(hex.charAt(i), 16) : 0;
            if (digit < 0) {
                throw bad(text);
            }
            bits = bits << 4 | digit;
        }
        return bits;
    }

    private static String hex(long bound) {
        String digits = "%016x".formatted(bound);
        int length = digits.length();
        while (length > 0 && digits.startsWith("00", length - 2)) {
            length -= 2;
        }
        return digits.substring(0, length);
    }

    private static IllegalArgumentException bad(String text) {
        String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
        return new IllegalArgumentException(
                "key range: %s (expected: such as -80, 80-, 40-80 or -)".formatted(shown.toLowerCase(Locale.ROOT)));
    }

    /// The text that [#parse] reads.
    @Override
    public String toString() {
        return hex(start) + "-" + hex(end);
    }
}
