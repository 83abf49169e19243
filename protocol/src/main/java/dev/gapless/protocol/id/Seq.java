package dev.gapless.protocol.id;

/// The number of an event in its channel: 1 for the first, then without gaps.
///
/// @param value 1 or more
public record Seq(long value) implements Comparable<Seq> {
    public static final Seq FIRST = new Seq(1);

    public Seq {
        if (value < 1) {
            throw new IllegalArgumentException("seq: " + value + " (expected: >= 1)");
        }
    }

    public Seq next() {
        return new Seq(Math.addExact(value, 1));
    }

    /// The position of whoever has applied everything up to and including this event.
    public Position asPosition() {
        return new Position(value);
    }

    @Override
    public int compareTo(Seq that) {
        return Long.compare(value, that.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
