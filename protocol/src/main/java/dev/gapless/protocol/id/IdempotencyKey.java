package dev.gapless.protocol.id;

/// The client's own name for a send, unique per (workspace, channel, sender): the same key is the same message, for ever.
///
/// @param value 1 to 64 printable ASCII characters without blanks
public record IdempotencyKey(String value) {
    public static final int MAX_LENGTH = 64;

    public IdempotencyKey {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "key: " + value.length() + " characters (expected: 1 to " + MAX_LENGTH + ")");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new IllegalArgumentException(
                        "key: character " + (int) c + " at " + i + " (expected: printable ASCII without blanks)");
            }
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
