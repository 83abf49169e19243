package dev.gapless.protocol.id;

/// Identity of a channel's numbering. It changes only when a log was rewound by a restore; a client that sees another
/// epoch discards its positions of that channel.
///
/// @param value 1 or more
public record Epoch(long value) {
    public static final Epoch FIRST = new Epoch(1);

    public Epoch {
        if (value < 1) {
            throw new IllegalArgumentException("epoch: " + value + " (expected: >= 1)");
        }
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
