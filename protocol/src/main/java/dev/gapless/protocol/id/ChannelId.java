package dev.gapless.protocol.id;

/// Id of a channel, a conversation of any kind.
///
/// @param value 1 or more, time-sorted, made by [IdGenerator]; shown as `C` and 13 characters
public record ChannelId(long value) implements Comparable<ChannelId> {
    /// First letter of the text form.
    public static final char PREFIX = 'C';

    public ChannelId {
        IdText.checkRange("channel", value);
    }

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if the text is not a ChannelId
    public static ChannelId parse(String text) {
        return new ChannelId(IdText.parse(PREFIX, text));
    }

    /// The text form, as people and the wire see it.
    public String text() {
        return IdText.format(PREFIX, value);
    }

    @Override
    public int compareTo(ChannelId that) {
        return Long.compare(value, that.value);
    }

    @Override
    public String toString() {
        return text();
    }
}
