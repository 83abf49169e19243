package dev.gapless.protocol.id;

/// Id of a person or bot of one workspace.
///
/// @param value 1 or more, time-sorted, made by [IdGenerator]; shown as `U` and 13 characters
public record UserId(long value) implements Comparable<UserId> {
    /// First letter of the text form.
    public static final char PREFIX = 'U';

    /// Stands in events for who is no user of any workspace: the operator, and rules such as heat that act without anybody.
    public static final UserId OPERATOR = new UserId(1);

    public UserId {
        IdText.checkRange("user", value);
    }

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException if the text is not a UserId
    public static UserId parse(String text) {
        return new UserId(IdText.parse(PREFIX, text));
    }

    /// The text form, as people and the wire see it.
    public String text() {
        return IdText.format(PREFIX, value);
    }

    @Override
    public int compareTo(UserId that) {
        return Long.compare(value, that.value);
    }

    @Override
    public String toString() {
        return text();
    }
}
