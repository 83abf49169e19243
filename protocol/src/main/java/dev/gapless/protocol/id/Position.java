package dev.gapless.protocol.id;

/// How far somebody has come in a channel: the seq of the last event applied, or 0 for none. Heads are positions too.
///
/// @param value 0 or more
public record Position(long value) implements Comparable<Position> {
    /// Nothing applied yet; the head of a channel without events.
    public static final Position START = new Position(0);

    public Position {
        if (value < 0) {
            throw new IllegalArgumentException("position: " + value + " (expected: >= 0)");
        }
    }

    /// The first seq that is still missing.
    public Seq nextSeq() {
        return new Seq(Math.addExact(value, 1));
    }

    /// True if an event at `seq` is already contained.
    public boolean includes(Seq seq) {
        return seq.value() <= value;
    }

    @Override
    public int compareTo(Position that) {
        return Long.compare(value, that.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
