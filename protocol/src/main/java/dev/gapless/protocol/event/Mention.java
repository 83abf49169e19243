package dev.gapless.protocol.event;

/// A place in a text where somebody is named.
///
/// @param from first UTF-16 unit, as Java and JavaScript count, 0 or more
/// @param to the unit behind the last, above `from`
/// @param target who is named
public record Mention(int from, int to, MentionTarget target) {
    public Mention {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("mention: " + from + " to " + to + " (expected: 0 <= from < to)");
        }
    }
}
