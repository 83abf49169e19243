package dev.gapless.protocol.audit;

import java.util.Arrays;
import java.util.HexFormat;

/// A SHA-256 in a chain of audit entries.
///
/// @param hex 64 lower-case hexadecimal digits; other lengths occur in rows that somebody changed by hand
public record AuditHash(String hex) {
    static final int BYTES = 32;

    public static AuditHash of(byte[] bytes) {
        return new AuditHash(HexFormat.of().formatHex(bytes));
    }

    /// @throws IllegalArgumentException if the text is not hexadecimal
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    static AuditHash zero() {
        byte[] bytes = new byte[BYTES];
        Arrays.fill(bytes, (byte) 0);
        return of(bytes);
    }

    @Override
    public String toString() {
        return hex;
    }
}
