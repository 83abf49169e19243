package dev.gapless.protocol.id;

/// How many countable events (messages that make a channel unread) exist up to and including an event or head.
///
/// @param value 0 or more
public record Ordinal(long value) implements Comparable<Ordinal> {
    public static final Ordinal ZERO = new Ordinal(0);

    public Ordinal {
        if (value < 0) {
            throw new IllegalArgumentException("ordinal: " + value + " (expected: >= 0)");
        }
    }

    @Override
    public int compareTo(Ordinal that) {
        return Long.compare(value, that.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
